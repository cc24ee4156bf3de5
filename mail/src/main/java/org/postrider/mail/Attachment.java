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
import org.postrider.mime.internal.ContentSource;
import org.postrider.mime.internal.EncodedWordDecoder;
import org.postrider.mime.internal.HeaderWriter;
import org.postrider.mime.internal.MediaTypes;
import org.postrider.smtp.MessageContent;

/**
 * A file that goes with a message.
 *
 * <p>Re-expresses {@code System.Net.Mail.Attachment}. It arrives byte for byte, under its {@linkplain #getName() name}, whatever
 * characters that has. A name that leads readers astray is refused: a path, a drive letter, control characters, a change of writing
 * direction; a file that is called so goes under the name of the {@link ContentType} that it is given. When and how often content is
 * read, and the trap in streams, is told at {@link AttachmentBase}. Not thread safe.
 *
 * <pre>{@code
 * message.getAttachments().add(new Attachment(Path.of("report.pdf"), MediaTypeNames.Application.PDF));
 * }</pre>
 */
public final class Attachment extends AttachmentBase {
    private static final String FILE_NAME = "filename";
    private static final String NAME = "name";

    private final ContentDisposition contentDisposition = new ContentDisposition();
    private @Nullable Charset nameEncoding;

    /**
     * Attaches a file under the last part of its path, whose ending tells its kind; .NET has {@code application/octet-stream} for all.
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
     * Attaches a file under the last part of its path, whose ending tells its kind: {@code application/pdf} for {@code .pdf},
     * {@code application/octet-stream} if it isn't known.
     *
     * @param file the path of the file
     * @throws java.io.UncheckedIOException if there is no such file, or it can't be read
     */
    public Attachment(Path file) {
        this(file, MediaTypes.ofFile(file.toString()));
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

    /**
     * Attaches what a supplier opens each time the message is sent. .NET has no such way.
     *
     * @param content opens the content, always the same from the first byte on
     * @param name the name of the file, or null
     * @param mediaType for instance {@link MediaTypeNames.Application#PDF}
     */
    public Attachment(StreamSupplier content, @Nullable String name, String mediaType) {
        this(Content.ofSupplier(content), new ContentType(mediaType));
        setName(name);
    }

    private Attachment(Content content, ContentType contentType) {
        super(content, contentType);
    }

    /**
     * Attaches a file of the class path, under the last part of its name, whose ending tells its kind.
     *
     * @param owner the class that the name is relative to
     * @param resource the name as {@link Class#getResource} has it, for instance {@code terms.pdf} for a file beside the class
     * @return the attachment, opened each time it is sent
     * @throws IllegalArgumentException if there is no such resource
     */
    public static Attachment fromResource(Class<?> owner, String resource) {
        Attachment attachment =
                new Attachment(Content.ofResource(owner, resource), new ContentType(MediaTypes.ofFile(resource)));
        attachment.setName(resource.substring(resource.lastIndexOf('/') + 1));
        return attachment;
    }

    /**
     * Attaches a message, which readers open as one: to forward or to report it as it came.
     *
     * @param message a message as it is now; content of its files and streams is read when this is sent, and it isn't closed with this;
     *     one with addresses beyond ASCII takes a server with 8BITMIME
     * @param name the name of the file, for instance {@code original.eml}, or null
     * @return the attachment, {@code message/rfc822}; {@code message/global} if an address in it is beyond ASCII
     * @throws org.postrider.sockets.ObjectDisposedException if the message is closed
     * @throws IllegalStateException if the message has no author
     */
    public static Attachment fromMessage(MailMessage message, @Nullable String name) {
        MessageContent content = MailMessageContent.of(message);
        return message(content, new MessageSource(content), name);
    }

    /**
     * Attaches a ready-made message, which goes as it is, line by line. With octets above 127 in its body it makes the whole message
     * one that only a server with 8BITMIME takes: a message inside of a message may not be encoded (RFC 2046, 5.2.1).
     *
     * @param message the message
     * @param name the name of the file, for instance {@code original.eml}, or null
     * @return the attachment, {@code message/rfc822}; {@code message/global} if its header is beyond ASCII
     */
    public static Attachment fromMessage(Eml message, @Nullable String name) {
        return message(message, message.lines(), name);
    }

    private static Attachment message(MessageContent message, ContentSource source, @Nullable String name) {
        ContentType type = new ContentType(message.needsSmtpUtf8() ? "message/global" : MESSAGE);
        Attachment attachment = new Attachment(Content.ofMessage(message, source), type);
        attachment.setName(name);
        return attachment;
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
     * @throws IllegalArgumentException if it is a path or holds a control character, a change of writing direction or half a character
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
     * @return the live disposition, {@code attachment} at first; of its file name and the name of this, one stands in for the other
     */
    public ContentDisposition getContentDisposition() {
        return contentDisposition;
    }

    /** The name goes twice: by RFC 2231 for readers of today, and in the content type for those of before 1997. */
    @Override
    void writeFields(HeaderWriter fields) {
        Map<String, String> type = named(getContentType().getParameters(), NAME, contentDisposition.getFileName());
        fields.begin("Content-Type").token(getContentType().getMediaType());
        fields.parameters(type, NAME, nameEncoding).end();
        writeId(fields);
        Map<String, String> disposition = named(contentDisposition.getParameters(), FILE_NAME, getName());
        fields.begin("Content-Disposition").token(contentDisposition.getDispositionType());
        fields.parameters(disposition, "", null).end();
    }

    private static Map<String, String> named(Map<String, String> parameters, String key, @Nullable String otherName) {
        if (otherName == null || parameters.containsKey(key)) {
            return parameters;
        }
        Map<String, String> named = new LinkedHashMap<>(parameters);
        named.put(key, otherName);
        return named;
    }
}
