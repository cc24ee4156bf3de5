package org.postrider.mail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
 * A message in the form in which mail servers pick it up: X-Sender and X-Receiver tell the envelope, then comes the message, without such
 * fields of its own and not dot-stuffed.
 *
 * <p>Under its name, {@code <uuid>.eml}, it is there whole or not at all: it is written under another one, forced to the disk, and renamed.
 */
final class PickupFile {
    private static final System.Logger LOG = System.getLogger("org.postrider.mail");

    private final byte[] envelopeFields;
    private final Envelope envelope;
    private final MessageContent content;
    private final boolean namesSender;

    PickupFile(Mailing mailing) {
        this.content = mailing.content();
        this.envelope = mailing.envelope();
        this.namesSender = mailing.namesSender();
        this.envelopeFields = envelopeFields();
    }

    /** X-Sender of the user's own stands, as in .NET: it was set in a message's headers. A ready-made message may be anybody's. */
    private byte[] envelopeFields() {
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
                PickupContent message = PickupContent.open(content, namesSender)) {
            writeFully(file, ByteBuffer.wrap(envelopeFields));
            for (ByteBuffer octets = message.next(); octets != null; octets = message.next()) {
                writeFully(file, octets);
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
