package org.postrider.smtp;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of one message: for each recipient what the server said, and for the message its last word.
 *
 * <p>Immutable. A send that succeeds, for all recipients or for some, returns it; one that fails carries it in
 * {@link DeliveryException#result()}, filled as far as the conversation came.
 *
 * @serial exclude
 */
public final class SendResult implements Serializable {
    private final DeliveryOutcome outcome;
    private final List<RecipientResult> recipients;
    private final @Nullable SmtpReply reply;
    private final ConnectionFacts connection;
    private final Timings timings;
    private final List<String> transcript;

    /**
     * Makes a result; the engine does.
     *
     * @param outcome how far the message got
     * @param recipients the recipients that were answered, in the order of the envelope
     * @param reply the reply that decided the outcome, or null if none came
     * @param connection what the message travelled on
     * @param timings where the time went
     */
    public SendResult(
            DeliveryOutcome outcome,
            List<RecipientResult> recipients,
            @Nullable SmtpReply reply,
            ConnectionFacts connection,
            Timings timings) {
        this(outcome, recipients, reply, connection, timings, List.of());
    }

    /**
     * Makes a result with the transcript of its conversation; the engine does.
     *
     * @param outcome how far the message got
     * @param recipients the recipients that were answered, in the order of the envelope
     * @param reply the reply that decided the outcome, or null if none came
     * @param connection what the message travelled on
     * @param timings where the time went
     * @param transcript what was said, line by line, secrets left out
     */
    public SendResult(
            DeliveryOutcome outcome,
            List<RecipientResult> recipients,
            @Nullable SmtpReply reply,
            ConnectionFacts connection,
            Timings timings,
            List<String> transcript) {
        this.outcome = Objects.requireNonNull(outcome, "outcome");
        this.recipients = List.copyOf(recipients);
        this.reply = reply;
        this.connection = Objects.requireNonNull(connection, "connection");
        this.timings = Objects.requireNonNull(timings, "timings");
        this.transcript = List.copyOf(transcript);
    }

    /**
     * Tells how far the message got.
     *
     * @return the outcome
     */
    public DeliveryOutcome outcome() {
        return outcome;
    }

    /**
     * Gives each recipient that the server answered, in the order of the envelope.
     *
     * @return an unmodifiable list; shorter than the envelope when the conversation ended early. Whoever isn't in it hasn't got the
     *     message, but may have it after {@link DeliveryOutcome#IN_DOUBT}
     */
    public List<RecipientResult> recipients() {
        return recipients;
    }

    /**
     * Gives the recipients that the server refused.
     *
     * @return an unmodifiable list, empty when it refused nobody
     */
    public List<RecipientResult> refusedRecipients() {
        for (RecipientResult recipient : recipients) {
            if (!recipient.isAccepted()) {
                return recipients.stream().filter(r -> !r.isAccepted()).toList();
            }
        }
        return List.of(); // As nearly always.
    }

    /**
     * Gives the reply that decided the outcome: to the end of the message, or to the command that failed.
     *
     * @return the reply; empty if the conversation ended without one
     */
    public Optional<SmtpReply> reply() {
        return Optional.ofNullable(reply);
    }

    /**
     * Gives the name under which the server has queued the message, if its last reply holds one in a known form.
     *
     * @return the queue id, to search the server's log for
     */
    public Optional<String> queueId() {
        return reply == null || !reply.isPositive() ? Optional.empty() : QueueId.in(reply.text());
    }

    /**
     * Gives the connection that the message travelled on.
     *
     * @return the facts, as far as the conversation came
     */
    public ConnectionFacts connection() {
        return connection;
    }

    /**
     * Tells where the time went.
     *
     * @return the timings
     */
    public Timings timings() {
        return timings;
    }

    /**
     * Gives what was said, if {@link SmtpOptions.Builder#keepTranscript} asked for it: each line with its time in milliseconds since the
     * beginning, {@code C:} for us, {@code S:} for the server. Secrets and the message itself are left out; addresses are not.
     * What was said of other messages under way on the same connection is in between.
     *
     * @return the last 200 lines, of how the connection came about and of this message; empty unless asked for
     */
    public List<String> transcript() {
        return transcript;
    }

    /** Gives outcome and reply in one line. */
    @Override
    public String toString() {
        return reply == null ? outcome.toString() : outcome + " (" + reply + ")";
    }
}
