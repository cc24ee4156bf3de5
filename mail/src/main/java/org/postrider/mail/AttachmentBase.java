package org.postrider.mail;

import java.io.InputStream;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.ContentType;
import org.postrider.mime.TransferEncoding;
import org.postrider.mime.internal.HeaderWriter;
import org.postrider.mime.internal.LeafPart;
import org.postrider.sockets.ObjectDisposedException;

/**
 * What an {@link Attachment}, an {@link AlternateView} and a {@link LinkedResource} have in common: content and its type.
 *
 * <p>Re-expresses {@code System.Net.Mail.AttachmentBase}. Content from a path, from bytes, a text or a {@code ByteArrayInputStream} can
 * be sent any number of times and by several clients at once. The trap is any other stream: it is read when the message is sent, can be
 * sent once, and says so the second time. A file is opened when it is sent, so what it holds then is what goes. Not thread safe;
 * closed with its message, or by itself.
 */
public abstract sealed class AttachmentBase implements AutoCloseable permits Attachment, AlternateView, LinkedResource {
    private static final int LONGEST_ID = 200;

    private final Content content;
    private ContentType contentType;
    private TransferEncoding transferEncoding;
    private @Nullable String contentId;
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
        return new LeafPart(new byte[0], content.source(), transferEncoding).encoding(false);
    }

    /**
     * Says how the content is to be carried. Text in memory that doesn't fit gets the next encoding that does; a file or stream that
     * doesn't fit makes the sending fail.
     *
     * @param transferEncoding any but {@link TransferEncoding#UNKNOWN}
     * @throws UnsupportedOperationException if it is {@link TransferEncoding#UNKNOWN}
     */
    public void setTransferEncoding(TransferEncoding transferEncoding) {
        if (transferEncoding == TransferEncoding.UNKNOWN) {
            throw new UnsupportedOperationException(
                    "UNKNOWN is no transfer encoding: set BASE64, which carries anything");
        }
        this.transferEncoding = Objects.requireNonNull(transferEncoding, "transferEncoding");
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

    final void requireOpen() {
        if (closed) {
            throw new ObjectDisposedException(getClass().getSimpleName());
        }
    }

    /** Freezes this for sending. */
    final LeafPart toPart() {
        requireOpen();
        HeaderWriter fields = new HeaderWriter();
        writeFields(fields);
        return new LeafPart(fields.toBytes(), content.source(), transferEncoding);
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
