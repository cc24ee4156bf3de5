package org.postrider.testkit.internal.mime;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decodes encoded words (RFC 2047), each by itself: a character that was cut in two shows as two errors, as it should.
 * Stateless.
 */
final class EncodedWords {
    private EncodedWords() {}

    static String decode(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        int afterWord = -1;
        while (at < text.length()) {
            int start = text.indexOf("=?", at);
            if (start < 0) {
                break;
            }
            Word word = Word.at(text, start);
            // Blanks between two encoded words don't count (section 6.2).
            boolean isGlued =
                    word != null && at == afterWord && text.substring(at, start).isBlank();
            out.append(text, isGlued ? start : at, start);
            out.append(word == null ? "=?" : word.text());
            at = word == null ? start + 2 : word.end();
            afterWord = word == null ? -1 : at;
        }
        return out.append(text, at, text.length()).toString();
    }

    /** A decoded word and where it ended. */
    private record Word(String text, int end) {
        @Nullable
        static Word at(String text, int start) {
            int charsetEnd = text.indexOf('?', start + 2);
            int encodingEnd = charsetEnd < 0 ? -1 : text.indexOf('?', charsetEnd + 1);
            int end = encodingEnd < 0 ? -1 : text.indexOf("?=", encodingEnd + 1);
            if (end < 0 || encodingEnd != charsetEnd + 2) {
                return null;
            }
            String charset = text.substring(start + 2, charsetEnd);
            String encoded = text.substring(encodingEnd + 1, end);
            String encoding = text.substring(charsetEnd + 1, encodingEnd).toUpperCase(Locale.ROOT);
            if (encoded.indexOf(' ') >= 0 || !(encoding.equals("B") || encoding.equals("Q"))) {
                return null;
            }
            return new Word(decoded(charset, encoding, encoded), end + 2);
        }

        private static String decoded(String charset, String encoding, String encoded) {
            String name = charset.indexOf('*') < 0 ? charset : charset.substring(0, charset.indexOf('*'));
            boolean isBase64 = encoding.equals("B");
            byte[] text = (isBase64 ? encoded : encoded.replace('_', ' ')).getBytes(StandardCharsets.UTF_8);
            Range range = new Range(text, 0, text.length);
            byte[] bytes = isBase64 ? TransferDecoder.base64(range) : TransferDecoder.quotedPrintable(range);
            return new String(bytes, Charsets.forName(name));
        }
    }
}
