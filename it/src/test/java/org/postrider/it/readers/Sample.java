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
    static final List<String> ADDRESS_FIELDS =
            List.of("from", "sender", "to", "cc", "reply-to", "resent-from", "resent-sender", "resent-to", "resent-cc");

    /** In this one, groups are looked for, whose members are mailboxes of the field like others. */
    static final String GROUP_FIELD = "cc";

    static final String OWN_FIELD = "x-name";

    /** Fields with a setter of their own, whose text a reader hands out as it is. */
    static final List<String> TYPED_FIELDS = List.of(
            "message-id",
            "in-reply-to",
            "references",
            "auto-submitted",
            "list-unsubscribe",
            "list-unsubscribe-post",
            "importance",
            "resent-message-id");

    /** Parameters that serve the reader itself; it has done right by them if texts, parts and names are right. */
    static final Set<String> TECHNICAL = Set.of("charset", "boundary", "name");

    @Override
    public String toString() {
        return id;
    }
}
