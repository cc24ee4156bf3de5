package org.postrider.smtp.internal.session;

import java.util.stream.Collectors;
import org.postrider.smtp.DsnOptions;
import org.postrider.smtp.DsnReturn;

/** What is said of delivery status notifications to a server that offers them (RFC 3461). */
final class Notices {
    /** RFC 3461, section 4.2. */
    private static final int LONGEST_ORIGINAL_RECIPIENT = 500;

    private Notices() {}

    /** Gives the parameters of MAIL (sections 4.3 and 4.4). */
    static String ofMessage(DsnOptions dsn) {
        String returned = dsn.returned() == null ? "" : dsn.returned() == DsnReturn.FULL ? " RET=FULL" : " RET=HDRS";
        return returned + (dsn.envelopeId() == null ? "" : " ENVID=" + Xtext.encode(dsn.envelopeId()));
    }

    /** Gives the parameters of RCPT (sections 4.1 and 4.2); none when nothing is asked for. */
    static String ofRecipient(DsnOptions dsn, String recipient) {
        return dsn.equals(DsnOptions.NONE) ? "" : notify(dsn) + originalRecipient(recipient);
    }

    private static String notify(DsnOptions dsn) {
        return dsn.notifications().isEmpty()
                ? ""
                : " NOTIFY="
                        + dsn.notifications().stream().sorted().map(Enum::name).collect(Collectors.joining(","));
    }

    /**
     * Whoever submits a message repeats the recipient (section 4.2; RFC 6533, section 3), for servers that forward it. One that is longer
     * than servers have to take isn't repeated.
     */
    private static String originalRecipient(String recipient) {
        boolean ascii = recipient.chars().allMatch(c -> c < 0x80);
        String original = ascii ? "rfc822;" + Xtext.encode(recipient) : "utf-8;" + Xtext.encodeInternational(recipient);
        return original.length() > LONGEST_ORIGINAL_RECIPIENT ? "" : " ORCPT=" + original;
    }
}
