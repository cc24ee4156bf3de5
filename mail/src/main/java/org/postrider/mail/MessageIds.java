package org.postrider.mail;

import java.util.List;
import org.postrider.mime.FormatException;

/**
 * Checks the names that messages have all over the world (RFC 5322, 3.6.4), and gives them in angle brackets.
 *
 * <p>One's own has to follow the grammar. Those of others are taken as they came, as long as a header field can carry them: an answer to
 * a message with a crooked name still has to name it.
 */
final class MessageIds {
    private static final int LONGEST = 250;
    private static final String MARKS = "!#$%&'*+-/=?^_`{|}~";

    private MessageIds() {}

    /** Checks one's own. */
    static String own(String id) {
        String bare = bare(id);
        int at = bare.indexOf('@');
        if (at < 0 || !isDotAtom(bare.substring(0, at)) || !isRight(bare.substring(at + 1))) {
            throw malformed();
        }
        return "<" + bare + ">";
    }

    /** Checks some of others. */
    static List<String> others(List<String> ids) {
        return ids.stream().map(id -> "<" + bare(id) + ">").toList();
    }

    private static String bare(String id) {
        boolean bracketed = id.length() > 2 && id.charAt(0) == '<' && id.charAt(id.length() - 1) == '>';
        String bare = bracketed ? id.substring(1, id.length() - 1) : id;
        if (bare.isEmpty() || bare.length() > LONGEST) {
            throw malformed();
        }
        if (!bare.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '<' && c != '>')) {
            throw malformed();
        }
        return bare;
    }

    private static boolean isRight(String right) {
        boolean literal = right.startsWith("[") && right.endsWith("]");
        return literal
                ? right.indexOf('[', 1) < 0 && right.indexOf(']') == right.length() - 1 && right.indexOf('\\') < 0
                : isDotAtom(right);
    }

    private static boolean isDotAtom(String text) {
        if (text.isEmpty() || text.startsWith(".") || text.endsWith(".") || text.contains("..")) {
            return false;
        }
        return text.chars().allMatch(c -> c == '.' || isAtom(c));
    }

    private static boolean isAtom(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || MARKS.indexOf(c) >= 0;
    }

    private static FormatException malformed() {
        return new FormatException("A message identifier is ASCII without blanks, at most " + LONGEST
                + " long, with one at sign: give one like <20261121.1@example.org>");
    }
}
