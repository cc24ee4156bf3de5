package org.postrider.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.MessageContent;

/**
 * A message as it is read for a pickup directory: without what its own header has of the envelope, for the server would deliver to whom
 * that says. What fails here is the message, not the directory, and an {@link SmtpException} says so.
 *
 * <p>One trap: a header that begins with a folded line would go on our last field, so such lines are left out too.
 */
final class PickupContent implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    private final boolean senderStands;
    private final ReadableByteChannel message;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean inHeader = true;
    private boolean leftOut = true;

    private PickupContent(ReadableByteChannel message, boolean senderStands) {
        this.message = message;
        this.senderStands = senderStands;
    }

    /** Opens a content; an X-Sender of its own may stand, where no other one was written. */
    static PickupContent open(MessageContent content, boolean senderStands) {
        try {
            return new PickupContent(content.open(content.leastBodyType()), senderStands);
        } catch (IOException | RuntimeException e) {
            throw unreadable(e);
        }
    }

    /** Gives what comes next, perhaps nothing yet; null at the end. It is good until the next call. */
    @Nullable
    ByteBuffer next() {
        try {
            if (message.read(buffer.clear()) < 0) {
                return null;
            }
        } catch (IOException | RuntimeException e) {
            throw unreadable(e);
        }
        return inHeader ? withoutEnvelope(buffer.flip()) : buffer.flip();
    }

    /** Every line ends in CR LF, be the content a message of ours or a ready-made one, so none is left over at the end. */
    private ByteBuffer withoutEnvelope(ByteBuffer read) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(read.remaining());
        while (inHeader && read.hasRemaining()) {
            byte octet = read.get();
            line.write(octet);
            if (octet == '\n') {
                endLine(kept);
            }
        }
        while (read.hasRemaining()) {
            kept.write(read.get());
        }
        return ByteBuffer.wrap(kept.toByteArray());
    }

    private void endLine(ByteArrayOutputStream kept) {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        inHeader = !text.equals("\r\n");
        if (!text.startsWith(" ") && !text.startsWith("\t")) {
            leftOut = isOfEnvelope(text);
        }
        if (!leftOut) {
            kept.writeBytes(line.toByteArray());
        }
        line.reset();
    }

    private boolean isOfEnvelope(String text) {
        String name = text.substring(0, Math.max(0, text.indexOf(':'))).strip().toLowerCase(Locale.ROOT);
        return name.equals("x-receiver") || (name.equals("x-sender") && !senderStands);
    }

    private static SmtpException unreadable(Exception cause) {
        return new SmtpException("The message can't be read; it is not in the directory: " + cause, cause);
    }

    @Override
    public void close() {
        try {
            message.close();
        } catch (IOException | RuntimeException e) {
            throw unreadable(e);
        }
    }
}
