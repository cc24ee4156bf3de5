package org.postrider.mail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.postrider.mime.internal.HeaderWriter;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.MessageContent;

/**
 * A message in the form in which mail servers pick it up: X-Sender and X-Receiver tell the envelope, then comes the message, not
 * dot-stuffed.
 *
 * <p>Under its name, {@code <uuid>.eml}, it is there whole or not at all: it is written under another one, forced to the disk, and renamed.
 */
final class PickupFile {
    private static final System.Logger LOG = System.getLogger("org.postrider.mail");
    private static final int BUFFER = 64 * 1024;

    private final byte[] envelopeFields;
    private final Envelope envelope;
    private final MessageContent content;

    PickupFile(Mailing mailing) {
        this.content = mailing.content();
        this.envelope = mailing.envelope();
        this.envelopeFields = envelopeFields(mailing.namesSender());
    }

    /** X-Sender of the user's own stands, as in .NET. */
    private byte[] envelopeFields(boolean namesSender) {
        String reversePath = envelope.reversePath();
        try (HeaderWriter fields = new HeaderWriter()) {
            if (!namesSender) {
                fields.begin("X-Sender")
                        .mailbox("", null, reversePath.isEmpty() ? "<>" : reversePath, "")
                        .end();
            }
            for (String recipient : envelope.recipients()) {
                fields.begin("X-Receiver").mailbox("", null, recipient, "").end();
            }
            return fields.drain();
        }
    }

    void require(SmtpDeliveryFormat format) {
        format.require(envelope, content);
    }

    /** Writes the file, and gives it its name only if the commit says yes. */
    void writeTo(Path directory, BooleanSupplier commit) throws IOException {
        String name = UUID.randomUUID().toString();
        Path draft = directory.resolve(name + ".tmp");
        try {
            write(draft);
            if (commit.getAsBoolean()) {
                Files.move(draft, directory.resolve(name + ".eml"), StandardCopyOption.ATOMIC_MOVE);
                force(directory);
            }
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private void write(Path draft) throws IOException {
        try (FileChannel file = FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                ReadableByteChannel message = content.open(content.leastBodyType())) {
            writeFully(file, ByteBuffer.wrap(envelopeFields));
            ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
            while (message.read(buffer.clear()) >= 0) {
                writeFully(file, buffer.flip());
            }
            file.force(true);
        }
    }

    private static void writeFully(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    /** Makes the new name durable. Where that can't be, the message is there all the same: a failure would have it sent twice. */
    private static void force(Path directory) {
        try (FileChannel opened = FileChannel.open(directory, StandardOpenOption.READ)) {
            opened.force(true);
        } catch (AccessDeniedException e) {
            LOG.log(System.Logger.Level.DEBUG, "This system doesn't force directories, as Windows", e);
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The name of a message in " + directory + " may not outlive a crash",
                    e);
        }
    }
}
