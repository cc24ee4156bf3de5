package org.postrider.mail;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpReply;

/**
 * A message could not be sent, and this says why: what the server answered, or what failed before it could.
 *
 * <p>{@link #getOutcome()} tells whether the message may be sent again without making a second copy. The text names the command that
 * failed and holds no secret. Re-expresses System.Net.Mail.SmtpException, unchecked; reply and outcome are ours.
 *
 * @serial exclude
 */
public class SmtpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SmtpStatusCode statusCode;
    private final @Nullable SendResult result;

    /** Makes an exception for a failure that no reply explains. */
    public SmtpException() {
        this(SmtpStatusCode.GENERAL_FAILURE);
    }

    /**
     * Makes an exception for a status code.
     *
     * @param statusCode what the server answered
     */
    public SmtpException(SmtpStatusCode statusCode) {
        this(statusCode, "The mail could not be sent: " + statusCode + " (" + statusCode.value() + ")");
    }

    /**
     * Makes an exception for a status code, with a text.
     *
     * @param statusCode what the server answered
     * @param message what to tell a person
     */
    public SmtpException(SmtpStatusCode statusCode, @Nullable String message) {
        this(statusCode, message, null, null);
    }

    /**
     * Makes an exception with a text.
     *
     * @param message what to tell a person
     */
    public SmtpException(@Nullable String message) {
        this(SmtpStatusCode.GENERAL_FAILURE, message);
    }

    /**
     * Makes an exception with a text and what lies behind it.
     *
     * @param message what to tell a person
     * @param cause what lies behind it, or null
     */
    public SmtpException(@Nullable String message, @Nullable Throwable cause) {
        this(SmtpStatusCode.GENERAL_FAILURE, message, null, cause);
    }

    SmtpException(
            SmtpStatusCode statusCode,
            @Nullable String message,
            @Nullable SendResult result,
            @Nullable Throwable cause) {
        super(message, cause);
        this.statusCode = Objects.requireNonNull(statusCode, "statusCode");
        this.result = result;
    }

    /**
     * Gives the status code of the reply.
     *
     * @return the code by its name; {@link SmtpStatusCode#GENERAL_FAILURE} if no reply came, or one whose code has no name
     */
    public SmtpStatusCode getStatusCode() {
        return statusCode;
    }

    /**
     * Gives the whole reply: code, enhanced code and all lines.
     *
     * @return the reply that refused the message; empty if the failure was no answer of the server
     */
    public Optional<SmtpReply> getReply() {
        return getResult().flatMap(SendResult::reply);
    }

    /**
     * Tells how far the message got.
     *
     * @return {@link DeliveryOutcome#NOT_SENT} when nothing is known of a conversation
     */
    public DeliveryOutcome getOutcome() {
        return result == null ? DeliveryOutcome.NOT_SENT : result.outcome();
    }

    /**
     * Gives what was said, if {@link SmtpClient#setTranscriptKept} asked for it: each line with its time in milliseconds since the
     * beginning, {@code C:} for us, {@code S:} for the server, secrets left out.
     *
     * @return the last 200 lines, of how the connection came about and of this message; empty unless asked for
     */
    public List<String> getTranscript() {
        return getResult().map(SendResult::transcript).orElse(List.of());
    }

    /**
     * Gives all that is known of the send: each recipient's reply, the connection, the timings.
     *
     * @return the result as far as the conversation came; empty for an exception that was made by hand
     */
    public Optional<SendResult> getResult() {
        return Optional.ofNullable(result);
    }
}
