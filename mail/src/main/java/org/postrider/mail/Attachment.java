package org.postrider.mail;

import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.ContentDisposition;
import org.postrider.mime.ContentType;
import org.postrider.mime.MediaTypeNames;
import org.postrider.mime.internal.EncodedWordDecoder;
import org.postrider.mime.internal.HeaderWriter;

/**
 * A file that goes with a message.
 *
 * <p>Re-expresses {@code System.Net.Mail.Attachment}. It arrives byte for byte, under its {@linkplain #getName() name}, whatever
 * characters that has. When and how often content is read, and the trap in streams, is told at {@link AttachmentBase}. Not thread safe.
 *
 * <pre>{@code
 * message.getAttachments().add(new Attachment(Path.of("report.pdf"), MediaTypeNames.Application.PDF));
 * }</pre>
 */
public final class Attachment extends AttachmentBase {
    private static final String FILE_NAME = "filename";

    private final ContentDisposition contentDisposition = new ContentDisposition();
    private @Nullable Charset nameEncoding;

    /**
     * Attaches a file as {@code application/octet-stream}, under the last part of its path.
     *
     * @param fileName the path of the file
     * @throws java.io.UncheckedIOException if there is no such file, or it can't be read
     */
    public Attachment(String fileName) {
        this(Content.path(fileName));
    }

    /**
     * Attaches a file of a certain kind, under the last part of its path.
     *
     * @param fileName the path of the file
     * @param mediaType for instance {@link MediaTypeNames.Application#PDF}
     * @throws java.io.UncheckedIOException if there is no such file, or it can't be read
     */
    public Attachment(String fileName, String mediaType) {
        this(Content.path(fileName), mediaType);
    }

    /**
     * Attaches a file of a certain kind, under the name that its type has, or else the last part of its path.
     *
     * @param fileName the path of the file
     * @param contentType the type, which stays connected to this
     * @throws java.io.UncheckedIOException if there is no such file, or it can't be read
     */
    public Attachment(String fileName, ContentType contentType) {
        this(Content.path(fileName), contentType);
    }

    /**
     * Attaches a file as {@code application/octet-stream}, under the last part of its path.
     *
     * @param file the path of the file
     * @throws java.io.UncheckedIOException if there is no such file, or it can't be read
     */
    public Attachment(Path file) {
        this(file, new ContentType());
    }

    /**
     * Attaches a file of a certain kind, under the last part of its path.
     *
     * @param file the path of the file
     * @param mediaType for instance {@link MediaTypeNames.Application#PDF}
     * @throws java.io.UncheckedIOException if there is no such file, or it can't be read
     */
    public Attachment(Path file, String mediaType) {
        this(file, new ContentType(mediaType));
    }

    /**
     * Attaches a file of a certain kind, under the name that its type has, or else the last part of its path.
     *
     * @param file the path of the file
     * @param contentType the type, which stays connected to this
     * @throws java.io.UncheckedIOException if there is no such file, or it can't be read
     */
    public Attachment(Path file, ContentType contentType) {
        this(Content.ofFile(file), contentType);
        Path last = file.getFileName();
        if (getName() == null && last != null) {
            setName(last.toString());
        }
    }

    /**
     * Attaches what a stream gives, as {@code application/octet-stream}.
     *
     * @param content the stream, read when the message is sent and closed with this
     * @param name the name of the file, or null
     */
    public Attachment(InputStream content, @Nullable String name) {
        this(content, name, MediaTypeNames.Application.OCTET);
    }

    /**
     * Attaches what a stream gives.
     *
     * @param content the stream, read when the message is sent and closed with this
     * @param name the name of the file, or null
     * @param mediaType for instance {@link MediaTypeNames.Application#PDF}
     */
    public Attachment(InputStream content, @Nullable String name, String mediaType) {
        this(Content.ofStream(content), new ContentType(mediaType));
        setName(name);
    }

    /**
     * Attaches what a stream gives, under the name that its type has.
     *
     * @param content the stream, read when the message is sent and closed with this
     * @param contentType the type, which stays connected to this
     */
    public Attachment(InputStream content, ContentType contentType) {
        this(Content.ofStream(content), contentType);
    }

    /**
     * Attaches bytes. .NET takes them as a stream only.
     *
     * @param content the bytes, which are copied
     * @param name the name of the file, or null
     * @param mediaType for instance {@link MediaTypeNames.Application#PDF}
     */
    public Attachment(byte[] content, @Nullable String name, String mediaType) {
        this(Content.ofBytes(content.clone()), new ContentType(mediaType));
        setName(name);
    }

    private Attachment(Content content, ContentType contentType) {
        super(content, contentType);
    }

    /**
     * Attaches a text as a file.
     *
     * @param content the text, which arrives character for character
     * @param name the name of the file, or null
     * @return the attachment, {@code text/plain} in US-ASCII or UTF-8
     */
    public static Attachment createAttachmentFromString(String content, @Nullable String name) {
        return createAttachmentFromString(content, name, null, null);
    }

    /**
     * Attaches a text as a file of a certain kind.
     *
     * @param content the text, which arrives character for character
     * @param contentType type, name and charset; a copy is used, in which a charset that doesn't know all characters becomes UTF-8
     * @return the attachment
     */
    public static Attachment createAttachmentFromString(String content, ContentType contentType) {
        ContentType type = contentType.copy();
        return new Attachment(Content.ofText(content, type), type);
    }

    /**
     * Attaches a text as a file of a certain kind.
     *
     * @param content the text, which arrives character for character
     * @param name the name of the file, or null
     * @param contentEncoding the charset; null, or one that doesn't know all characters, gives US-ASCII or UTF-8
     * @param mediaType for instance {@link MediaTypeNames.Text#CSV}; null is {@code text/plain}
     * @return the attachment
     */
    public static Attachment createAttachmentFromString(
            String content, @Nullable String name, @Nullable Charset contentEncoding, @Nullable String mediaType) {
        ContentType type = textType(contentEncoding, mediaType);
        type.setName(name);
        return createAttachmentFromString(content, type);
    }

    /** The type of a text: its media type with the charset's name. */
    static ContentType textType(@Nullable Charset charset, @Nullable String mediaType) {
        ContentType type = new ContentType(mediaType == null ? MediaTypeNames.Text.PLAIN : mediaType);
        if (charset != null) {
            type.setCharSet(charset.name().toLowerCase(Locale.ROOT));
        }
        return type;
    }

    /**
     * Gives the name that readers offer for the file.
     *
     * @return the name in plain text, or null
     */
    public @Nullable String getName() {
        return getContentType().getName();
    }

    /**
     * Sets the name that readers offer for the file.
     *
     * @param name the name in plain text or as encoded-words; null or empty for none
     * @throws IllegalArgumentException if it holds a line break, NUL or half a character
     */
    public void setName(@Nullable String name) {
        getContentType().setName(name == null ? null : EncodedWordDecoder.decode(name));
    }

    /**
     * Gives the charset that old readers get the name in.
     *
     * @return the charset, or null for UTF-8
     */
    public @Nullable Charset getNameEncoding() {
        return nameEncoding;
    }

    /**
     * Chooses the charset that old readers get the name in; one that doesn't know all of its characters gives way to UTF-8.
     *
     * @param nameEncoding the charset, or null for UTF-8
     */
    public void setNameEncoding(@Nullable Charset nameEncoding) {
        this.nameEncoding = nameEncoding;
    }

    /**
     * Gives how readers show this.
     *
     * @return the live disposition, {@code attachment} at first; without a file name of its own it is sent with the name of this
     */
    public ContentDisposition getContentDisposition() {
        return contentDisposition;
    }

    /** The name goes twice: by RFC 2231 for readers of today, and in the content type for those of before 1997. */
    @Override
    void writeFields(HeaderWriter fields) {
        fields.begin("Content-Type").token(getContentType().getMediaType());
        fields.parameters(getContentType().getParameters(), "name", nameEncoding)
                .end();
        writeId(fields);
        Map<String, String> parameters = new LinkedHashMap<>(contentDisposition.getParameters());
        String name = getName();
        if (name != null) {
            parameters.putIfAbsent(FILE_NAME, name);
        }
        fields.begin("Content-Disposition").token(contentDisposition.getDispositionType());
        fields.parameters(parameters, "", null).end();
    }
}
