package org.postrider.mime.internal;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Cuts text into encoded-words (RFC 2047): each is at most 75 long, starts and ends between two characters, and uses only what is
 * allowed in a phrase too (section 5, rule 3).
 *
 * <p>Q or B, whichever is shorter for the whole text. A charset that isn't a plain extension of ASCII, that shifts states, or that writes two
 * characters of the text as one gives way to UTF-8. Not for several threads: it is a cursor over one text.
 */
final class EncodedWords {
    static final int LONGEST = 75;
    private static final String HEX = "0123456789ABCDEF";

    private final String text;
    private final Charset charset;
    private final byte[] octets;
    private final boolean base64;
    private final String prefix;
    private int position;
    private int offset;

    EncodedWords(String text, @Nullable Charset wanted) {
        this.text = text;
        this.charset = suited(text, wanted);
        this.octets = Texts.encode(text, charset);
        this.base64 = widthInQ(0, octets.length) > widthInB(octets.length);
        this.prefix = "=?" + charset.name().toLowerCase(Locale.ROOT) + (base64 ? "?B?" : "?Q?");
    }

    private static Charset suited(String text, @Nullable Charset wanted) {
        if (wanted == null || wanted.equals(StandardCharsets.UTF_8) || !Texts.extendsAscii(wanted)) {
            return StandardCharsets.UTF_8;
        }
        boolean shifts = wanted.newEncoder().maxBytesPerChar() > 4;
        Charset charset = shifts ? StandardCharsets.UTF_8 : Texts.charsetFor(text, wanted);
        return writesEachAlone(charset, text) ? charset : StandardCharsets.UTF_8;
    }

    /** Some charsets have a letter and its mark in one code, and a mark alone not at all. */
    private static boolean writesEachAlone(Charset charset, String text) {
        if (charset.equals(StandardCharsets.UTF_8)) {
            return true;
        }
        CharsetEncoder encoder = charset.newEncoder();
        if (encoder.maxBytesPerChar() <= 1) {
            return true;
        }
        byte[] all = Texts.encode(text, charset);
        int end = 0;
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            String one = text.substring(i, text.offsetByCodePoints(i, 1));
            byte[] alone = encoder.canEncode(one) ? Texts.encode(one, charset) : all;
            int start = end;
            end += alone.length;
            if (end > all.length || !Arrays.equals(all, start, end, alone, 0, alone.length)) {
                return false;
            }
        }
        return end == all.length;
    }

    /** Tells whether there are words left. */
    boolean hasNext() {
        return position < text.length();
    }

    /** Gives the next word if at least one character fits into so many columns; else null, and the caller starts a new line. */
    @Nullable
    String next(int room) {
        int budget = Math.min(room, LONGEST) - prefix.length() - 2;
        int start = offset;
        int width = 0;
        while (hasNext()) {
            int character = text.codePointAt(position);
            int end = offset + size(character);
            width += widthInQ(offset, end);
            if ((base64 ? widthInB(end - start) : width) > budget) {
                break;
            }
            offset = end;
            position += Character.charCount(character);
        }
        return offset == start ? null : prefix + payload(Arrays.copyOfRange(octets, start, offset)) + "?=";
    }

    /** The octets of one character; they don't depend on what is around it, or another charset was taken. */
    private int size(int character) {
        if (!charset.equals(StandardCharsets.UTF_8)) {
            return Texts.encode(Character.toString(character), charset).length;
        }
        if (character < 0x80) {
            return 1;
        }
        return character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    }

    private String payload(byte[] word) {
        return base64 ? Base64.getEncoder().encodeToString(word) : quoted(word);
    }

    private static String quoted(byte[] word) {
        StringBuilder result = new StringBuilder(LONGEST);
        for (byte octet : word) {
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

    private int widthInQ(int from, int to) {
        int width = 0;
        for (int i = from; i < to; i++) {
            width += plainInQ(octets[i]) ? 1 : 3;
        }
        return width;
    }

    private static int widthInB(int count) {
        return (count + 2) / 3 * 4;
    }

    private static boolean plainInQ(byte octet) {
        return (octet >= 'a' && octet <= 'z')
                || (octet >= 'A' && octet <= 'Z')
                || (octet >= '0' && octet <= '9')
                || octet == ' '
                || (octet > 0 && "!*+-/".indexOf(octet) >= 0);
    }
}
