package org.postrider.smtp;

import java.util.Locale;
import java.util.Optional;

/** Finds the queue id in the reply to the end of a message. No RFC gives it a form; these are the habits of the common servers. */
final class QueueId {
    private static final String[] LEADS = {
        "queued as ", "queued mail for delivery id=", "ok id=", "internalid=", "queueid="
    };

    private QueueId() {}

    static Optional<String> in(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (String lead : LEADS) {
            int at = lower.indexOf(lead);
            if (at >= 0) {
                return token(text, at + lead.length());
            }
        }
        return sendmail(text, lower);
    }

    /** Sendmail puts it in front: {@code 2.0.0 3AL9x2Zq012345 Message accepted for delivery}. */
    private static Optional<String> sendmail(String text, String lower) {
        int end = lower.indexOf(" message accepted");
        return end <= 0 ? Optional.empty() : token(text, text.lastIndexOf(' ', end - 1) + 1);
    }

    private static Optional<String> token(String text, int from) {
        int end = from;
        while (end < text.length() && " ,;)]>".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end == from ? Optional.empty() : Optional.of(text.substring(from, end));
    }
}
