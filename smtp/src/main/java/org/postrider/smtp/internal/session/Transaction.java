package org.postrider.smtp.internal.session;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.BodyType;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.MessageContent;
import org.postrider.smtp.RecipientResult;
import org.postrider.smtp.SmtpReply;

/**
 * One message on its way through one connection (RFC 5321, section 3.3): which command comes next, what is due of its content, and
 * what was answered so far.
 *
 * <p>Good for one attempt; {@link #again()} makes the next. The session moves it; everybody else only reads it, when the session has
 * let go of it. Making one asks the content for its traits, which may wait as reading it does; later nobody asks again.
 */
public final class Transaction {
    /** Octets of content that are sent on the chance that the recipients will be taken, and that others may wait behind. */
    private static final long LARGEST_LIGHT = 64 * 1024;

    private final boolean first;
    private final MessageContent content;
    private final BodyType least;
    private final BodyType preferred;
    private final long leastSize;
    private final long preferredSize;
    private final boolean mayBlock;
    private final boolean repeatable;
    private final boolean international;
    private final Answers answers;
    private BodyType bodyType; // one of the two
    private int written; // MAIL, then each RCPT, then DATA where there are no chunks
    private int awaited; // what was written and not answered
    private boolean chunked;
    private boolean careful;
    private boolean dataAccepted;
    private boolean contentBegun;
    private boolean contentEnded;
    private @Nullable Failure withdrawal;
    private long serverLimit;

    /**
     * Makes a transaction.
     *
     * @param envelope whom the message goes to
     * @param content the message
     * @param partialDelivery whether it goes to the accepted recipients when others are refused
     */
    public Transaction(Envelope envelope, MessageContent content, boolean partialDelivery) {
        this.first = true;
        this.content = content;
        this.least = content.leastBodyType();
        this.leastSize = content.size(least);
        this.preferred = content.preferredBodyType();
        this.preferredSize = preferred == least ? leastSize : content.size(preferred);
        this.bodyType = least;
        this.mayBlock = content.mayBlock();
        this.repeatable = content.isRepeatable();
        this.international = content.needsSmtpUtf8() || envelope.needsSmtpUtf8();
        this.answers = new Answers(envelope, partialDelivery);
    }

    private Transaction(Transaction earlier, Answers answers) {
        this.first = false;
        this.content = earlier.content;
        this.least = earlier.least;
        this.leastSize = earlier.leastSize;
        this.preferred = earlier.preferred;
        this.preferredSize = earlier.preferredSize;
        this.bodyType = least;
        this.mayBlock = earlier.mayBlock;
        this.repeatable = earlier.repeatable;
        this.international = earlier.international;
        this.answers = answers;
    }

    /**
     * Takes the form that the message is best sent in, if the server takes it; every attempt asks its own server.
     *
     * @param each whether the server answers behind the message for each recipient (LMTP; RFC 2033, section 4.2)
     */
    void prefer(Capabilities server, boolean each) {
        answers.expect(each, server.rcptMax());
        serverLimit = server.mailMax();
        if (preferred == BodyType.EIGHT_BIT_MIME && server.offers(Extension.EIGHT_BIT_MIME)) {
            bodyType = preferred;
        }
        chunked = server.offers(Extension.CHUNKING);
    }

    /** Keeps chunks back until the recipients are answered, since nobody knows whether the server is still there. */
    public void beCareful() {
        careful = true;
    }

    /**
     * Makes another attempt at the same message.
     *
     * @return a transaction that hasn't begun
     */
    public Transaction again() {
        return new Transaction(this, answers.again());
    }

    /**
     * Makes the transaction for the recipients that this one had no room for: those beyond the server's limit (RFC 9422, RCPTMAX), and
     * those of which it said that they were too many (RFC 5321, section 4.5.3.1.10), as long as it took others.
     *
     * @return a transaction that hasn't begun; null when there is nobody left, or the message itself was refused or given up
     */
    public @Nullable Transaction rest() {
        Answers rest = withdrawal == null ? answers.rest() : null;
        return rest == null ? null : new Transaction(this, rest);
    }

    /**
     * Tells whether it is the first of its message: neither another attempt, nor for those whom an earlier one left over.
     *
     * @return true unless {@link #again()} or {@link #rest()} made it
     */
    public boolean isFirst() {
        return first;
    }

    /**
     * Gives the message.
     *
     * @return the content
     */
    public MessageContent content() {
        return content;
    }

    /**
     * Tells whether reading the content may wait.
     *
     * @return what the content said
     */
    public boolean mayBlock() {
        return mayBlock;
    }

    /**
     * Gives the form that the server was promised.
     *
     * @return the body type to open the content in
     */
    public BodyType bodyType() {
        return bodyType;
    }

    /**
     * Gives the size that the server was told.
     *
     * @return octets, or -1 if that isn't known
     */
    public long size() {
        return bodyType == least ? leastSize : preferredSize;
    }

    /**
     * Tells whether the content travels in chunks (RFC 3030) instead of behind DATA.
     *
     * @return true on a server that offers CHUNKING
     */
    public boolean isChunked() {
        return chunked;
    }

    /**
     * Gives the recipients that were answered.
     *
     * @return their results, in the order of the envelope. Where each is answered behind the message that is the answer that counts, and
     *     whoever has none by the end of the conversation is left out
     */
    public List<RecipientResult> recipients() {
        return answers.recipients(contentEnded);
    }

    /**
     * Gives those recipients of whom it is known whether they have a message that came to no good end.
     *
     * @return who was refused, and who was answered behind the message
     */
    public List<RecipientResult> settledRecipients() {
        return answers.settled(contentEnded);
    }

    /**
     * Gives those whom the server is asked about.
     *
     * @return the first recipients of the envelope
     */
    public List<String> askedRecipients() {
        return envelope().recipients().subList(0, answers.asked());
    }

    /**
     * Gives the reply that decided the fate of the message.
     *
     * @return the reply to the end of the message, or the refusal; null if none came
     */
    public @Nullable SmtpReply decidingReply() {
        return answers.deciding();
    }

    /**
     * Tells the outcome of a message that the server has taken.
     *
     * @return for all, or for some
     */
    public DeliveryOutcome successOutcome() {
        return answers.success();
    }

    /**
     * Tells whether another attempt finds the content as this one did: it wasn't opened, or can be opened again.
     *
     * @return true if {@link #again()} makes sense
     */
    public boolean isRepeatable() {
        return !contentBegun || repeatable;
    }

    /**
     * Tells whether the message holds up nobody behind it on the same connection: it is in memory, and not large.
     *
     * @return true if others may be under way at the same time
     */
    public boolean isLight() {
        return !mayBlock && isSmall();
    }

    private boolean isSmall() {
        return size() >= 0 && size() <= LARGEST_LIGHT;
    }

    /**
     * Tells whether the end of the message was handed over, so that the server may have taken it.
     *
     * @return true from then on
     */
    public boolean isHandedOver() {
        return contentEnded;
    }

    /**
     * Gives the number of messages that the server takes on one connection.
     *
     * @return MAILMAX (RFC 9422), or 0 if the server doesn't say
     */
    public long serverLimit() {
        return serverLimit;
    }

    /**
     * Tells whether the server waits for a message that nobody is to get.
     *
     * @return true when it said 354 and took no recipient
     */
    public boolean isDataWithoutRecipients() {
        return dataAccepted && isForNobody();
    }

    boolean isForNobody() {
        return !answers.isAnyAccepted();
    }

    /** Tells whether the message needs SMTPUTF8 (RFC 6531). */
    boolean isInternational() {
        return international;
    }

    Envelope envelope() {
        return answers.envelope();
    }

    Answers answers() {
        return answers;
    }

    // What is to be said.

    /** Tells where the message stands on its way out. */
    SessionState phase() {
        return contentEnded ? SessionState.OUTCOME : contentBegun ? SessionState.BODY : SessionState.ENVELOPE;
    }

    /** Gives the command to say next, or null when there is none, or none that makes sense any more. */
    @Nullable
    Step nextStep() {
        if (isHopeless() || written > answers.asked() + 1) {
            return null;
        }
        return written == 0 ? Step.MAIL : written <= answers.asked() ? Step.RCPT : chunked ? null : Step.DATA;
    }

    /** Gives the recipient of the next RCPT to be written. */
    String nextRecipient() {
        return envelope().recipients().get(written - 1);
    }

    /**
     * Tells whether DATA, or a chunk, may go out before every RCPT was answered: only if the message is to be delivered whatever is
     * refused, for a 354 can't be taken back. A chunk is content already: it is kept back as well when sending it for nothing would
     * cost more than the wait.
     */
    boolean mayShareFlightWithContent() {
        return answers.isEnvelopeAnswered() || (answers.isPartial() && (!chunked || (isSmall() && !careful)));
    }

    /** Tells whether content may be sent now. */
    boolean isContentDue() {
        boolean enveloped = written > answers.asked() && !isHopeless();
        boolean asked = chunked ? enveloped && (contentBegun || mayShareFlightWithContent()) : dataAccepted;
        return asked && !contentEnded;
    }

    /** Tells whether nothing more is to be said of the message, whatever is still to be answered. */
    boolean isSaid() {
        boolean asked = !chunked && isAwaiting() && written > answers.asked() + 1; // DATA: a 354 has to be answered
        return contentEnded || (isHopeless() && !dataAccepted && !asked);
    }

    /** Tells whether nothing of the message was said yet. */
    boolean isUntouched() {
        return written == 0;
    }

    void stepWritten() {
        written++;
        awaited++;
    }

    void chunkWritten(boolean last) {
        awaited++;
        contentBegun = true;
        contentEnded = last;
    }

    void contentEnded() {
        awaited++;
        contentEnded = true;
    }

    /** Ends a message on our side, before its end was handed over: nothing more is said of it. */
    void withdraw(Failure reason) {
        withdrawal = reason;
    }

    // What was answered.

    /** A reply has come to something that was written. */
    void answered() {
        awaited--;
    }

    /** Takes the reply to a RCPT. */
    void recipient(SmtpReply reply) {
        answers.recipient(reply, written - 1);
    }

    /** Another reply to the end of the message has to come. */
    void notThrough() {
        awaited++;
    }

    /** Tells whether replies are due. */
    boolean isAwaiting() {
        return awaited > 0;
    }

    void dataAccepted() {
        dataAccepted = true;
        contentBegun = true;
    }

    /** Says what the {@link #decidingReply} refused, or why we gave the message up ourselves. */
    Failure refusal() {
        return withdrawal != null ? withdrawal : answers.refusal();
    }

    /** Tells whether the message can't be delivered any more, whatever is still to be answered. */
    boolean isHopeless() {
        return withdrawal != null || answers.isHopeless();
    }

    /** Tells whether the server may have taken the message, as long as its last reply hasn't come. */
    boolean mayBeTaken() {
        return contentEnded && (!isHopeless() || answers.isTaken());
    }

    /** Tells whether the server may still hold a transaction that has to be reset before the next MAIL (section 4.1.1.5). */
    boolean mayLeaveResidue() {
        return answers.mayLeaveResidue(chunked, contentEnded);
    }
}
