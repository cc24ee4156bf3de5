package org.postrider.smtp.internal.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.BodyType;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.MessageContent;
import org.postrider.smtp.RecipientResult;
import org.postrider.smtp.SmtpReply;

/**
 * One message on its way through one connection (RFC 5321, section 3.3): which command comes next, and what was said so far.
 *
 * <p>Good for one attempt; {@link #again()} makes the next. The session moves it; everybody else only reads it, when the session has
 * let go of it. Making one asks the content for its traits, which may wait as reading it does; later nobody asks again.
 */
public final class Transaction {
    private final Envelope envelope;
    private final MessageContent content;
    private final Form least;
    private final Form preferred;
    private Form form;
    private final boolean mayBlock;
    private final boolean international;
    private final boolean partialDelivery;
    private int written; // MAIL, then each RCPT, then DATA
    private final List<RecipientResult> recipients;
    private int answered;
    private int accepted;
    private @Nullable SmtpReply mailRefusal;
    private @Nullable SmtpReply dataRefusal;
    private @Nullable SmtpReply firstRecipientRefusal;
    private String firstRefusedRecipient = "";
    private @Nullable SmtpReply lastReply;
    private boolean dataAnswered;
    private long serverLimit;
    private int asked; // how many recipients the server is asked about; further ones need another transaction

    /**
     * Makes a transaction.
     *
     * @param envelope whom the message goes to
     * @param content the message
     * @param partialDelivery whether it goes to the accepted recipients when others are refused
     */
    public Transaction(Envelope envelope, MessageContent content, boolean partialDelivery) {
        this.envelope = envelope;
        this.content = content;
        this.least = Form.of(content, content.leastBodyType());
        BodyType best = content.preferredBodyType();
        this.preferred = best == least.bodyType() ? least : Form.of(content, best);
        this.form = least;
        this.mayBlock = content.mayBlock();
        this.international = content.needsSmtpUtf8() || envelope.needsSmtpUtf8();
        this.partialDelivery = partialDelivery;
        this.recipients = new ArrayList<>(envelope.recipients().size());
        this.asked = envelope.recipients().size();
    }

    /** One of the forms that the content can be opened in. */
    private record Form(BodyType bodyType, long size) {
        static Form of(MessageContent content, BodyType bodyType) {
            return new Form(bodyType, content.size(bodyType));
        }
    }

    private Transaction(Transaction earlier, Envelope envelope) {
        this.envelope = envelope;
        this.content = earlier.content;
        this.least = earlier.least;
        this.preferred = earlier.preferred;
        this.form = least;
        this.mayBlock = earlier.mayBlock;
        this.international = earlier.international;
        this.partialDelivery = earlier.partialDelivery;
        this.recipients = new ArrayList<>(envelope.recipients().size());
        this.asked = envelope.recipients().size();
    }

    /** Takes the form that the message is best sent in, if the server takes it; every attempt asks its own server. */
    void prefer(Capabilities server) {
        serverLimit = server.limit("MAILMAX");
        long most = server.limit("RCPTMAX");
        if (partialDelivery && most > 0) {
            asked = (int) Math.min(asked, most);
        }
        if (preferred.bodyType() == BodyType.EIGHT_BIT_MIME && server.offers("8BITMIME")) {
            form = preferred;
        }
    }

    /**
     * Makes another attempt at the same message.
     *
     * @return a transaction that hasn't begun
     */
    public Transaction again() {
        return new Transaction(this, envelope);
    }

    /**
     * Makes the transaction for the recipients that this one had no room for: those beyond the server's limit (RFC 9422, RCPTMAX), and
     * those of which it said that they were too many (RFC 5321, section 4.5.3.1.10), as long as it took others.
     *
     * @return a transaction that hasn't begun; null when there is nobody left, or the message itself was refused
     */
    public @Nullable Transaction rest() {
        boolean taken = lastReply != null && lastReply.isPositive();
        if (!partialDelivery || !(taken || isRefusedForRecipients())) {
            return null;
        }
        List<String> left = new ArrayList<>();
        for (RecipientResult recipient : recipients) {
            if (isLeft(recipient.reply())) {
                left.add(recipient.address());
            }
        }
        left.addAll(envelope.recipients().subList(asked, envelope.recipients().size()));
        return left.isEmpty()
                ? null
                : new Transaction(
                        this, new Envelope(envelope.reversePath(), left, envelope.dsn(), envelope.tlsRequired()));
    }

    private boolean isLeft(SmtpReply reply) {
        boolean tooMany = reply.code() == 452
                && reply.enhancedCode()
                        .map(c -> c.subject() == 5 && c.detail() == 3)
                        .orElse(true);
        return tooMany && accepted > 0;
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
        return form.bodyType();
    }

    /**
     * Gives the size that the server was told.
     *
     * @return octets, or -1 if that isn't known
     */
    public long size() {
        return form.size();
    }

    /**
     * Gives the recipients that were answered.
     *
     * @return their results, in the order of the envelope
     */
    public List<RecipientResult> recipients() {
        return recipients;
    }

    /**
     * Gives the reply that decided the fate of the message.
     *
     * @return the reply to the end of the message, or the refusal; null if none came
     */
    public @Nullable SmtpReply decidingReply() {
        if (mailRefusal != null) {
            return mailRefusal;
        }
        if (isRefusedForRecipients()) {
            return firstRecipientRefusal;
        }
        return dataRefusal != null ? dataRefusal : lastReply;
    }

    /** Nobody was taken, or somebody wasn't and the message was to go to all or to none: then nothing behind RCPT decides. */
    private boolean isRefusedForRecipients() {
        boolean nothingFollowed = dataRefusal == null && lastReply == null;
        return firstRecipientRefusal != null && (accepted == 0 || nothingFollowed);
    }

    /** Says what the {@link #decidingReply} refused. */
    Failure refusal() {
        SmtpReply reply = decidingReply();
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
        return dataRefusal != null ? "DATA" : "the message";
    }

    /**
     * Tells the outcome of a message that the server has taken.
     *
     * @return for all, or for some
     */
    public DeliveryOutcome successOutcome() {
        return accepted == recipients.size() ? DeliveryOutcome.ACCEPTED : DeliveryOutcome.PARTLY_ACCEPTED;
    }

    /**
     * Tells whether the server has asked for the message, so that its content may have been opened.
     *
     * @return true after the 354
     */
    public boolean isContentRequested() {
        return dataAnswered;
    }

    /**
     * Gives the number of messages that the server takes on one connection.
     *
     * @return MAILMAX (RFC 9422), or 0 if the server doesn't say
     */
    public long serverLimit() {
        return serverLimit;
    }

    /** Tells whether the message needs SMTPUTF8 (RFC 6531). */
    boolean isInternational() {
        return international;
    }

    Envelope envelope() {
        return envelope;
    }

    /** Gives the command to say next, or null when there is none, or none that makes sense any more. */
    @Nullable
    Step nextStep() {
        if (isHopeless() || written > asked + 1) {
            return null;
        }
        return written == 0 ? Step.MAIL : written <= asked ? Step.RCPT : Step.DATA;
    }

    /** Gives the recipient of the next RCPT to be written. */
    String nextRecipient() {
        return envelope.recipients().get(written - 1);
    }

    /** Gives the recipient that the next reply to RCPT is about. */
    String answeredRecipient() {
        return envelope.recipients().get(answered);
    }

    void stepWritten() {
        written++;
    }

    /**
     * Tells whether DATA may go out before every RCPT was answered: only if the message is to be delivered whatever is refused, for a
     * 354 can't be taken back.
     */
    boolean mayShareFlightWithData() {
        return partialDelivery || answered == asked;
    }

    void mailAnswered(SmtpReply reply) {
        if (!Step.MAIL.accepts(reply.code())) {
            mailRefusal = reply;
        }
    }

    void recipientAnswered(SmtpReply reply) {
        String recipient = answeredRecipient();
        answered++;
        if (mailRefusal != null) {
            return; // Without MAIL there is no transaction: the reply says that, and nothing of the recipient.
        }
        recipients.add(new RecipientResult(recipient, reply));
        if (Step.RCPT.accepts(reply.code())) {
            accepted++;
        } else if (firstRecipientRefusal == null) {
            firstRecipientRefusal = reply;
            firstRefusedRecipient = recipient;
        }
    }

    void dataRefused(SmtpReply reply) {
        dataRefusal = reply;
    }

    void dataAccepted() {
        dataAnswered = true;
    }

    void ended(SmtpReply reply) {
        lastReply = reply;
    }

    /**
     * Tells whether the server waits for a message that nobody is to get.
     *
     * @return true when it said 354 and took no recipient
     */
    public boolean isDataWithoutRecipients() {
        return dataAnswered && accepted == 0;
    }

    /** Tells whether the message can't be delivered any more, whatever is still to be answered. */
    boolean isHopeless() {
        boolean allAnswered = answered == asked;
        boolean someRefused = accepted < answered;
        return mailRefusal != null
                || dataRefusal != null
                || (!partialDelivery && someRefused)
                || (allAnswered && accepted == 0);
    }

    /** Tells whether the server may still hold a transaction that has to be reset (section 4.1.1.5). */
    boolean leavesResidue() {
        return mailRefusal == null && lastReply == null;
    }
}
