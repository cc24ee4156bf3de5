package org.postrider.it.readers;

import java.util.List;
import java.util.Set;
import org.postrider.mail.MailMessage;

/**
 * A message and what every reader has to find in it.
 *
 * @param id also the name of its file
 * @param message the message, which can be sent more than once
 * @param facts the lines of {@link Facts}
 */
record Sample(String id, MailMessage message, List<String> facts) {
    static final List<String> ADDRESS_FIELDS = List.of("from", "sender", "to", "cc", "reply-to");
    static final String OWN_FIELD = "x-name";

    /** Parameters that serve the reader itself; it has done right by them if texts, parts and names are right. */
    static final Set<String> TECHNICAL = Set.of("charset", "boundary", "name");

    @Override
    public String toString() {
        return id;
    }
}
