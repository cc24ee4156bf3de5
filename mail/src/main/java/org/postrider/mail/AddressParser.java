package org.postrider.mail;

import java.util.ArrayList;
import java.util.List;
import org.postrider.mime.FormatException;
import org.postrider.mime.internal.FieldCursor;
import org.postrider.mime.internal.Texts;

/**
 * Reads mail addresses as people write them: the grammar of .NET, which is that of RFC 5322, 3.4 without routes, and with groups in
 * lists.
 *
 * <p>One cursor goes over the text, three times at most over a part of it (for {@code a@b <a@b>} in a list), and nothing recurses, so
 * the time is linear. What it reads as local part and domain is, character for character, what SMTP will be told; comments stand around
 * those two and never inside, since {@code good.test(x)evil.test} must not become a third domain. Not for several threads.
 */
final class AddressParser extends FieldCursor {
    private static final int LONGEST = 320; // RFC 5321, 4.5.3.1: 64 + 1 + 255
    private static final int LONGEST_TYPED = 1400; // characters may melt into one, and Unicode into fewer for DNS
    private static final String ATOM_MARKS = "!#$%&'*+-/=?^_`{|}~";

    private final boolean list;
    private final boolean mayHaveGroups;

    private AddressParser(String text, boolean list) {
        super(text);
        this.list = list;
        this.mayHaveGroups = list && text.indexOf(':') >= 0;
    }

    /** An address before it became a {@link MailAddress}: the part before the {@code @} is as long as said. */
    record Parsed(String displayName, String address, int userLength) {}

    /** Reads exactly one address. */
    static Parsed parseOne(String text) {
        AddressParser parser = new AddressParser(requireLine(text, "The address"), false);
        Parsed parsed = parser.mailbox();
        if (!parser.atEnd()) {
            throw parser.malformed("something follows the address");
        }
        return parsed;
    }

    /** Reads one address or group, or more of them, separated by commas. */
    static MailAddressCollection parseList(String text) {
        AddressParser parser = new AddressParser(requireLine(text, "The address"), true);
        MailAddressCollection all = new MailAddressCollection();
        do {
            String group = parser.mayHaveGroups ? parser.groupName() : "";
            if (group.isEmpty()) {
                all.add(new MailAddress(parser.mailbox()));
            } else {
                all.addGroup(group, parser.members());
            }
        } while (parser.accept(','));
        if (!parser.atEnd()) {
            throw parser.malformed("a comma has to separate two addresses");
        }
        return all;
    }

    /** Reads over the name of a group and its colon; gives nothing, and stays, if an address comes instead. */
    private String groupName() {
        skipBlanks();
        int start = position;
        String name = peek() == '"' ? quotedString() : phrase("<>\",:;@(");
        skipBlanks();
        if (!name.isEmpty() && accept(':')) {
            return name;
        }
        position = start;
        return "";
    }

    private MailAddress[] members() {
        List<MailAddress> members = new ArrayList<>();
        skipBlanks();
        if (peek() != ';') {
            do {
                members.add(new MailAddress(mailbox()));
            } while (accept(','));
        }
        if (!accept(';')) {
            throw malformed("a group has to end in a semicolon");
        }
        skipBlanks();
        return members.toArray(MailAddress[]::new);
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
        int end = localPart();
        skipBlanks();
        if (start < end && peek() == '@') {
            Parsed bare = atDomain("", start, end);
            if (peek() != '<') {
                return bare;
            }
        }
        position = start;
        return named(phrase(list ? "<>\",:;" : "<>\""));
    }

    /** A quoted string is the display name, or the local part if an at sign follows. */
    private Parsed startingWithQuote() {
        int start = position;
        String quoted = quotedString();
        int end = position;
        skipBlanks();
        if (peek() == '@') {
            requireMailable(start, end);
            return atDomain("", start, end);
        }
        return peek() == '<' ? inBrackets(quoted) : addrSpec(quoted);
    }

    /** After a name without quotes comes an address in brackets, or one whose local part is in quotes. */
    private Parsed named(String displayName) {
        return peek() == '"' && !displayName.isEmpty() ? addrSpec(displayName) : inBrackets(displayName);
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
        int start = position;
        return atDomain(displayName, start, localPart());
    }

    /** Reads on from the end of a local part; one that is written without blanks needs no more than a piece of the text. */
    private Parsed atDomain(String displayName, int start, int end) {
        skipBlanks();
        if (start == end || !accept('@')) {
            throw malformed("it has to be like user@host");
        }
        skipBlanks();
        int domain = position;
        domain();
        String address = domain == end + 1
                ? text.substring(start, position)
                : text.substring(start, end) + "@" + text.substring(domain, position);
        skipBlanks();
        return new Parsed(displayName, address, end - start);
    }

    /** Reads over a dotted local part, a quoted one, or a dotted one that ends in a quoted word, and tells where it ends. */
    private int localPart() {
        int start = position;
        while (isAtom(peek()) || (peek() == '.' && position > start)) {
            position++;
        }
        boolean quoteMayFollow = position == start || text.charAt(position - 1) == '.';
        if (quoteMayFollow && peek() == '"') {
            quotedString();
            requireMailable(start, position);
        }
        return position;
    }

    private void domain() {
        if (accept('[')) {
            literal();
        } else {
            dotted();
        }
    }

    private void literal() {
        while (isInLiteral(peek()) && peek() != '[' && peek() != ']') {
            if (accept('\\') && !isInLiteral(peek())) {
                throw malformed("a backslash escapes no such character");
            }
            position++;
        }
        if (!accept(']')) {
            throw malformed("']' is missing, or what is in brackets isn't an IP address");
        }
    }

    /** Brackets and quotes mean something else to a server that looks for the end of the path. */
    private static boolean isInLiteral(char c) {
        return c > ' ' && c < 0x7F && c != '<' && c != '>' && c != '"';
    }

    private void dotted() {
        do {
            int label = position;
            while (isAtom(peek()) || isJoiner(peek())) {
                position++;
            }
            if (label == position) {
                throw malformed("the domain after '@' is missing, or a part of it is empty");
            }
        } while (accept('.'));
    }

    /** A name without quotes: all up to what ends it, blanks at its ends apart. */
    private String phrase(String ends) {
        int start = position;
        while (position < text.length() && ends.indexOf(peek()) < 0) {
            position = encodedWordEnd(text, position);
        }
        return text.substring(start, position).strip();
    }

    /**
     * Tells where the encoded-word ends that begins here, or the character if none does. Careless writers leave commas and colons in
     * them, which RFC 2047, 5 (3) forbids in a phrase. Two more question marks end the search, so the time stays linear.
     */
    static int encodedWordEnd(String text, int start) {
        int charsetEnd = text.startsWith("=?", start) ? text.indexOf('?', start + 2) : -1;
        int payload = charsetEnd + 3;
        if (charsetEnd < 0
                || payload > text.length()
                || "BbQq".indexOf(text.charAt(charsetEnd + 1)) < 0
                || text.charAt(charsetEnd + 2) != '?') {
            return start + 1;
        }
        int end = payload;
        while (end < text.length() && "?<>\"@".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return text.startsWith("?=", end) ? end + 2 : start + 1;
    }

    /** SMTP knows no controls in a quoted local part (RFC 5321, 4.1.2). */
    private void requireMailable(int start, int end) {
        for (int i = start; i < end; i++) {
            if (Texts.isControl(text.charAt(i))) {
                throw malformed("a control character is in the quoted part before '@'");
            }
        }
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
        for (int i = 0; i < text.length(); i++) {
            result.append(Texts.isControl(text.charAt(i)) ? '?' : text.charAt(i));
        }
        return result.toString();
    }

    /** Refuses an address that no server has to take whole: one that is cut belongs to somebody else. */
    static void requireShort(String mailbox) {
        requireAtMost(LONGEST, mailbox);
    }

    /** Refuses early what can't become short enough. */
    static void requireReadable(String address) {
        requireAtMost(LONGEST_TYPED, address);
    }

    private static void requireAtMost(int longest, String address) {
        if (address.length() > longest) {
            throw new FormatException(
                    "The mail address has " + address.length() + " characters, but SMTP carries at most " + LONGEST);
        }
    }
}
