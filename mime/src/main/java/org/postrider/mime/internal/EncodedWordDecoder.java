package org.postrider.mime.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads text back that consists of encoded-words (RFC 2047) and nothing else; any other text stays as it is. */
public final class EncodedWordDecoder {
    private static final int PARTS = 5;

    private EncodedWordDecoder() {}

    /**
     * Decodes a value as .NET does when it is set.
     *
     * @param text encoded-words with blanks between them, or any other text
     * @return the decoded text, or the same text when it isn't made of well-formed encoded-words only
     */
    public static String decode(String text) {
        if (!text.startsWith("=?") || !text.endsWith("?=")) {
            return text;
        }
        StringBuilder result = new StringBuilder(text.length());
        for (String word : text.split(" ", -1)) {
            String decoded = word(word);
            if (decoded == null && !word.isEmpty()) {
                return text;
            }
            result.append(decoded == null ? "" : decoded);
        }
        return result.toString();
    }

    private static @Nullable String word(String word) {
        String[] parts = word.split("\\?", -1);
        if (parts.length != PARTS || !parts[0].equals("=") || !parts[PARTS - 1].equals("=")) {
            return null;
        }
        try {
            byte[] octets = payload(parts[2].toUpperCase(Locale.ROOT), parts[3]);
            return octets == null
                    ? null
                    : Charset.forName(parts[1])
                            .newDecoder()
                            .decode(ByteBuffer.wrap(octets))
                            .toString();
        } catch (IllegalArgumentException | CharacterCodingException malformed) {
            return null; // no encoded-word after all, so it stands for itself
        }
    }

    private static byte @Nullable [] payload(String encoding, String text) {
        return switch (encoding) {
            case "B" -> Base64.getDecoder().decode(text);
            case "Q" -> quoted(text);
            default -> null;
        };
    }

    private static byte[] quoted(String text) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '=') {
                octets.write(Integer.parseInt(text, i + 1, Math.min(i + 3, text.length()), 16));
                i += 2;
            } else {
                octets.write(c == '_' ? ' ' : c);
            }
        }
        return octets.toByteArray();
    }
}
