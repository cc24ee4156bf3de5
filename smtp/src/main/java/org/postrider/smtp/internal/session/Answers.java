package org.postrider.smtp.internal.session;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.RecipientResult;
import org.postrider.smtp.SmtpReply;

/**
 * What a server has said of one message: of the sender, of each recipient, of the message itself; and which word decides. Over LMTP the
 * last is said for each recipient that was accepted (RFC 2033, section 4.2).
 */
final class Answers {
    /**
     * So many refused in a row as too many are enough, and nobody else is asked in the transaction: servers count those beyond as errors,
     * and hang up. Fewer may be recipients with full mailboxes, of a server that has but one word for both.
     */
    private static final int ENOUGH = 10;

    private final Envelope envelope;
    private final boolean partialDelivery;
    private List<RecipientResult> recipients = List.of();
    private int most = Integer.MAX_VALUE; // to be asked about, by what the server took of the others
    private int asked; // how many recipients the server is asked about; further ones need another transaction
    private int answered;
    private int accepted;
    private int tooMany; // refused as too many since the last one was accepted
    private @Nullable SmtpReply mailRefusal;
    private @Nullable SmtpReply contentRefusal;
    private @Nullable SmtpReply firstRecipientRefusal;
    private String firstRefusedRecipient = "";
    private List<SmtpReply> endings = List.of();
    private boolean endsForEach;

    Answers(Envelope envelope, boolean partialDelivery) {
        this.envelope = envelope;
        this.partialDelivery = partialDelivery;
        this.asked = envelope.recipients().size();
    }

    /** Asks about the first recipients only. */
    void askAtMost(long most) {
        asked = (int) Math.min(asked, most);
    }

    /**
     * Takes what the server has told of its ways.
     *
     * @param each whether the end of the message is answered for each recipient, or once
     * @param rcptMax how many recipients it takes at once, 0 if it doesn't say
     */
    void expect(boolean each, long rcptMax) {
        endsForEach = each;
        if (partialDelivery && rcptMax > 0) {
            askAtMost(rcptMax);
        }
    }

    boolean isPartial() {
        return partialDelivery;
    }

    Envelope envelope() {
        return envelope;
    }

    int asked() {
        return asked;
    }

    /** Gives the recipient that the next reply to RCPT is about. */
    String answeredRecipient() {
        return envelope.recipients().get(answered);
    }

    void mail(SmtpReply reply) {
        if (!Step.MAIL.accepts(reply.code())) {
            mailRefusal = reply;
        }
    }

    /**
     * Takes the reply to a RCPT.
     *
     * @param said how many of them were said so far
     */
    void recipient(SmtpReply reply, int said) {
        String recipient = answeredRecipient();
        answered++;
        if (mailRefusal != null) {
            return; // Without MAIL there is no transaction: the reply says that, and nothing of the recipient.
        }
        recipients = plus(recipients, new RecipientResult(recipient, reply));
        if (Step.RCPT.accepts(reply.code())) {
            accepted++;
            tooMany = 0;
            return;
        }
        if (firstRecipientRefusal == null) {
            firstRecipientRefusal = reply;
            firstRefusedRecipient = recipient;
        }
        if (accepted > 0 && isTooMany(reply) && ++tooMany >= ENOUGH) {
            askAtMost(said);
        }
    }

    /** Takes what refuses the content before its end: the reply to DATA, or to a chunk that others follow. The first one counts. */
    void contentRefused(SmtpReply reply) {
        if (contentRefusal == null) {
            contentRefusal = reply;
        }
    }

    void ended(SmtpReply reply) {
        endings = plus(endings, reply);
    }

    /** Gives a list with one more, for which the first may be changed; most messages have one recipient and one end. */
    private static <T> List<T> plus(List<T> some, T more) {
        if (some.isEmpty()) {
            return List.of(more);
        }
        List<T> all = some.size() == 1 ? new ArrayList<>(some) : some;
        all.add(more);
        return all;
    }

    /** Tells whether the end of the message has to be answered once more. */
    boolean isEndingDue() {
        return endsForEach && contentRefusal == null && endings.size() < accepted;
    }

    /** Tells whether nobody is accepted whom an end of the message could be answered for. */
    boolean isWithoutEnding() {
        return endsForEach && accepted == 0;
    }

    /**
     * Gives the last word on each recipient.
     *
     * @param handedOver whether the end of the message was
     */
    List<RecipientResult> recipients(boolean handedOver) {
        return isAnsweredBehind(handedOver) ? ends() : recipients;
    }

    private boolean isAnsweredBehind(boolean handedOver) {
        return endsForEach && handedOver && contentRefusal == null;
    }

    private List<RecipientResult> ends() {
        Iterator<SmtpReply> next = endings.iterator();
        List<RecipientResult> results = new ArrayList<>(recipients.size());
        for (RecipientResult recipient : recipients) {
            if (!recipient.isAccepted()) {
                results.add(recipient);
            } else if (next.hasNext()) {
                results.add(new RecipientResult(recipient.address(), next.next()));
            }
        }
        return results;
    }

    /**
     * Gives those recipients of whom it is known whether they have a message that came to no good end.
     *
     * @param handedOver whether the end of the message was
     */
    List<RecipientResult> settled(boolean handedOver) {
        return isAnsweredBehind(handedOver)
                ? ends()
                : recipients.stream().filter(r -> !r.isAccepted()).toList();
    }

    /** Begins anew, for the same recipients. */
    Answers again() {
        return next(envelope, most);
    }

    /**
     * Begins anew for the recipients that a further transaction may do something for; null if there are none. A server that had
     * enough of them isn't asked about more than it took, and that is one at least.
     */
    @Nullable
    Answers rest() {
        List<String> left = left();
        if (left.isEmpty()) {
            return null;
        }
        Envelope rest = new Envelope(envelope.reversePath(), left, envelope.dsn(), envelope.tlsRequired());
        return next(rest, tooMany > 0 ? accepted : most);
    }

    private Answers next(Envelope recipients, int most) {
        Answers next = new Answers(recipients, partialDelivery);
        next.most = most;
        next.askAtMost(most);
        return next;
    }

    private List<String> left() {
        boolean allAccepted = accepted == envelope.recipients().size();
        if (allAccepted || !partialDelivery || !(isTaken() || isRefusedForRecipients())) {
            return List.of();
        }
        List<String> left = new ArrayList<>();
        boolean some = false;
        for (RecipientResult recipient : recipients) {
            some |= recipient.isAccepted();
            if (some && isTooMany(recipient.reply())) {
                left.add(recipient.address());
            }
        }
        left.addAll(envelope.recipients().subList(asked, envelope.recipients().size()));
        return left;
    }

    /**
     * Tells whether a refusal says of a recipient that those before were enough (RFC 5321, section 4.5.3.1.10, which has clients take
     * 552 for 452). It can't say so where none was accepted before, and with another enhanced code it says something else.
     */
    private static boolean isTooMany(SmtpReply reply) {
        return (reply.code() == 452 || reply.code() == 552)
                && reply.enhancedCode()
                        .map(c -> c.subject() == 5 && c.detail() == 3)
                        .orElse(true);
    }

    /** Gives the reply to the end of the message, or the refusal; null if none came. */
    @Nullable
    SmtpReply deciding() {
        if (mailRefusal != null) {
            return mailRefusal;
        }
        if (isRefusedForRecipients()) {
            return firstRecipientRefusal;
        }
        return contentRefusal != null ? contentRefusal : ending();
    }

    /** Nobody was taken, or somebody wasn't and the message was to go to all or to none: then nothing behind RCPT decides. */
    private boolean isRefusedForRecipients() {
        boolean nothingFollowed = contentRefusal == null && endings.isEmpty();
        return firstRecipientRefusal != null && (accepted == 0 || nothingFollowed);
    }

    /** Says what the {@link #deciding} reply refused. */
    Failure refusal() {
        SmtpReply reply = deciding();
        String text = "the server refused " + refusedStep() + ": " + reply;
        return new Failure(FailureKind.REFUSED, text, DeliveryOutcome.REFUSED, reply, null);
    }

    private String refusedStep() {
        if (mailRefusal != null) {
            return "MAIL FROM:<" + envelope.reversePath() + ">";
        }
        if (isRefusedForRecipients()) {
            return "RCPT TO:<" + firstRefusedRecipient + ">";
        }
        return contentRefusal != null && endings.isEmpty() ? "DATA" : "the message";
    }

    /** Tells for how many a message was taken that the server has taken. */
    DeliveryOutcome success() {
        List<RecipientResult> all = recipients(true);
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).isAccepted()) {
                return DeliveryOutcome.PARTLY_ACCEPTED;
            }
        }
        return DeliveryOutcome.ACCEPTED;
    }

    boolean isEnvelopeAnswered() {
        return answered == asked;
    }

    boolean isAnyAccepted() {
        return accepted > 0;
    }

    /** Gives the reply to the end of the message; of several, the first that took it for somebody. */
    @Nullable
    SmtpReply ending() {
        for (int i = 0; i < endings.size(); i++) {
            if (endings.get(i).isPositive()) {
                return endings.get(i);
            }
        }
        return endings.isEmpty() ? null : endings.get(0);
    }

    /** Tells whether the server has taken the message, for one recipient at least. */
    boolean isTaken() {
        SmtpReply reply = ending();
        return reply != null && reply.isPositive();
    }

    /**
     * Tells whether the server may still hold a message. The dot behind DATA ends it whatever the reply; of a chunk that was refused
     * nobody can tell (RFC 3030, section 2), nor of one not yet answered.
     */
    boolean mayLeaveResidue(boolean chunked, boolean handedOver) {
        SmtpReply ending = ending();
        if (ending != null) {
            return chunked && !ending.isPositive();
        }
        return mailRefusal == null && (chunked || !handedOver);
    }

    /** Tells whether the message can't be delivered any more, whatever is still to be answered. */
    boolean isHopeless() {
        boolean someRefused = accepted < answered;
        boolean forNobody = answered == asked && accepted == 0;
        return mailRefusal != null || contentRefusal != null || (!partialDelivery && someRefused) || forNobody;
    }
}
