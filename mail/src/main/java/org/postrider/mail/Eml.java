package org.postrider.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import org.postrider.mime.internal.ByteSource;
import org.postrider.mime.internal.ContentSource;
import org.postrider.mime.internal.FileSource;
import org.postrider.smtp.BodyType;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.MessageContent;

/**
 * A message that is ready made, such as an {@code .eml} file: sent as it is, byte for byte save for line ends, which become CR LF.
 *
 * <p>A file is read once when this is made, to learn whether it has octets above 127, and again each time it is sent; nothing of it is
 * kept in memory. If it was changed in between, sending fails. Immutable and thread safe. {@link org.postrider.smtp.SmtpSender} takes it;
 * inside of another message it goes by {@link Attachment#fromMessage(Eml, String)}.
 *
 * <pre>{@code
 * Eml eml = Eml.of(Path.of("newsletter.eml"));
 * sender.send(eml.envelope(), eml);
 * }</pre>
 *
 * <p>One trap: the header goes as it stands, with a Bcc field if it has one. Recipients are those of the envelope.
 */
public final class Eml implements MessageContent {
    private final ContentSource source;
    private final EmlScan scan;

    private Eml(ContentSource source) throws IOException {
        this.source = source;
        try (ReadableByteChannel channel = source.open()) {
            this.scan = EmlScan.of(channel);
        }
    }

    /**
     * Reads a file through and makes it ready to be sent.
     *
     * @param file a message in the form of RFC 5322
     * @return its content
     * @throws UncheckedIOException if the file can't be read
     * @throws org.postrider.mime.FormatException if it holds a NUL or a line of more than 998 octets, which SMTP can't carry
     */
    public static Eml of(Path file) {
        try {
            return new Eml(new FileSource(file));
        } catch (IOException e) {
            throw new UncheckedIOException("Can't read the message in " + file, e);
        }
    }

    /**
     * Takes a message in memory.
     *
     * @param message a message in the form of RFC 5322, which is copied
     * @return its content
     * @throws org.postrider.mime.FormatException if it holds a NUL or a line of more than 998 octets, which SMTP can't carry
     */
    public static Eml of(byte[] message) {
        return inMemory(message.clone());
    }

    /**
     * Reads a message to its end and keeps it in memory, so that it can be sent again; a large one is better given as a file.
     *
     * @param message a stream over a message in the form of RFC 5322; it is read at once and stays open
     * @return its content
     * @throws IOException if the stream can't be read
     * @throws org.postrider.mime.FormatException if it holds a NUL or a line of more than 998 octets, which SMTP can't carry
     */
    public static Eml of(InputStream message) throws IOException {
        return inMemory(message.readAllBytes());
    }

    private static Eml inMemory(byte[] message) {
        try {
            return new Eml(new ByteSource(message));
        } catch (IOException impossible) {
            throw new UncheckedIOException("Bytes in memory can't be read", impossible);
        }
    }

    /**
     * Reads off the header whom the message goes to: from its Sender, else its From; to everybody in To and Cc.
     *
     * @return an envelope that asks for no notifications
     * @throws IllegalStateException if there is a Bcc field, which everybody would read; if there is no author, or nobody to go to
     * @throws org.postrider.mime.FormatException if an address is malformed, or the header is larger than 1 MiB
     * @throws UncheckedIOException if the file can't be read, or was changed
     */
    public Envelope envelope() {
        try (ReadableByteChannel channel = source.open()) {
            return EmlHeader.read(channel).envelope();
        } catch (IOException e) {
            throw new UncheckedIOException("Can't read the header of the message", e);
        }
    }

    @Override
    public BodyType leastBodyType() {
        return scan.isEightBit() ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT;
    }

    @Override
    public boolean needsSmtpUtf8() {
        return scan.isHeaderEightBit();
    }

    @Override
    public long size(BodyType bodyType) {
        return source.size();
    }

    @Override
    public boolean mayBlock() {
        return source.mayBlock();
    }

    @Override
    public ReadableByteChannel open(BodyType bodyType) throws IOException {
        return source.open();
    }
}
