package org.postrider.mime.internal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Cuts text into encoded-words (RFC 2047): each is at most 75 long, starts and ends between two characters, and uses only what is
 * allowed in a phrase too (section 5, rule 3).
 *
 * <p>Q or B, whichever is shorter for the whole text. A charset that isn't a plain extension of ASCII, or that shifts states, gives
 * way to UTF-8. Not for several threads: it is a cursor over one text.
 */
final class EncodedWords {
    static final int LONGEST = 75;
    private static final String HEX = "0123456789ABCDEF";

    private final String text;
    private final Charset charset;
    private final boolean base64;
    private final String prefix;
    private int position;

    EncodedWords(String text, @Nullable Charset wanted) {
        this.text = text;
        this.charset = suited(text, wanted);
        this.base64 = prefersBase64();
        this.prefix = "=?" + charset.name().toLowerCase(Locale.ROOT) + (base64 ? "?B?" : "?Q?");
    }

    private static Charset suited(String text, @Nullable Charset wanted) {
        if (wanted == null || wanted.equals(StandardCharsets.UTF_8) || !Texts.extendsAscii(wanted)) {
            return StandardCharsets.UTF_8;
        }
        boolean shifts = wanted.newEncoder().maxBytesPerChar() > 4;
        return shifts ? StandardCharsets.UTF_8 : Texts.charsetFor(text, wanted);
    }

    private boolean prefersBase64() {
        int octets = 0;
        int quoted = 0;
        for (byte octet : Texts.encode(text, charset)) {
            octets++;
            quoted += plainInQ(octet) ? 1 : 3;
        }
        return quoted > (octets + 2) / 3 * 4;
    }

    /** Tells whether there are words left. */
    boolean hasNext() {
        return position < text.length();
    }

    /** Gives the next word if at least one character fits into so many columns; else null, and the caller starts a new line. */
    @Nullable
    String next(int room) {
        int budget = Math.min(room, LONGEST) - prefix.length() - 2;
        ByteArrayOutputStream octets = new ByteArrayOutputStream(LONGEST);
        int width = 0;
        while (hasNext()) {
            int end = text.offsetByCodePoints(position, 1);
            byte[] character = Texts.encode(text.substring(position, end), charset);
            width += base64 ? character.length : widthInQ(character);
            if ((base64 ? (width + 2) / 3 * 4 : width) > budget) {
                break;
            }
            octets.writeBytes(character);
            position = end;
        }
        return octets.size() == 0 ? null : prefix + payload(octets.toByteArray()) + "?=";
    }

    private String payload(byte[] octets) {
        return base64 ? Base64.getEncoder().encodeToString(octets) : quoted(octets);
    }

    private static String quoted(byte[] octets) {
        StringBuilder result = new StringBuilder(LONGEST);
        for (byte octet : octets) {
            if (octet == ' ') {
                result.append('_');
            } else if (plainInQ(octet)) {
                result.append((char) octet);
            } else {
                result.append('=').append(HEX.charAt(octet >> 4 & 0xF)).append(HEX.charAt(octet & 0xF));
            }
        }
        return result.toString();
    }

    private static int widthInQ(byte[] character) {
        int width = 0;
        for (byte octet : character) {
            width += plainInQ(octet) ? 1 : 3;
        }
        return width;
    }

    private static boolean plainInQ(byte octet) {
        return (octet >= 'a' && octet <= 'z')
                || (octet >= 'A' && octet <= 'Z')
                || (octet >= '0' && octet <= '9')
                || octet == ' '
                || (octet > 0 && "!*+-/".indexOf(octet) >= 0);
    }
}
