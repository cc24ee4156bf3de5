package org.postrider.mail;

import java.io.InputStream;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.ContentType;
import org.postrider.mime.MediaTypeNames;
import org.postrider.mime.internal.HeaderWriter;
import org.postrider.mime.internal.MediaTypes;

/**
 * An image or another thing that a view shows in place.
 *
 * <p>Re-expresses {@code System.Net.Mail.LinkedResource}. HTML refers to it as {@code cid:} followed by its {@linkplain #getContentId()
 * Content-ID}, which is sent if it was read or set. When and how often content is read, and the trap in streams, is told at
 * {@link AttachmentBase}. Not thread safe.
 */
public final class LinkedResource extends AttachmentBase {
    private @Nullable URI contentLink;

    /**
     * Takes a file, whose ending tells its kind; .NET has {@code application/octet-stream} for all.
     *
     * @param fileName the path of the file
     * @throws java.io.UncheckedIOException if there is no such file, or it can't be read
     */
    public LinkedResource(String fileName) {
        this(Content.path(fileName));
    }

    /**
     * Takes a file of a certain kind.
     *
     * @param fileName the path of the file
     * @param mediaType for instance {@link MediaTypeNames.Image#PNG}
     * @throws java.io.UncheckedIOException if there is no such file, or it can't be read
     */
    public LinkedResource(String fileName, String mediaType) {
        this(Content.ofFile(Content.path(fileName)), new ContentType(mediaType));
    }

    /**
     * Takes a file of a certain kind.
     *
     * @param fileName the path of the file
     * @param contentType the type, which stays connected to this
     * @throws java.io.UncheckedIOException if there is no such file, or it can't be read
     */
    public LinkedResource(String fileName, ContentType contentType) {
        this(Content.ofFile(Content.path(fileName)), contentType);
    }

    /**
     * Takes a file, whose ending tells its kind: {@code application/octet-stream} if it isn't known.
     *
     * @param file the path of the file
     * @throws java.io.UncheckedIOException if there is no such file, or it can't be read
     */
    public LinkedResource(Path file) {
        this(file, new ContentType(MediaTypes.ofFile(file.toString())));
    }

    /**
     * Takes a file of a certain kind.
     *
     * @param file the path of the file
     * @param contentType the type, which stays connected to this
     * @throws java.io.UncheckedIOException if there is no such file, or it can't be read
     */
    public LinkedResource(Path file, ContentType contentType) {
        this(Content.ofFile(file), contentType);
    }

    /**
     * Takes what a stream gives as {@code application/octet-stream}.
     *
     * @param content the stream, read when the message is sent and closed with this
     */
    public LinkedResource(InputStream content) {
        this(content, new ContentType(MediaTypeNames.Application.OCTET));
    }

    /**
     * Takes what a stream gives.
     *
     * @param content the stream, read when the message is sent and closed with this
     * @param mediaType for instance {@link MediaTypeNames.Image#PNG}
     */
    public LinkedResource(InputStream content, String mediaType) {
        this(content, new ContentType(mediaType));
    }

    /**
     * Takes what a stream gives.
     *
     * @param content the stream, read when the message is sent and closed with this
     * @param contentType the type, which stays connected to this
     */
    public LinkedResource(InputStream content, ContentType contentType) {
        this(Content.ofStream(content), contentType);
    }

    /**
     * Takes bytes. .NET takes them as a stream only.
     *
     * @param content the bytes, which are copied
     * @param mediaType for instance {@link MediaTypeNames.Image#PNG}
     */
    public LinkedResource(byte[] content, String mediaType) {
        this(Content.ofBytes(content.clone()), new ContentType(mediaType));
    }

    /**
     * Takes what a supplier opens each time the message is sent. .NET has no such way.
     *
     * @param content opens the content, always the same from the first byte on
     * @param mediaType for instance {@link MediaTypeNames.Image#PNG}
     */
    public LinkedResource(StreamSupplier content, String mediaType) {
        this(Content.ofSupplier(content), new ContentType(mediaType));
    }

    private LinkedResource(Content content, ContentType contentType) {
        super(content, contentType);
    }

    /**
     * Takes a file of the class path, whose ending tells its kind.
     *
     * @param owner the class that the name is relative to
     * @param resource the name as {@link Class#getResource} has it, for instance {@code logo.png} for a file beside the class
     * @return the resource, opened each time it is sent
     * @throws IllegalArgumentException if there is no such resource
     */
    public static LinkedResource fromResource(Class<?> owner, String resource) {
        return new LinkedResource(Content.ofResource(owner, resource), new ContentType(MediaTypes.ofFile(resource)));
    }

    /**
     * Takes a text.
     *
     * @param content the text
     * @return it as {@code text/plain} in US-ASCII or UTF-8
     */
    public static LinkedResource createLinkedResourceFromString(String content) {
        return createLinkedResourceFromString(content, null, null);
    }

    /**
     * Takes a text of a certain kind.
     *
     * @param content the text
     * @param contentType type and charset; a copy is used, in which a charset that doesn't know all characters becomes UTF-8
     * @return it with that type
     */
    public static LinkedResource createLinkedResourceFromString(String content, ContentType contentType) {
        ContentType type = contentType.copy();
        return new LinkedResource(Content.ofText(content, type), type);
    }

    /**
     * Takes a text of a certain kind.
     *
     * @param content the text
     * @param contentEncoding the charset; null, or one that doesn't know all characters, gives US-ASCII or UTF-8
     * @param mediaType for instance {@link MediaTypeNames.Text#HTML}; null is {@code text/plain}
     * @return it with that type
     */
    public static LinkedResource createLinkedResourceFromString(
            String content, @Nullable Charset contentEncoding, @Nullable String mediaType) {
        return createLinkedResourceFromString(content, Attachment.textType(contentEncoding, mediaType));
    }

    /**
     * Gives the address that the view refers to this by, if not by its Content-ID.
     *
     * @return the Content-Location, or null
     */
    public @Nullable URI getContentLink() {
        return contentLink;
    }

    /**
     * Sets the address that the view refers to this by, if not by its Content-ID.
     *
     * @param contentLink the Content-Location, or null for none
     */
    public void setContentLink(@Nullable URI contentLink) {
        this.contentLink = contentLink;
    }

    @Override
    void writeFields(HeaderWriter fields) {
        super.writeFields(fields);
        if (contentLink != null) {
            fields.text("Content-Location", contentLink.toASCIIString(), null);
        }
    }
}
