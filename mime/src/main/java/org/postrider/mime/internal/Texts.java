package org.postrider.mime.internal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What may be said in a header field or a body, and the way from characters to octets that loses none. */
public final class Texts {
    private static final int MOST_MARKS = 100;
    private static final String PROBE = "\r\n =?A_z~";
    private static final int PRINTABLE = 0x7F - ' ';
    private static final byte[] PROBE_IN_ASCII = PROBE.getBytes(StandardCharsets.US_ASCII);

    private Texts() {}

    /**
     * Refuses what could end a header line, be cut off or be no text at all: CR, LF, NUL and lone surrogates.
     *
     * @param value the text of somebody's
     * @param what what it is, for the message: {@code "The subject"}
     * @return the value
     * @throws IllegalArgumentException if it holds such a character
     */
    public static String requireLine(String value, String what) {
        int printable = printableEnd(value, 0, value.length());
        if (printable == value.length()) {
            return value;
        }
        for (int i = printable; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw refused(what, c, i, "it has to be one line without NUL");
            }
        }
        return requireText(value, what);
    }

    /**
     * Refuses lone surrogates, which no charset can write.
     *
     * @param value the text of somebody's
     * @param what what it is, for the message
     * @return the value
     * @throws IllegalArgumentException if it holds half a character
     */
    public static String requireText(String value, String what) {
        for (int i = asciiLength(value); i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == value.length()
                        || !Character.isLowSurrogate(value.charAt(i + 1))) {
                    throw refused(what, c, i, "half of a surrogate pair is no character");
                }
                i++;
            }
        }
        return value;
    }

    private static IllegalArgumentException refused(String what, char c, int index, String why) {
        return new IllegalArgumentException(
                what + " holds " + codePoint(c) + " at index " + index + ": " + why + ", so remove it");
    }

    /**
     * Tells whether a character moves the reader's cursor or ends its line: what RFC 5322, 3.2.2 and RFC 6532, 3.2 keep out of text.
     *
     * @param c a character
     * @return true for controls, tabs too, and for Unicode's separators of lines and paragraphs
     */
    public static boolean isControl(int c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }

    /**
     * Names a character in messages without printing it.
     *
     * @param codePoint the character
     * @return for instance {@code U+000D}
     */
    public static String codePoint(int codePoint) {
        String hex = Integer.toHexString(codePoint).toUpperCase(Locale.ROOT);
        return "U+" + "0".repeat(Math.max(0, 4 - hex.length())) + hex;
    }

    /**
     * Tells whether all characters are below 128.
     *
     * @param text any text
     * @return true for ASCII
     */
    public static boolean isAscii(String text) {
        return asciiLength(text) == text.length();
    }

    /** Counts the characters below 128 that a text begins with: a loop so small that the JIT makes the most of it. */
    private static int asciiLength(String text) {
        int i = 0;
        while (i < text.length() && text.charAt(i) < 0x80) {
            i++;
        }
        return i;
    }

    /**
     * Finds the first character that isn't printable ASCII, or the end. One comparison for both ends of the range: what is below it wraps around to the
     * largest characters.
     */
    static int printableEnd(String text, int start, int end) {
        int i = start;
        while (i < end && (char) (text.charAt(i) - ' ') < PRINTABLE) {
            i++;
        }
        return i;
    }

    /**
     * Copies characters of ASCII text. Outdated because it drops the high byte of each character, which in ASCII is zero; nothing else copies
     * without a detour.
     */
    @SuppressWarnings("deprecation")
    static void copyAscii(String text, int start, int end, byte[] target, int offset) {
        text.getBytes(start, end, target, offset);
    }

    /**
     * Composes letters and their marks (Unicode's normalization form C), so that what looks the same is the same. Text that heaps marks upon
     * marks stays as it is: no language does that, and to sort them takes a time that grows with the square of their number.
     *
     * @param text any text
     * @return the same when nothing had to change
     */
    public static String composed(String text) {
        return isAscii(text) || heapsMarks(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    private static boolean heapsMarks(String text) {
        int marks = 0;
        for (int i = 0, c; i < text.length() && marks <= MOST_MARKS; i += Character.charCount(c)) {
            c = text.codePointAt(i);
            marks = isMark(Character.getType(c)) ? marks + 1 : 0;
        }
        return marks > MOST_MARKS;
    }

    private static boolean isMark(int type) {
        return type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }

    /**
     * Makes all line breaks CR LF, as text has them on the wire (RFC 2045, 6.8).
     *
     * @param text any text
     * @return the same when nothing had to change
     */
    public static String canonical(String text) {
        int i = 0;
        while (i < text.length() && !bareBreakAt(text, i)) {
            i++;
        }
        return i == text.length() ? text : rebuilt(text, i);
    }

    private static boolean bareBreakAt(String text, int i) {
        char c = text.charAt(i);
        return (c == '\n' && (i == 0 || text.charAt(i - 1) != '\r'))
                || (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'));
    }

    private static String rebuilt(String text, int from) {
        StringBuilder result = new StringBuilder(text.length() + 64).append(text, 0, from);
        for (int i = from; i < text.length(); i++) {
            if (bareBreakAt(text, i)) {
                result.append("\r\n");
            } else {
                result.append(text.charAt(i));
            }
        }
        return result.toString();
    }

    /**
     * Chooses the charset that a text is written in: the wanted one if it knows every character, else the smallest that does.
     *
     * @param text the text
     * @param wanted the wish, or null
     * @return the wish, US-ASCII or UTF-8
     */
    public static Charset charsetFor(String text, @Nullable Charset wanted) {
        if (wanted != null && carries(wanted, text)) {
            return wanted;
        }
        return wanted == null && isAscii(text) ? StandardCharsets.US_ASCII : StandardCharsets.UTF_8;
    }

    /** ISO-2022-JP and its like write ESC as it is, and read it as a shift: what they write has to come back the same. */
    private static boolean carries(Charset charset, String text) {
        boolean known = charset.canEncode() && charset.newEncoder().canEncode(text);
        return known
                && (charset.equals(StandardCharsets.UTF_8)
                        || charset.decode(ByteBuffer.wrap(encode(text, charset)))
                                .toString()
                                .equals(text));
    }

    /**
     * Chooses the charset of a text that is read in place. Such a text can't be in one in which CR LF isn't two octets, UTF-16 for
     * instance (RFC 2046, 4.1.1).
     *
     * @param text the text
     * @param wanted the wish, or null
     * @return the wish, US-ASCII or UTF-8
     */
    public static Charset inlineCharsetFor(String text, @Nullable Charset wanted) {
        return charsetFor(text, wanted == null || extendsAscii(wanted) ? wanted : StandardCharsets.UTF_8);
    }

    /**
     * Encodes a text and replaces nothing.
     *
     * @param text the text
     * @param charset the charset
     * @return the octets
     * @throws IllegalArgumentException if the charset doesn't know a character
     */
    public static byte[] encode(CharSequence text, Charset charset) {
        try {
            ByteBuffer encoded = charset.newEncoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(text));
            return Arrays.copyOfRange(encoded.array(), encoded.arrayOffset(), encoded.arrayOffset() + encoded.limit());
        } catch (CharacterCodingException unknown) {
            throw new IllegalArgumentException(charset + " can't write this text: use UTF-8", unknown);
        }
    }

    /** Tells whether ASCII text is the same octets in this charset, which UTF-16 and EBCDIC deny. */
    static boolean extendsAscii(Charset charset) {
        return charset.equals(StandardCharsets.UTF_8)
                || charset.equals(StandardCharsets.US_ASCII)
                || (charset.canEncode() && Arrays.equals(PROBE.getBytes(charset), PROBE_IN_ASCII));
    }
}
