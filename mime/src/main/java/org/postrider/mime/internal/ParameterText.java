package org.postrider.mime.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The three dresses of a parameter: a token, a quoted string (RFC 2045, 5.1), or the numbered and encoded pieces of RFC 2231. */
public final class ParameterText {
    private static final int LINE = 74;
    private static final String HEX = "0123456789ABCDEF";
    private static final boolean[] TOKEN = new boolean[0x7F];

    static {
        for (char c = '!'; c < TOKEN.length; c++) {
            TOKEN[c] = "()<>@,;:\\\"/[]?=".indexOf(c) < 0;
        }
    }

    private ParameterText() {}

    /** Tells whether a value is printable ASCII that fits on one line. */
    static boolean isPlain(String name, String value) {
        return isPrintable(value)
                && !looksExtended(value)
                && name.length() + 1 + plain(value).length() <= LINE;
    }

    /**
     * Tells whether a value can be read back from a token or a quoted string.
     *
     * @param value any text
     * @return true for printable ASCII that doesn't look like an encoded-word
     */
    public static boolean isPrintable(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c >= 0x7F) {
                return false;
            }
        }
        return !value.contains("=?");
    }

    /**
     * Writes a printable value, in quotes only if it needs them.
     *
     * @param value printable ASCII
     * @return a token or a quoted string
     */
    public static String plain(String value) {
        return isToken(value) && !hasExtendedMark(value) ? value : quoted(value);
    }

    /** Two apostrophes are what some readers know RFC 2231 by, even where it isn't used. */
    private static boolean looksExtended(String value) {
        return value.indexOf('\'') != value.lastIndexOf('\'');
    }

    /** Without quotes, readers take these for marks of RFC 2231, though they may stand in a token of RFC 2045. */
    private static boolean hasExtendedMark(String value) {
        return value.indexOf('*') >= 0 || value.indexOf('\'') >= 0 || value.indexOf('%') >= 0;
    }

    /**
     * Puts text in quotes and escapes what has to be (RFC 5322, 3.2.4).
     *
     * @param text any text
     * @return the quoted string
     */
    public static String quoted(String text) {
        StringBuilder result = new StringBuilder(text.length() + 8).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                result.append('\\');
            }
            result.append(c);
        }
        return result.append('"').toString();
    }

    /**
     * Tells whether text is a token of RFC 2045.
     *
     * @param text any text
     * @return false if it is empty or holds a blank, a control, a special or a character beyond ASCII
     */
    public static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenCharacter(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /**
     * Tells whether a character may stand in a token of RFC 2045.
     *
     * @param c the character
     * @return true for printable ASCII but blank and specials
     */
    public static boolean isTokenCharacter(char c) {
        return c < TOKEN.length && TOKEN[c];
    }

    /** Cuts a value into pieces of one line each: {@code name*=utf-8''..} or {@code name*0*=utf-8''..}, {@code name*1*=..}. */
    static List<String> extended(String name, String value) {
        String whole = name + "*=utf-8''" + percent(value);
        if (whole.length() <= LINE) {
            return List.of(whole);
        }
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder(name).append("*0*=utf-8''");
        for (int i = 0; i < value.length(); i = value.offsetByCodePoints(i, 1)) {
            String next = percent(value.substring(i, value.offsetByCodePoints(i, 1)));
            if (piece.length() + next.length() > LINE) {
                pieces.add(piece.toString());
                piece = new StringBuilder(name)
                        .append('*')
                        .append(pieces.size())
                        .append("*=");
            }
            piece.append(next);
        }
        pieces.add(piece.toString());
        return pieces;
    }

    private static String percent(String text) {
        StringBuilder result = new StringBuilder(text.length() * 3);
        for (byte octet : Texts.encode(text, StandardCharsets.UTF_8)) {
            if (octet > 0 && isTokenCharacter((char) octet) && "*'%".indexOf(octet) < 0) {
                result.append((char) octet);
            } else {
                result.append('%').append(HEX.charAt(octet >> 4 & 0xF)).append(HEX.charAt(octet & 0xF));
            }
        }
        return result.toString();
    }
}
