package org.postrider.smtp;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message wasn't delivered, or nobody can tell whether it was.
 *
 * <p>{@link #kind()} tells what went wrong, {@link SendResult#outcome()} of {@link #result()} how far the message got. The text names
 * the command that failed and holds no secret.
 *
 * @serial exclude
 */
public final class DeliveryException extends RuntimeException {
    private final FailureKind kind;
    private final SendResult result;

    /**
     * Makes an exception; the engine does.
     *
     * @param kind what went wrong
     * @param message what to tell a person, without secrets
     * @param result how far the message got
     * @param cause what lies behind it, or null
     */
    public DeliveryException(FailureKind kind, String message, SendResult result, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
        this.result = Objects.requireNonNull(result, "result");
    }

    /**
     * Tells what went wrong.
     *
     * @return the kind of failure
     */
    public FailureKind kind() {
        return kind;
    }

    /**
     * Tells how far the message got and what the server said of each recipient.
     *
     * @return the result as far as the conversation came
     */
    public SendResult result() {
        return result;
    }

    /**
     * Gives the reply that refused the message.
     *
     * @return the reply; empty if the failure wasn't an answer of the server
     */
    public Optional<SmtpReply> reply() {
        return result.reply();
    }
}
