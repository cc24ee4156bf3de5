package org.postrider.mail;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.ContentType;
import org.postrider.mime.FormatException;
import org.postrider.mime.TransferEncoding;
import org.postrider.mime.internal.ByteSource;
import org.postrider.mime.internal.ContentSource;
import org.postrider.mime.internal.FileSource;
import org.postrider.mime.internal.FlowedText;
import org.postrider.mime.internal.StreamSource;
import org.postrider.mime.internal.TextContent;
import org.postrider.mime.internal.TextContent.CheckedText;
import org.postrider.mime.internal.Texts;
import org.postrider.smtp.BodyType;
import org.postrider.smtp.MessageContent;

/**
 * What a part of a message holds, where it came from, and how it is carried if its owner doesn't say.
 *
 * @param source the bytes
 * @param stream the stream that was given by the user and is closed with the part, if there is one
 * @param encoding {@link TransferEncoding#UNKNOWN} for text that is in memory and may choose by itself
 * @param whole whether it is a message, which goes line by line as it is (RFC 2046, 5.2.1)
 */
record Content(ContentSource source, @Nullable InputStream stream, TransferEncoding encoding, boolean whole) {
    private Content(ContentSource source, TransferEncoding encoding) {
        this(source, null, encoding, false);
    }

    static Content ofFile(Path file) {
        try {
            return new Content(new FileSource(file), TransferEncoding.BASE64);
        } catch (IOException missing) {
            throw new UncheckedIOException("Can't attach " + file, missing);
        }
    }

    static Path path(String fileName) {
        if (fileName.isEmpty()) {
            throw new IllegalArgumentException("The file name is empty: name the file to attach");
        }
        return Path.of(fileName);
    }

    /** Takes a stream; one over an array gives up its bytes at once, so that they can be sent more than once. */
    static Content ofStream(InputStream stream) {
        Objects.requireNonNull(stream, "stream");
        if (stream.getClass() == ByteArrayInputStream.class) {
            return ofBytes(((ByteArrayInputStream) stream).readAllBytes());
        }
        return new Content(new StreamSource(stream), stream, TransferEncoding.BASE64, false);
    }

    static Content ofSupplier(StreamSupplier supplier) {
        Objects.requireNonNull(supplier, "content");
        return new Content(new SuppliedSource(supplier), TransferEncoding.BASE64);
    }

    /** Takes a file of the class path, which has to be there now and is opened when it is sent. */
    static Content ofResource(Class<?> owner, String resource) {
        if (owner.getResource(Texts.requireLine(resource, "The name of the resource")) == null) {
            throw new IllegalArgumentException("There is no resource " + resource + " for " + owner.getName()
                    + ": check the name, begin it with / if it isn't beside the class,"
                    + " and if the class is in a named module, open the resource's package");
        }
        return ofSupplier(() -> {
            InputStream stream = owner.getResourceAsStream(resource);
            if (stream == null) {
                throw new FileNotFoundException("The resource " + resource + " has gone: keep it on the class path");
            }
            return stream;
        });
    }

    /** Takes a message in its plainest form, which is that of the source. */
    static Content ofMessage(MessageContent message, ContentSource source) {
        boolean seven = message.leastBodyType() == BodyType.SEVEN_BIT;
        TransferEncoding asItIs = seven ? TransferEncoding.SEVEN_BIT : TransferEncoding.EIGHT_BIT;
        return new Content(source, null, asItIs, true);
    }

    /** Takes an array over; the caller has copied it if it is somebody else's. */
    static Content ofBytes(byte[] bytes) {
        return new Content(new ByteSource(bytes), TransferEncoding.BASE64);
    }

    /** Keeps a text character by character, as a file has it. */
    static Content ofText(String text, ContentType type) {
        return encoded(TextContent.verbatim(Texts.requireText(text, "The content"), charset(type.getCharSet())), type);
    }

    /** Makes a text one that readers show in place, with the line breaks of mail, and wraps it if its type says so. */
    static Content ofView(String text, ContentType type) {
        boolean flowed = "flowed".equalsIgnoreCase(type.getParameters().get("format"));
        String written = flowed ? FlowedText.of(text) : text;
        CheckedText checked = CheckedText.of(written, "The content");
        return encoded(TextContent.inline(checked, charset(type.getCharSet())), type);
    }

    /** The type names the charset that was used, which isn't always the one that was wished for. */
    private static Content encoded(TextContent text, ContentType type) {
        type.setCharSet(text.charsetName());
        return new Content(text.source(), TransferEncoding.UNKNOWN);
    }

    private static @Nullable Charset charset(@Nullable String name) {
        try {
            return name == null ? null : Charset.forName(name);
        } catch (IllegalArgumentException unknown) {
            throw new FormatException("The charset " + name + " isn't known to this Java: use utf-8", unknown);
        }
    }

    /** The user's own stream, or a new one for everything else. */
    InputStream openStream() {
        try {
            return stream != null
                    ? stream
                    : Channels.newInputStream(source.frozen().open());
        } catch (IOException e) {
            throw new UncheckedIOException("The content of an attachment can't be opened", e);
        }
    }
}
