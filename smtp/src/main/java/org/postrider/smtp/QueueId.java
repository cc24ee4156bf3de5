package org.postrider.smtp;

import java.util.Optional;

/** Finds the queue id in the reply to the end of a message. No RFC gives it a form; these are the habits of the common servers. */
final class QueueId {
    private static final String[] LEADS = {
        "queued as ", "queued mail for delivery id=", "ok id=", "internalid=", "queueid="
    };

    private QueueId() {}

    static Optional<String> in(String text) {
        for (String lead : LEADS) {
            int at = find(text, lead);
            if (at >= 0) {
                return token(text, at + lead.length());
            }
        }
        return sendmail(text);
    }

    /** Finds ASCII text in any case; putting the whole into lower case could change its length. */
    private static int find(String text, String part) {
        for (int at = 0; at <= text.length() - part.length(); at++) {
            if (text.regionMatches(true, at, part, 0, part.length())) {
                return at;
            }
        }
        return -1;
    }

    /** Sendmail puts it in front: {@code 2.0.0 3AL9x2Zq012345 Message accepted for delivery}. */
    private static Optional<String> sendmail(String text) {
        int end = find(text, " message accepted");
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
