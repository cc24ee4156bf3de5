package org.postrider.smtp.internal.session;

/**
 * The encoding of what stands behind an equals sign in a command's parameters, where blanks and equals signs would end it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3461#section-4">RFC 3461, section 4</a>
 */
final class Xtext {
    private static final String HEX = "0123456789ABCDEF";

    private Xtext() {}

    /** Encodes ASCII text: blank, plus sign, equals sign and controls become a plus sign and two hexadecimal digits. */
    static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7f) {
                throw new IllegalArgumentException("xtext holds ASCII only (character " + i + ")");
            }
            if (isPlain(c)) {
                encoded.append(c);
            } else {
                encoded.append('+').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return encoded.toString();
    }

    /**
     * Encodes text beyond ASCII for commands with SMTPUTF8, the {@code unitext} of RFC 6533, section 3: only blank, plus sign, equals sign,
     * backslash and controls change, into code points in hexadecimal digits.
     */
    static String encodeInternational(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7f || (isPlain(c) && c != '\\')) {
                encoded.append(c);
            } else {
                encoded.append("\\x{")
                        .append(HEX.charAt(c >> 4))
                        .append(HEX.charAt(c & 15))
                        .append('}');
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(char c) {
        return c > ' ' && c < 0x7f && c != '+' && c != '=';
    }
}
