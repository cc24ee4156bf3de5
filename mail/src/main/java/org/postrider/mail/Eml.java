package org.postrider.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.TransferEncoding;
import org.postrider.mime.internal.ByteSource;
import org.postrider.mime.internal.ContentSource;
import org.postrider.mime.internal.EncodedSource;
import org.postrider.mime.internal.FileSource;
import org.postrider.smtp.BodyType;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.MessageContent;

/**
 * A message that is ready made, such as an {@code .eml} file: sent as it is, byte for byte save for line ends, which become CR LF and which
 * the last line gets, too.
 *
 * <p>A file is read once when this is made, to learn whether it has octets above 127, and again each time it is sent; nothing of it is
 * kept in memory. If it was changed in between, sending fails. Immutable and thread safe. {@link SmtpClient#send(Eml)} and
 * {@link org.postrider.smtp.SmtpSender} take it; inside of another message it goes by {@link Attachment#fromMessage(Eml, String)}.
 *
 * <pre>{@code
 * client.send(Eml.of(Path.of("newsletter.eml")));
 * }</pre>
 *
 * <p>One trap: the header goes as it stands, with a Bcc field if it has one. Recipients are those of the envelope; into a pickup directory,
 * where X-Sender and X-Receiver name them, the message goes without such fields of its own.
 */
public final class Eml implements Mailable, MessageContent {
    private static final ByteSource LINE_BREAK = new ByteSource(new byte[] {'\r', '\n'});

    private final ContentSource source;
    private final EmlScan scan;
    private final @Nullable Envelope given;

    private Eml(ContentSource source) throws IOException {
        this.source = source;
        this.given = null;
        try (ReadableByteChannel channel = source.open()) {
            this.scan = EmlScan.of(channel);
        }
    }

    private Eml(Eml other, Envelope given) {
        this.source = other.source;
        this.scan = other.scan;
        this.given = given;
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
     * Gives the same message to others than its header names.
     *
     * @param envelope whom it goes to, and whom failures are reported to
     * @return the message with that envelope
     */
    public Eml withEnvelope(Envelope envelope) {
        return new Eml(this, Objects.requireNonNull(envelope, "envelope"));
    }

    /**
     * Gives whom the message goes to. Unless you {@linkplain #withEnvelope said it}, that is read off the header: from its Sender, else
     * its From, to everybody in To and Cc; of a message that was handed on, those of the newest block of Resent fields alone, which is
     * the uppermost (RFC 5322, 3.6.6).
     *
     * @return the envelope; one from the header asks for no notifications
     * @throws IllegalStateException if there is a Bcc or Resent-Bcc field, which everybody would read; if there is no author, or nobody to
     *     go to
     * @throws org.postrider.mime.FormatException if an address is malformed, or the header is larger than 1 MiB
     * @throws UncheckedIOException if the file can't be read, or was changed
     */
    public Envelope envelope() {
        if (given != null) {
            return given;
        }
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
        return scan.size() + (scan.isOpenEnded() ? LINE_BREAK.size() : 0);
    }

    @Override
    public boolean mayBlock() {
        return source.mayBlock();
    }

    @Override
    public ReadableByteChannel open(BodyType bodyType) throws IOException {
        ContentSource lines = lines();
        return (scan.isOpenEnded() ? ContentSource.inOrder(lines, LINE_BREAK) : lines).open();
    }

    /** What another message holds of this one: line ends are mended, and that of the last line, if it has none, comes from what follows. */
    ContentSource lines() {
        return new Lines(new EncodedSource(source, TransferEncoding.EIGHT_BIT), scan.size());
    }

    /** The lines of a message that was counted. */
    private record Lines(ContentSource source, long size) implements ContentSource {
        @Override
        public ReadableByteChannel open() throws IOException {
            return source.open();
        }

        @Override
        public boolean mayBlock() {
            return source.mayBlock();
        }
    }
}
