package org.postrider.mime.internal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the free text of a received header field, in which encoded-words (RFC 2047) stand among plain ones.
 *
 * <p>A character that a careless writer split between two words is put together again, blanks inside of a word are borne, and a word in an
 * unknown charset stays as it is. The time is linear. Not for several threads: it is a cursor over one text.
 */
public final class HeaderText {
    private final String text;
    private final int lastEnd;
    private final StringBuilder result;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private @Nullable Charset charset;

    private HeaderText(String text) {
        this.text = text;
        this.lastEnd = text.lastIndexOf("?=");
        this.result = new StringBuilder(text.length());
    }

    /** One encoded-word, whose payload begins and ends there. */
    private record Word(Charset charset, boolean base64, int start, int end) {}

    /**
     * Decodes the value of a field.
     *
     * @param value the value, unfolded
     * @return the text, with a blank for each line break that was hidden in it and U+FFFD for each NUL and half character
     */
    public static String decode(String value) {
        return oneLine(value.contains("=?") ? new HeaderText(value).decode() : value);
    }

    private String decode() {
        int copied = 0;
        int at = text.indexOf("=?");
        while (at >= 0) {
            Word word = wordAt(at);
            if (word == null) {
                at = text.indexOf("=?", at + 2);
            } else {
                accept(word, copied, at);
                copied = word.end() + 2;
                at = text.indexOf("=?", copied);
            }
        }
        flush();
        return result.append(text, copied, text.length()).toString();
    }

    private @Nullable Word wordAt(int start) {
        int mark = text.indexOf('?', start + 2);
        int payload = mark + 3;
        if (mark < 0 || payload > lastEnd || text.charAt(mark + 2) != '?') {
            return null;
        }
        char encoding = Character.toUpperCase(text.charAt(mark + 1));
        if (encoding != 'B' && encoding != 'Q') {
            return null;
        }
        Charset known = charset(text.substring(start + 2, mark));
        return known == null ? null : new Word(known, encoding == 'B', payload, text.indexOf("?=", payload));
    }

    /** A language may follow the charset (RFC 2231, 5). */
    private static @Nullable Charset charset(String name) {
        int language = name.indexOf('*');
        return Charsets.find(language < 0 ? name : name.substring(0, language));
    }

    /** Blanks between two words say nothing (RFC 2047, 6.2); any other text before a word stands for itself. */
    private void accept(Word word, int copied, int start) {
        boolean joined = charset != null && text.substring(copied, start).isBlank();
        if (!joined || !word.charset().equals(charset)) {
            flush();
        }
        if (!joined) {
            result.append(text, copied, start);
        }
        charset = word.charset();
        octets.writeBytes(payload(word));
    }

    private byte[] payload(Word word) {
        String payload = text.substring(word.start(), word.end());
        if (!word.base64()) {
            payload = payload.replace("_", "=20");
        }
        byte[] encoded = payload.getBytes(StandardCharsets.UTF_8);
        return word.base64()
                ? Base64Decoder.decode(encoded, 0, encoded.length)
                : QuotedPrintableDecoder.decode(encoded, 0, encoded.length);
    }

    private void flush() {
        if (charset != null) {
            result.append(new String(octets.toByteArray(), charset));
            octets.reset();
            charset = null;
        }
    }

    static String oneLine(String text) {
        int i = 0;
        while (i < text.length() && !isUnfit(text.charAt(i))) {
            i++;
        }
        return i == text.length() ? text : mended(text);
    }

    private static boolean isUnfit(char c) {
        return c == '\r' || c == '\n' || c == 0 || Character.isSurrogate(c);
    }

    private static String mended(String text) {
        StringBuilder mended = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean unfit = c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
            mended.appendCodePoint(c == '\r' || c == '\n' ? ' ' : unfit ? 0xFFFD : c);
        });
        return mended.toString();
    }
}
