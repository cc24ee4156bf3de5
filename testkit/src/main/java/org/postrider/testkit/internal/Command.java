package org.postrider.testkit.internal;

import java.util.Locale;
import org.postrider.testkit.Step;

/**
 * A command line (RFC 5321, section 2.4).
 *
 * @param line the whole line
 * @param verb its first word in upper case
 * @param argument what follows the first space
 */
record Command(String line, String verb, String argument) {
    static Command parse(String line) {
        int space = line.indexOf(' ');
        String verb = space < 0 ? line : line.substring(0, space);
        return new Command(line, verb.toUpperCase(Locale.ROOT), space < 0 ? "" : line.substring(space + 1));
    }

    boolean is(String verb) {
        return this.verb.equals(verb);
    }

    Step step() {
        return switch (verb) {
            case "EHLO", "LHLO" -> Step.EHLO;
            case "HELO" -> Step.HELO;
            case "STARTTLS" -> Step.STARTTLS;
            case "AUTH" -> Step.AUTH;
            case "MAIL" -> Step.MAIL;
            case "RCPT" -> Step.RCPT;
            case "DATA" -> Step.DATA;
            case "BDAT" -> Step.BDAT;
            case "RSET" -> Step.RSET;
            case "NOOP" -> Step.NOOP;
            case "QUIT" -> Step.QUIT;
            default -> Step.OTHER;
        };
    }
}
