package org.postrider.smtp;

import java.io.Serializable;
import java.util.Optional;

/**
 * The reason behind a reply in three numbers, such as 5.1.1 for a mailbox that doesn't exist.
 *
 * @param statusClass 2 for success, 4 for a failure that may pass, 5 for one that stays
 * @param subject what it is about, from 0 to 999: 1 addresses, 2 mailboxes, 3 system, 4 network, 5 protocol, 6 content, 7 policy
 * @param detail the detail within the subject, from 0 to 999
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3463">RFC 3463</a>
 * @serial exclude
 */
public record EnhancedStatusCode(int statusClass, int subject, int detail) implements Serializable {
    /**
     * Makes a code.
     *
     * @param statusClass 2 for success
     * @param subject what it is about
     * @param detail the detail within the subject
     * @throws IllegalArgumentException if a number is out of its range
     */
    public EnhancedStatusCode {
        boolean known = statusClass == 2 || statusClass == 4 || statusClass == 5;
        if (!known || subject < 0 || subject > 999 || detail < 0 || detail > 999) {
            throw new IllegalArgumentException("no enhanced status code: " + statusClass + "." + subject + "." + detail
                    + " (RFC 3463, section 2)");
        }
    }

    /** Finds the code at the start of a line of reply text, where RFC 2034 puts it. */
    static Optional<EnhancedStatusCode> leading(String text) {
        if (text.length() < 5 || "245".indexOf(text.charAt(0)) < 0 || text.charAt(1) != '.') {
            return Optional.empty();
        }
        int dot = endOfNumber(text, 2);
        int end = dot < 0 || dot >= text.length() || text.charAt(dot) != '.' ? -1 : endOfNumber(text, dot + 1);
        if (end < 0 || (end < text.length() && text.charAt(end) != ' ')) {
            return Optional.empty();
        }
        int subject = Integer.parseInt(text, 2, dot, 10);
        return Optional.of(
                new EnhancedStatusCode(text.charAt(0) - '0', subject, Integer.parseInt(text, dot + 1, end, 10)));
    }

    /** Gives the index behind one to three digits, or -1. */
    private static int endOfNumber(String text, int from) {
        int end = from;
        while (end < text.length() && end < from + 3 && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end == from ? -1 : end;
    }

    /** Gives the code with dots. */
    @Override
    public String toString() {
        return statusClass + "." + subject + "." + detail;
    }
}
