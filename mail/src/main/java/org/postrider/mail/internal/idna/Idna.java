package org.postrider.mail.internal.idna;

import java.util.ArrayList;
import java.util.List;
import org.postrider.mime.FormatException;
import org.postrider.mime.internal.Texts;

/**
 * Turns a domain name as people write it into the one that DNS knows: ToASCII of Unicode's UTS 46, non-transitional, so that
 * {@code faß.de} is {@code xn--fa-hia.de} as IDNA2008 has it, and not {@code fass.de}.
 *
 * <p>Of UTS 46's switches, UseSTD3ASCIIRules, CheckBidi, CheckJoiners and VerifyDnsLength are on. CheckHyphens is off, as in browsers: names
 * with hyphens in odd places exist, and {@code xn--} is looked into all the same. The result depends on our own table alone, never on the
 * Unicode version of the JDK. Stateless and thread safe.
 *
 * <p>One trap: other characters may lead to the same domain. Compare results of this class, not what was typed.
 */
public final class Idna {
    private static final String ACE = "xn--";
    private static final int LONGEST_LABEL = 63; // RFC 1035, 2.3.4
    private static final int LONGEST_NAME = 253; // without the length octets at either end
    private static final int LONGEST_TYPED = 1024; // characters may melt into one, but not that many

    private Idna() {}

    /**
     * Gives the ASCII form of a domain name.
     *
     * @param domain the name, without a dot at its end
     * @return the name in A-labels, in lower case
     * @throws FormatException if no such domain can exist
     */
    public static String toAscii(String domain) {
        if (domain.length() > LONGEST_TYPED) {
            throw malformed("has " + domain.length() + " characters, but DNS carries at most " + LONGEST_NAME);
        }
        List<String> labels = shown(normalized(domain));
        boolean rightToLeft = labels.stream().anyMatch(BidiRule::concerns);
        StringBuilder ascii = new StringBuilder(domain.length() + 16);
        for (String label : labels) {
            requireLabel(label, rightToLeft);
            ascii.append(ascii.isEmpty() ? "" : ".").append(encoded(label));
        }
        if (ascii.length() > LONGEST_NAME) {
            throw malformed("takes " + ascii.length() + " characters in DNS, which carries at most " + LONGEST_NAME);
        }
        return ascii.toString();
    }

    /** Maps each character and composes the result (UTS 46, 4, steps 1 and 2). */
    private static String normalized(String text) {
        StringBuilder mapped = new StringBuilder(text.length());
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (!CodePoints.map(c, mapped)) {
                throw malformed("holds " + Texts.codePoint(c) + ", which no domain can hold");
            }
        }
        return Nfc.compose(mapped.toString());
    }

    /**
     * Gives the labels as they look, the {@code xn--} ones decoded (UTS 46, 4, steps 3 and 4). One that has too many characters as it is
     * goes no further: the time that Punycode takes grows with their square, and it never makes fewer of them.
     */
    private static List<String> shown(String domain) {
        List<String> labels = new ArrayList<>();
        for (int start = 0, end; start <= domain.length(); start = end + 1) {
            int dot = domain.indexOf('.', start);
            end = dot < 0 ? domain.length() : dot;
            String label = requireShort(domain.substring(start, end));
            labels.add(label.startsWith(ACE) ? decoded(label) : label);
        }
        return labels;
    }

    private static String decoded(String label) {
        String decoded = Punycode.decode(label.substring(ACE.length()));
        if (decoded == null || Texts.isAscii(decoded) || !normalized(decoded).equals(decoded)) {
            throw malformed("has the part \"" + label + "\", which isn't the xn-- form of anything");
        }
        return decoded;
    }

    private static String encoded(String label) {
        return requireShort(Texts.isAscii(label) ? label : ACE + Punycode.encode(label));
    }

    private static String requireShort(String label) {
        int length = label.codePointCount(0, label.length());
        if (length > LONGEST_LABEL) {
            throw malformed("has a part of " + length + " characters, but DNS carries at most " + LONGEST_LABEL);
        }
        return label;
    }

    /** Judges a label as it looks (UTS 46, 4.1). */
    private static void requireLabel(String label, boolean rightToLeft) {
        if (label.isEmpty()) {
            throw malformed("has an empty part");
        }
        if (label.startsWith(ACE)) {
            throw malformed("has a part that is an xn-- form twice over");
        }
        if (!label.chars().allMatch(Idna::isStd3)) {
            throw malformed("holds a character of ASCII other than letters, digits and hyphens");
        }
        if (CodePoints.isMark(label.codePointAt(0))) {
            throw malformed("has a part that begins with a combining mark");
        }
        if (!Joiners.fit(label)) {
            throw malformed("holds a zero-width joiner where it joins nothing (RFC 5892, A.1 and A.2)");
        }
        if (rightToLeft && !BidiRule.holds(label)) {
            throw malformed("mixes directions of writing so that it would look like another one (RFC 5893)");
        }
    }

    private static boolean isStd3(int c) {
        return c >= 0x80 || c == '-' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private static FormatException malformed(String why) {
        return new FormatException("The domain " + why + ": check its spelling");
    }
}
