package org.postrider.mail;

import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.ContentType;
import org.postrider.mime.TransferEncoding;
import org.postrider.mime.internal.ContentSource;
import org.postrider.mime.internal.DigestSource;
import org.postrider.mime.internal.HeaderWriter;
import org.postrider.mime.internal.LeafPart;
import org.postrider.mime.internal.MimePart;
import org.postrider.mime.internal.Texts;
import org.postrider.mime.internal.WholePart;
import org.postrider.sockets.ObjectDisposedException;

/**
 * What an {@link Attachment}, an {@link AlternateView} and a {@link LinkedResource} have in common: content and its type.
 *
 * <p>Re-expresses {@code System.Net.Mail.AttachmentBase}. Content from a path, from bytes, a text or a {@code ByteArrayInputStream} can
 * be sent any number of times and by several clients at once, as can content from a {@link StreamSupplier} or a class-path resource. The
 * trap is any other stream: it is read when the message is sent, can be sent once, and says so the second time. Everything is opened
 * when it is sent and closed whatever comes of the sending; nothing is read ahead, and no more than some kilobytes of it are in memory.
 * What a file holds when its sending begins is what goes: if it is changed after that, the sending fails. Not thread safe; closed with
 * its message, or by itself.
 */
public abstract sealed class AttachmentBase implements AutoCloseable permits Attachment, AlternateView, LinkedResource {
    static final String MESSAGE = "message/rfc822";

    private static final int LONGEST_ID = 200;

    private final Content content;
    private ContentType contentType;
    private TransferEncoding transferEncoding;
    private @Nullable String contentId;
    private @Nullable UnaryOperator<ContentSource> watch;
    private boolean closed;

    AttachmentBase(Content content, ContentType contentType) {
        this.content = content;
        this.contentType = Objects.requireNonNull(contentType, "contentType");
        this.transferEncoding = content.encoding();
    }

    /**
     * Gives what kind of content this is.
     *
     * @return the live content type: a change to it is sent
     */
    public ContentType getContentType() {
        return contentType;
    }

    /**
     * Says what kind of content this is.
     *
     * @param contentType the type, which stays connected to this
     */
    public void setContentType(ContentType contentType) {
        this.contentType = Objects.requireNonNull(contentType, "contentType");
    }

    /**
     * Gives the name by which HTML refers to this content: {@code <img src="cid:...">}.
     *
     * @return the Content-ID without angle brackets; if none is set, one is made and kept
     */
    public String getContentId() {
        if (contentId == null) {
            contentId = UUID.randomUUID() + "@postrider";
        }
        return contentId;
    }

    /**
     * Names this content.
     *
     * @param contentId the Content-ID without angle brackets; null or empty for none
     * @throws IllegalArgumentException if it isn't printable ASCII without blanks and angle brackets, or is longer than 200
     */
    public void setContentId(@Nullable String contentId) {
        String id = contentId == null ? "" : contentId;
        if (id.length() > LONGEST_ID || !id.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '<' && c != '>')) {
            throw new IllegalArgumentException(
                    "A Content-ID is up to 200 printable ASCII characters without blanks and angle brackets, like logo@example.org");
        }
        this.contentId = id.isEmpty() ? null : id;
    }

    /**
     * Tells how the content is carried.
     *
     * @return what was set; else base64 for files, streams and bytes, and the plainest that fits for a text
     */
    public TransferEncoding getTransferEncoding() {
        return content.whole()
                ? transferEncoding
                : new LeafPart(new byte[0], content.source(), transferEncoding).encoding(false);
    }

    /**
     * Says how the content is to be carried. Content in memory that doesn't fit gets the next encoding that does; a file or stream that
     * doesn't fit makes the sending fail. {@link TransferEncoding#SEVEN_BIT} and {@link TransferEncoding#EIGHT_BIT} carry lines of up to 998
     * octets that end in CR LF, without NUL, the former without octets above 127. Only of an {@link AlternateView}, which is read in place,
     * other line ends fit too: they become CR LF.
     *
     * @param transferEncoding any but {@link TransferEncoding#UNKNOWN}
     * @throws UnsupportedOperationException if it is {@link TransferEncoding#UNKNOWN}, or the content is a message, which is never
     *     encoded as a whole (RFC 2046, 5.2.1)
     */
    public void setTransferEncoding(TransferEncoding transferEncoding) {
        if (transferEncoding == TransferEncoding.UNKNOWN) {
            throw new UnsupportedOperationException(
                    "UNKNOWN is no transfer encoding: set BASE64, which carries anything");
        }
        if (content.whole() && transferEncoding != this.transferEncoding) {
            throw new UnsupportedOperationException(
                    "A message inside of a message goes as it is (RFC 2046, 5.2.1): leave out its transfer encoding");
        }
        this.transferEncoding = Objects.requireNonNull(transferEncoding, "transferEncoding");
    }

    /**
     * Asks for size and hash of the content each time it has been read to its end, which is once for each attempt to send it. Read isn't
     * delivered: whether the message got there is told by the sending.
     *
     * @param algorithm the name of a {@link MessageDigest}, for instance {@code SHA-256}
     * @param listener is called on the thread that reads the message, perhaps on two at once; what it throws makes the sending fail
     * @throws IllegalArgumentException if this Java doesn't know the algorithm
     */
    public void setDigestListener(String algorithm, Consumer<ContentDigest> listener) {
        Objects.requireNonNull(listener, "listener");
        newDigest(algorithm);
        watch = source -> new DigestSource(
                source,
                () -> newDigest(algorithm),
                (hash, size) -> listener.accept(
                        new ContentDigest(algorithm, size, HexFormat.of().formatHex(hash))));
    }

    private static MessageDigest newDigest(String algorithm) {
        try {
            return MessageDigest.getInstance(Texts.requireLine(algorithm, "The name of the algorithm"));
        } catch (NoSuchAlgorithmException unknown) {
            throw new IllegalArgumentException("This Java can't compute " + algorithm + ": use SHA-256", unknown);
        }
    }

    /**
     * Opens the content for reading.
     *
     * @return the stream that this was made of; for a file, bytes or a text a new one at each call, which the caller closes
     * @throws org.postrider.sockets.ObjectDisposedException if this has been closed
     * @throws java.io.UncheckedIOException if the file can't be opened
     */
    public InputStream getContentStream() {
        requireOpen();
        return content.openStream();
    }

    /** The Content-ID that was set or made, or null. */
    final @Nullable String contentIdIfSet() {
        return contentId;
    }

    final void requireOpen() {
        if (closed) {
            throw new ObjectDisposedException(getClass().getSimpleName());
        }
    }

    /** Freezes this for sending, by a writer that holds nothing. */
    final MimePart toPart(HeaderWriter writer) {
        requireOpen();
        requireRightWay();
        writeFields(writer);
        ContentSource frozen = content.source().frozen();
        ContentSource source = watch == null ? frozen : watch.apply(frozen);
        return content.whole()
                ? new WholePart(writer.drain(), source, transferEncoding == TransferEncoding.EIGHT_BIT)
                : leaf(writer.drain(), source, transferEncoding);
    }

    /** Dresses content that isn't a message; files arrive octet for octet. */
    MimePart leaf(byte[] fields, ContentSource source, TransferEncoding wish) {
        return LeafPart.exact(fields, source, wish);
    }

    /** A message that came as mere octets would be encoded, so that readers wouldn't find it (RFC 2046, 5.2.1). */
    private void requireRightWay() {
        if (!content.whole() && contentType.getMediaType().equals(MESSAGE)) {
            throw new IllegalStateException(
                    "Octets can't be sent as message/rfc822: attach the message by Attachment.fromMessage(Eml.of(..), name)");
        }
    }

    void writeFields(HeaderWriter fields) {
        fields.begin("Content-Type").token(contentType.getMediaType());
        fields.parameters(contentType.getParameters(), "", null).end();
        writeId(fields);
    }

    final void writeId(HeaderWriter fields) {
        if (contentId != null) {
            fields.begin("Content-ID").token("<" + contentId + ">").end();
        }
    }

    /** Closes the stream that this was made of, if it was made of one. A second call does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (content.stream() != null) {
                Closing.stream(content.stream());
            }
        }
    }
}
