package org.postrider.testkit.internal.mime;

/** Reads a structured header value piece by piece, taking quotes and comments away on the way (RFC 5322, section 3.2). */
final class ValueScanner {
    private final String text;
    private final StringBuilder piece = new StringBuilder();
    private int at;
    private int commentDepth;
    private boolean isQuoted;
    private boolean wasQuoted;
    private char delimiter;

    ValueScanner(String text) {
        this.text = text;
    }

    boolean hasMore() {
        return at < text.length();
    }

    /** Whether the last piece ended at this delimiter, and not at another or at the end. */
    boolean endedAt(char delimiter) {
        return this.delimiter == delimiter;
    }

    /** Reads up to one of the delimiters, and over it. */
    String until(String delimiters) {
        piece.setLength(0);
        isQuoted = false;
        wasQuoted = false;
        commentDepth = 0;
        delimiter = 0;
        while (hasMore() && delimiter == 0) {
            take(text.charAt(at++), delimiters);
        }
        return wasQuoted ? piece.toString() : piece.toString().trim();
    }

    private void take(char c, String delimiters) {
        if (commentDepth > 0) {
            takeComment(c);
        } else if (isQuoted) {
            takeQuoted(c);
        } else if (delimiters.indexOf(c) >= 0) {
            delimiter = c;
        } else if (c == '(') {
            commentDepth = 1;
        } else if (c == '"') {
            openQuote();
        } else if (!wasQuoted) {
            piece.append(c);
        }
    }

    /** What stands before a first quote, blanks as a rule, doesn't belong to the value. */
    private void openQuote() {
        if (!wasQuoted) {
            piece.setLength(0);
        }
        isQuoted = true;
        wasQuoted = true;
    }

    private void takeQuoted(char c) {
        if (c == '"') {
            isQuoted = false;
        } else {
            piece.append(c == '\\' && hasMore() ? text.charAt(at++) : c);
        }
    }

    private void takeComment(char c) {
        if (c == '\\') {
            at++;
        } else if (c == '(' || c == ')') {
            commentDepth += c == '(' ? 1 : -1;
        }
    }
}
