package org.postrider.mail;

import java.util.ArrayList;
import java.util.List;
import org.postrider.mime.FormatException;
import org.postrider.mime.internal.FieldCursor;
import org.postrider.mime.internal.Texts;

/**
 * Reads mail addresses as people write them: the grammar of .NET, which is that of RFC 5322, 3.4 without groups and routes.
 *
 * <p>One cursor goes over the text, twice at most over a part of it (for {@code a@b <a@b>}), and nothing recurses, so the time is
 * linear. What it reads as local part and domain is, character for character, what SMTP will be told; comments stand around
 * those two and never inside, since {@code good.test(x)evil.test} must not become a third domain. Not for several threads.
 */
final class AddressParser extends FieldCursor {
    private static final int LONGEST = 320; // RFC 5321, 4.5.3.1: 64 + 1 + 255
    private static final String ATOM_MARKS = "!#$%&'*+-/=?^_`{|}~";

    private final boolean list;

    private AddressParser(String text, boolean list) {
        super(text);
        this.list = list;
    }

    /** An address before it became a {@link MailAddress}. */
    record Parsed(String displayName, String user, String host) {}

    /** Reads exactly one address. */
    static Parsed parseOne(String text) {
        AddressParser parser = new AddressParser(requireLine(text, "The address"), false);
        Parsed parsed = parser.mailbox();
        if (!parser.atEnd()) {
            throw parser.malformed("something follows the address");
        }
        return parsed;
    }

    /** Reads one address or more, separated by commas. */
    static List<Parsed> parseList(String text) {
        AddressParser parser = new AddressParser(requireLine(text, "The address"), true);
        List<Parsed> all = new ArrayList<>();
        do {
            all.add(parser.mailbox());
        } while (parser.accept(','));
        if (!parser.atEnd()) {
            throw parser.malformed("a comma has to separate two addresses");
        }
        return all;
    }

    /** Refuses line breaks, NUL and half characters as malformed text. */
    static String requireLine(String text, String what) {
        try {
            return Texts.requireLine(text, what);
        } catch (IllegalArgumentException unfit) {
            throw new FormatException(String.valueOf(unfit.getMessage()), unfit);
        }
    }

    private Parsed mailbox() {
        skipBlanks();
        if (peek() == '"') {
            return startingWithQuote();
        }
        int start = position;
        if (peek() != '<') {
            String user = localPart();
            skipBlanks();
            if (!user.isEmpty() && accept('@')) {
                Parsed bare = new Parsed("", user, domain());
                if (peek() != '<') {
                    return bare;
                }
            }
        }
        position = start;
        return inBrackets(phrase());
    }

    /** A quoted string is the display name, or the local part if an at sign follows. */
    private Parsed startingWithQuote() {
        int start = position;
        String quoted = quotedString();
        String raw = text.substring(start, position);
        skipBlanks();
        if (accept('@')) {
            return new Parsed("", requireMailable(raw), domain());
        }
        if (peek() == '<') {
            return inBrackets(quoted);
        }
        return addrSpec(quoted);
    }

    private Parsed inBrackets(String displayName) {
        if (!accept('<')) {
            throw malformed("it has to be like user@host or Name <user@host>");
        }
        skipBlanks();
        Parsed parsed = addrSpec(displayName);
        if (!accept('>')) {
            throw malformed("'>' is missing");
        }
        skipBlanks();
        return parsed;
    }

    private Parsed addrSpec(String displayName) {
        String user = localPart();
        skipBlanks();
        if (user.isEmpty() || !accept('@')) {
            throw malformed("it has to be like user@host");
        }
        return new Parsed(displayName, user, domain());
    }

    /** A dotted local part, a quoted one, or a dotted one that ends in a quoted word. */
    private String localPart() {
        int start = position;
        while (isAtom(peek()) || (peek() == '.' && position > start)) {
            position++;
        }
        boolean quoteMayFollow = position == start || text.charAt(position - 1) == '.';
        if (quoteMayFollow && peek() == '"') {
            quotedString();
            return requireMailable(text.substring(start, position));
        }
        return text.substring(start, position);
    }

    private String domain() {
        skipBlanks();
        int start = position;
        if (accept('[')) {
            literal();
        } else {
            dotted();
        }
        String domain = text.substring(start, position);
        if (domain.isEmpty()) {
            throw malformed("the domain after '@' is missing or not a domain");
        }
        skipBlanks();
        return domain;
    }

    private void literal() {
        while (peek() > ' ' && peek() < 0x7F && "[]\\".indexOf(peek()) < 0) {
            position++;
        }
        if (!accept(']')) {
            throw malformed("']' is missing, or what is in brackets isn't an IP address");
        }
    }

    private void dotted() {
        do {
            int label = position;
            while (isAtom(peek()) || isJoiner(peek())) {
                position++;
            }
            if (label == position) {
                throw malformed("a part of the domain is empty");
            }
        } while (accept('.'));
    }

    /** A display name without quotes: all up to the bracket, blanks at its ends apart. */
    private String phrase() {
        int start = position;
        while (position < text.length() && "<>\"".indexOf(peek()) < 0 && !(list && peek() == ',')) {
            position++;
        }
        return text.substring(start, position).strip();
    }

    /** SMTP knows no controls in a quoted local part (RFC 5321, 4.1.2). */
    private String requireMailable(String quoted) {
        if (quoted.chars().anyMatch(Character::isISOControl)) {
            throw malformed("a control character is in the quoted part before '@'");
        }
        return quoted;
    }

    private static boolean isAtom(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || (c > 0 && ATOM_MARKS.indexOf(c) >= 0)
                || (c >= 0x80 && !Character.isISOControl(c) && !isUnicodeBlank(c));
    }

    private static boolean isUnicodeBlank(char c) {
        return Character.isSpaceChar(c) || Character.getType(c) == Character.FORMAT;
    }

    /** Some scripts can't do without them in a domain (RFC 5892, A.1 and A.2). */
    private static boolean isJoiner(char c) {
        return c == 0x200C || c == 0x200D;
    }

    private char peek() {
        return position < text.length() ? text.charAt(position) : 0;
    }

    private boolean accept(char wanted) {
        boolean there = peek() == wanted;
        if (there) {
            position++;
        }
        return there;
    }

    private boolean atEnd() {
        return position >= text.length();
    }

    @Override
    protected FormatException malformed(String why) {
        int from = Math.max(0, Math.min(position, text.length()) - 40);
        String near = text.substring(from, Math.min(text.length(), from + 60));
        return new FormatException("The mail address is malformed near \"" + printable(near) + "\": " + why);
    }

    private static String printable(String text) {
        StringBuilder result = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> result.append(
                        Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? "?" : Character.toString(c)));
        return result.toString();
    }

    /** Refuses an address that no server has to take whole: one that is cut belongs to somebody else. */
    static void requireShort(String address) {
        if (address.length() > LONGEST) {
            throw new FormatException(
                    "The mail address has " + address.length() + " characters, but SMTP carries at most " + LONGEST);
        }
    }
}
