package org.postrider.mime.internal;

import org.postrider.mime.FormatException;

/**
 * A place in the text of a structured header field, and what all such fields have in common: blanks, comments and quoted strings
 * (RFC 5322, 3.2.1 to 3.2.4).
 *
 * <p>One pass, no recursion. Not for several threads.
 */
public abstract class FieldCursor {
    /** What is read. */
    protected final String text;

    /** The index of the next character. */
    protected int position;

    /**
     * Makes a cursor at the start of a text.
     *
     * @param text what to read
     */
    protected FieldCursor(String text) {
        this.text = text;
    }

    /**
     * Makes the exception for a text that can't be read.
     *
     * @param why what is wrong with it
     * @return the exception to throw
     */
    protected abstract FormatException malformed(String why);

    /**
     * Reads over a quoted string.
     *
     * @return what it says, without quotes and backslashes
     */
    protected final String quotedString() {
        StringBuilder said = new StringBuilder();
        for (position++; position < text.length(); position++) {
            char c = text.charAt(position);
            if (c == '"') {
                position++;
                return said.toString();
            }
            if (c == '\\' && position + 1 < text.length()) {
                c = text.charAt(++position);
            }
            said.append(c);
        }
        throw malformed("a quote isn't closed");
    }

    /** Skips blanks and comments, which may nest and hold escaped characters. */
    protected final void skipBlanks() {
        int depth = 0;
        for (; position < text.length(); position++) {
            char c = text.charAt(position);
            if (c == '(') {
                depth++;
            } else if (c == ')' && depth > 0) {
                depth--;
            } else if (c == '\\' && depth > 0) {
                position++;
            } else if (depth == 0 && c != ' ' && c != '\t') {
                return;
            }
        }
        if (depth > 0) {
            throw malformed("a comment isn't closed");
        }
    }
}
