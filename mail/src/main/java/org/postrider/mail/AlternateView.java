package org.postrider.mail;

import java.io.InputStream;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.ContentType;
import org.postrider.mime.MediaTypeNames;
import org.postrider.mime.TransferEncoding;
import org.postrider.mime.internal.ContentSource;
import org.postrider.mime.internal.HeaderWriter;
import org.postrider.mime.internal.LeafPart;
import org.postrider.mime.internal.MediaTypes;
import org.postrider.mime.internal.MimePart;

/**
 * One of the forms in which a message says the same, such as HTML beside plain text.
 *
 * <p>Re-expresses {@code System.Net.Mail.AlternateView}. Readers show the last view that they understand, so add the plainest first.
 * When and how often content is read, and the trap in streams, is told at {@link AttachmentBase}. Not thread safe.
 *
 * <pre>{@code
 * AlternateView html = AlternateView.createAlternateViewFromString("<img src='cid:logo'>", UTF_8, MediaTypeNames.Text.HTML);
 * LinkedResource logo = new LinkedResource("logo.png", MediaTypeNames.Image.PNG);
 * logo.setContentId("logo");
 * html.getLinkedResources().add(logo);
 * message.getAlternateViews().add(html);
 * }</pre>
 */
public final class AlternateView extends AttachmentBase {
    private final LinkedResourceCollection linkedResources = new LinkedResourceCollection();
    private @Nullable URI baseUri;

    /**
     * Takes a file, whose ending tells its kind; .NET has {@code application/octet-stream} for all.
     *
     * @param fileName the path of the file
     * @throws java.io.UncheckedIOException if there is no such file, or it can't be read
     */
    public AlternateView(String fileName) {
        this(Content.path(fileName));
    }

    /**
     * Takes a file of a certain kind.
     *
     * @param fileName the path of the file
     * @param mediaType for instance {@link MediaTypeNames.Text#HTML}
     * @throws java.io.UncheckedIOException if there is no such file, or it can't be read
     */
    public AlternateView(String fileName, String mediaType) {
        this(Content.ofFile(Content.path(fileName)), new ContentType(mediaType));
    }

    /**
     * Takes a file of a certain kind.
     *
     * @param fileName the path of the file
     * @param contentType the type, which stays connected to this
     * @throws java.io.UncheckedIOException if there is no such file, or it can't be read
     */
    public AlternateView(String fileName, ContentType contentType) {
        this(Content.ofFile(Content.path(fileName)), contentType);
    }

    /**
     * Takes a file, whose ending tells its kind: {@code application/octet-stream} if it isn't known.
     *
     * @param file the path of the file
     * @throws java.io.UncheckedIOException if there is no such file, or it can't be read
     */
    public AlternateView(Path file) {
        this(file, new ContentType(MediaTypes.ofFile(file.toString())));
    }

    /**
     * Takes a file of a certain kind.
     *
     * @param file the path of the file
     * @param contentType the type, which stays connected to this
     * @throws java.io.UncheckedIOException if there is no such file, or it can't be read
     */
    public AlternateView(Path file, ContentType contentType) {
        this(Content.ofFile(file), contentType);
    }

    /**
     * Takes what a stream gives as {@code application/octet-stream}.
     *
     * @param content the stream, read when the message is sent and closed with this
     */
    public AlternateView(InputStream content) {
        this(content, new ContentType(MediaTypeNames.Application.OCTET));
    }

    /**
     * Takes what a stream gives.
     *
     * @param content the stream, read when the message is sent and closed with this
     * @param mediaType for instance {@link MediaTypeNames.Text#HTML}
     */
    public AlternateView(InputStream content, String mediaType) {
        this(content, new ContentType(mediaType));
    }

    /**
     * Takes what a stream gives.
     *
     * @param content the stream, read when the message is sent and closed with this
     * @param contentType the type, which stays connected to this
     */
    public AlternateView(InputStream content, ContentType contentType) {
        this(Content.ofStream(content), contentType);
    }

    /**
     * Takes what a supplier opens each time the message is sent. .NET has no such way.
     *
     * @param content opens the content, always the same from the first byte on
     * @param mediaType for instance {@link MediaTypeNames.Text#HTML}
     */
    public AlternateView(StreamSupplier content, String mediaType) {
        this(Content.ofSupplier(content), new ContentType(mediaType));
    }

    private AlternateView(Content content, ContentType contentType) {
        super(content, contentType);
    }

    /**
     * Takes a text.
     *
     * @param content the text; its line breaks become CR LF on the wire
     * @return it as {@code text/plain} in US-ASCII or UTF-8
     */
    public static AlternateView createAlternateViewFromString(String content) {
        return createAlternateViewFromString(content, null, null);
    }

    /**
     * Takes a text of a certain kind.
     *
     * @param content the text; its line breaks become CR LF on the wire
     * @param contentType type and charset; a copy is used, in which a charset that doesn't know all characters becomes UTF-8; with
     *     {@code format=flowed} the text is wrapped as RFC 3676 says
     * @return it with that type
     */
    public static AlternateView createAlternateViewFromString(String content, ContentType contentType) {
        return ofText(content, contentType.copy());
    }

    /**
     * Takes a text of a certain kind.
     *
     * @param content the text; its line breaks become CR LF on the wire
     * @param contentEncoding the charset; null, or one that doesn't know all characters, gives US-ASCII or UTF-8
     * @param mediaType for instance {@link MediaTypeNames.Text#HTML}; null is {@code text/plain}
     * @return it with that type
     */
    public static AlternateView createAlternateViewFromString(
            String content, @Nullable Charset contentEncoding, @Nullable String mediaType) {
        return ofText(content, Attachment.textType(contentEncoding, mediaType));
    }

    private static AlternateView ofText(String content, ContentType type) {
        return new AlternateView(Content.ofView(content, type), type);
    }

    /**
     * Gives what the view shows by {@code cid:}.
     *
     * @return the live collection, empty at first
     * @throws org.postrider.sockets.ObjectDisposedException if the view is closed
     */
    public LinkedResourceCollection getLinkedResources() {
        requireOpen();
        return linkedResources;
    }

    /**
     * Gives the address that links inside of the view are relative to.
     *
     * @return the Content-Location, or null
     */
    public @Nullable URI getBaseUri() {
        return baseUri;
    }

    /**
     * Sets the address that links inside of the view are relative to.
     *
     * @param baseUri the Content-Location, or null for none
     */
    public void setBaseUri(@Nullable URI baseUri) {
        this.baseUri = baseUri;
    }

    @Override
    void writeFields(HeaderWriter fields) {
        super.writeFields(fields);
        if (baseUri != null) {
            fields.text("Content-Location", baseUri.toASCIIString(), null);
        }
    }

    /** {@inheritDoc} It is read in place, so lines may end in any way. */
    @Override
    MimePart leaf(byte[] fields, ContentSource source, TransferEncoding wish) {
        return new LeafPart(fields, source, wish);
    }

    /** Closes the content and the linked resources. A second call does nothing. */
    @Override
    public void close() {
        try (linkedResources) {
            super.close();
        }
    }
}
