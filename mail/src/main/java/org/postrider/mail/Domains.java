package org.postrider.mail;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import org.postrider.mime.FormatException;
import org.postrider.mime.internal.Texts;

/**
 * Turns domains beyond ASCII into the form that DNS knows (RFC 5890).
 *
 * <p>The trap: the JDK maps as IDNA2003 did, so some domains would become another one without a word. Those are refused: the four
 * characters that mean something else since IDNA2008, and all that mapping would drop or replace.
 */
final class Domains {
    private static final String DEVIATIONS = "\u00DF\u03C2\u200C\u200D";

    private Domains() {}

    /** Gives the ASCII form of a domain; a domain literal stays as it is. */
    static String toAscii(String domain) {
        if (Texts.isAscii(domain)) {
            return domain;
        }
        for (int i = 0; i < domain.length(); i++) {
            if (DEVIATIONS.indexOf(domain.charAt(i)) >= 0) {
                throw new FormatException("The domain holds " + Texts.codePoint(domain.charAt(i))
                        + ", which old and new rules send to different places: write its xn-- form");
            }
        }
        String ascii = encode(domain);
        requireSame(domain, ascii);
        return ascii;
    }

    private static String encode(String domain) {
        try {
            return IDN.toASCII(domain);
        } catch (IllegalArgumentException | IndexOutOfBoundsException unfit) {
            throw new FormatException(
                    "The domain can't be written in ASCII: check its spelling, or write its xn-- form", unfit);
        }
    }

    private static void requireSame(String domain, String ascii) {
        String shown = IDN.toUnicode(ascii);
        if (!lower(shown).equals(lower(Normalizer.normalize(domain, Normalizer.Form.NFC)))) {
            throw new FormatException("The domain holds characters that stand for others; it would be sent to " + ascii
                    + ": if that is meant, write it so");
        }
    }

    /** Lower case, character by character: a whole string would turn a last sigma into a deviation. */
    private static String lower(String domain) {
        StringBuilder result = new StringBuilder(domain.length());
        domain.codePoints().map(Character::toLowerCase).forEach(result::appendCodePoint);
        return result.toString().toLowerCase(Locale.ROOT);
    }
}
