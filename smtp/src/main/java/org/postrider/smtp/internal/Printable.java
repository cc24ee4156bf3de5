package org.postrider.smtp.internal;

/**
 * Makes text from a peer safe to show: what could move a cursor, start a line or turn the direction of writing becomes an escape.
 *
 * <p>What is only invisible stays, for there are scripts that need it (the joiners).
 */
public final class Printable {
    private Printable() {}

    /**
     * Escapes text.
     *
     * @param text any text
     * @return the same text when it is harmless
     */
    public static String escape(String text) {
        StringBuilder safe = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = !Character.isISOControl(c) && (c < '\u061C' || !turns(c));
            if (plain && safe == null) {
                continue;
            }
            if (safe == null) {
                safe = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            appendTo(safe, c, plain);
        }
        return safe == null ? text : safe.toString();
    }

    /** Marks, embeddings, overrides and isolates (UAX 9, section 2), those that came before them, and the separators of lines. */
    private static boolean turns(char c) {
        return c == '\u061C'
                || c == '\u200E'
                || c == '\u200F'
                || (c >= '\u2028' && c <= '\u202E')
                || (c >= '\u2066' && c <= '\u206F');
    }

    private static void appendTo(StringBuilder safe, char c, boolean plain) {
        if (plain) {
            safe.append(c);
        } else {
            safe.append("\\u").append(Character.forDigit(c >> 12 & 15, 16)).append(Character.forDigit(c >> 8 & 15, 16));
            safe.append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
        }
    }
}
