package org.postrider.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.postrider.mime.FormatException;

/**
 * Reads a text with placeholders: {@code {{name}}}, of letters, digits, dots, dashes and underscores, with blanks around it or without. A
 * backslash before it makes it stand for itself, as everything else does.
 */
final class Placeholders {
    /** A piece of text, or the name of a placeholder. */
    record Piece(String text, boolean placeholder) {}

    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";

    private final String text;
    private final String what;
    private final List<Piece> pieces = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();

    private Placeholders(String text, String what) {
        this.text = text;
        this.what = what;
    }

    /** Takes a text apart; two pieces of text never follow each other, and none is empty. */
    static List<Piece> read(String text, String what) {
        Placeholders reader = new Placeholders(text, what);
        reader.read();
        return List.copyOf(reader.pieces);
    }

    /** Puts a text together again, with values. */
    static String fill(List<Piece> pieces, UnaryOperator<String> values) {
        StringBuilder text = new StringBuilder();
        for (Piece piece : pieces) {
            text.append(piece.placeholder() ? values.apply(piece.text()) : piece.text());
        }
        return text.toString();
    }

    /** Names the placeholders among pieces. */
    static List<String> names(List<Piece> pieces) {
        return pieces.stream().filter(Piece::placeholder).map(Piece::text).toList();
    }

    static boolean any(String text) {
        return text.contains(OPEN);
    }

    private void read() {
        int done = 0;
        for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, done)) {
            if (open > done && text.charAt(open - 1) == '\\') {
                literal.append(text, done, open - 1).append(OPEN);
                done = open + OPEN.length();
            } else {
                literal.append(text, done, open);
                done = placeholder(open);
            }
        }
        literal.append(text, done, text.length());
        flush();
    }

    private int placeholder(int open) {
        int close = text.indexOf(CLOSE, open);
        String name =
                close < 0 ? "" : text.substring(open + OPEN.length(), close).trim();
        if (name.isEmpty() || !name.chars().allMatch(Placeholders::isOfName)) {
            throw new FormatException(what + " has {{ at index " + open
                    + " without a name and }} behind it: write {{name}}, or \\{{ for the braces themselves");
        }
        flush();
        pieces.add(new Piece(name, true));
        return close + CLOSE.length();
    }

    private void flush() {
        if (literal.length() > 0) {
            pieces.add(new Piece(literal.toString(), false));
            literal.setLength(0);
        }
    }

    static boolean isOfName(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '-'
                || c == '_';
    }
}
