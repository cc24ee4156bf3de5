package org.postrider.smtp.internal.connection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.ConnectionFacts;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.RecipientResult;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.Timings;
import org.postrider.smtp.internal.session.Failure;
import org.postrider.smtp.internal.session.Transaction;

/**
 * What became of a message: when its recipients are more than the server takes at once, the transactions before the last one give one
 * result with it. Used by the conversation's thread.
 */
final class Parts {
    private final Envelope envelope;
    private Map<String, SmtpReply> replies = Map.of(); // most messages have one part
    private boolean delivered;

    Parts(Envelope envelope) {
        this.envelope = envelope;
    }

    /** Whom the whole message goes to. */
    Envelope envelope() {
        return envelope;
    }

    /** Gives the result of a message that never came to a connection, or not with what is left of it. */
    SendResult unfinished(String server) {
        List<RecipientResult> all = inOrder(replies, null);
        DeliveryOutcome outcome = outcome(DeliveryOutcome.NOT_SENT, all);
        return new SendResult(outcome, all, null, ConnectionFacts.none(server), Timings.NONE);
    }

    /** Gives the result of the whole, at the end of the last part, which didn't come to be if its connection was lost too early. */
    SendResult result(
            @Nullable Transaction last,
            DeliveryOutcome outcome,
            @Nullable Failure why,
            Connection from,
            Timings timings) {
        List<RecipientResult> all = last == null ? List.of() : recipients(last, outcome, why);
        SmtpReply own = last == null ? null : last.decidingReply();
        SmtpReply reply = why == null ? own : why.reply();
        return new SendResult(
                outcome(outcome, all),
                all,
                reply,
                from.facts(),
                timings,
                from.account().transcript());
    }

    /** Takes the end of a transaction that another one follows. */
    void add(Transaction part, @Nullable Failure refusal) {
        Map<String, SmtpReply> more = new HashMap<>(replies);
        note(part.recipients(), more);
        replies = more;
        delivered |= refusal == null;
    }

    /** Tells whether a refusal of the last part is one of the whole: not when others have got the message already. */
    boolean isRefusal(@Nullable Failure refusal) {
        return refusal != null && !(delivered && refusal.outcome() == DeliveryOutcome.REFUSED);
    }

    /** Gives the outcome of the whole, by that of the last part. */
    private DeliveryOutcome outcome(DeliveryOutcome last, List<RecipientResult> all) {
        if (replies.isEmpty() || last == DeliveryOutcome.IN_DOUBT) {
            return last;
        }
        boolean some = delivered || last == DeliveryOutcome.ACCEPTED || last == DeliveryOutcome.PARTLY_ACCEPTED;
        boolean everybody = last == DeliveryOutcome.ACCEPTED && all.stream().allMatch(RecipientResult::isAccepted);
        return everybody ? last : some ? DeliveryOutcome.PARTLY_ACCEPTED : last;
    }

    /**
     * Gives the last word on each recipient, in the order of the envelope. What was said at RCPT in a part that broke, or was refused as
     * a whole, is no word on who has the message: then the refusal is, if there is one, for those who would have come later as well; and
     * of those whom a doubt is about there is none.
     */
    private List<RecipientResult> recipients(Transaction last, DeliveryOutcome end, @Nullable Failure refusal) {
        boolean inDoubt = end == DeliveryOutcome.IN_DOUBT;
        boolean broken = inDoubt || (delivered && refusal != null);
        List<RecipientResult> said = broken ? last.settledRecipients() : last.recipients();
        if (replies.isEmpty()) {
            return said;
        }
        SmtpReply instead = broken && !inDoubt && refusal != null ? refusal.reply() : null;
        Map<String, SmtpReply> all = new HashMap<>(replies);
        if (inDoubt || instead != null) {
            last.askedRecipients().forEach(r -> all.computeIfPresent(r, (a, was) -> was.isPositive() ? was : null));
        }
        note(said, all);
        return inOrder(all, instead);
    }

    /** Notes what was said last of each; who has the message has it, though the envelope names them twice. */
    private static void note(List<RecipientResult> said, Map<String, SmtpReply> all) {
        said.forEach(r -> all.merge(r.address(), r.reply(), (was, is) -> was.isPositive() ? was : is));
    }

    private List<RecipientResult> inOrder(Map<String, SmtpReply> all, @Nullable SmtpReply instead) {
        List<RecipientResult> results = new ArrayList<>(envelope.recipients().size());
        for (String address : envelope.recipients()) {
            SmtpReply reply = all.getOrDefault(address, instead);
            if (reply != null) {
                results.add(new RecipientResult(address, reply));
            }
        }
        return results;
    }
}
