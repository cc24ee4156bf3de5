package org.postrider.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.TransferEncoding;
import org.postrider.mime.internal.Buffers;
import org.postrider.mime.internal.ByteSource;
import org.postrider.mime.internal.ContentSource;
import org.postrider.mime.internal.EncodedSource;
import org.postrider.mime.internal.Texts;

/** Octets of what a template and its values hold. */
final class Encoded {
    private static final int SHORT = 75;

    private Encoded() {}

    static ByteSource utf8(String text) {
        return new ByteSource(Texts.encode(text, StandardCharsets.UTF_8));
    }

    /** Reads a source to its end. */
    static void copy(ContentSource source, ByteArrayOutputStream target) throws IOException {
        ByteBuffer chunk = Buffers.take();
        try (ReadableByteChannel channel = source.open()) {
            while (channel.read(chunk.clear()) >= 0) {
                target.write(chunk.array(), chunk.arrayOffset(), chunk.position());
            }
        } finally {
            Buffers.giveBack(chunk);
        }
    }

    /** Gives a value in quoted-printable, from the first column on. Most are words that need no encoding. */
    static ByteSource quotedPrintable(String value) {
        if (isItself(value)) {
            return utf8(value);
        }
        ByteArrayOutputStream encoded = new ByteArrayOutputStream(value.length() + SHORT);
        try {
            copy(new EncodedSource(utf8(Texts.canonical(value)), TransferEncoding.QUOTED_PRINTABLE), encoded);
        } catch (IOException impossible) {
            throw new UncheckedIOException("Text in memory can't be read", impossible);
        }
        return new ByteSource(encoded.toByteArray());
    }

    private static boolean isItself(String value) {
        if (value.length() > SHORT || value.endsWith(" ")) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c >= 0x7F || c == '=') {
                return false;
            }
        }
        return true;
    }

    /** Writes text into HTML, between tags or in an attribute in quotes. */
    static String html(String value) {
        int plain = 0;
        while (plain < value.length() && entity(value.charAt(plain)) == null) {
            plain++;
        }
        if (plain == value.length()) {
            return value;
        }
        StringBuilder escaped = new StringBuilder(value.length() + SHORT).append(value, 0, plain);
        for (int i = plain; i < value.length(); i++) {
            String entity = entity(value.charAt(i));
            escaped.append(entity == null ? String.valueOf(value.charAt(i)) : entity);
        }
        return escaped.toString();
    }

    private static @Nullable String entity(char c) {
        return switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            case '\'' -> "&#39;";
            default -> null;
        };
    }
}
