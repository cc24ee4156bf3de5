package org.postrider.smtp.internal.session;

import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.SmtpReply;

/**
 * Why a message wasn't delivered, before the connection adds what it knows.
 *
 * @param kind what went wrong
 * @param text what to tell a person
 * @param outcome how far the message got
 * @param reply the reply that decided it, or null
 * @param cause what lies behind it, or null
 * @param anothers whether it is another message's: the connection ended with that one on it
 */
public record Failure(
        FailureKind kind,
        String text,
        DeliveryOutcome outcome,
        @Nullable SmtpReply reply,
        @Nullable Throwable cause,
        boolean anothers) {
    /**
     * Makes a failure of the message's own.
     *
     * @param kind what went wrong
     * @param text what to tell a person
     * @param outcome how far the message got
     * @param reply the reply that decided it, or null
     * @param cause what lies behind it, or null
     */
    public Failure(
            FailureKind kind,
            String text,
            DeliveryOutcome outcome,
            @Nullable SmtpReply reply,
            @Nullable Throwable cause) {
        this(kind, text, outcome, reply, cause, false);
    }

    /**
     * Tells whether the server has left, without a word or with a 421.
     *
     * @return true if that is all there is to it
     */
    public boolean isGoodbye() {
        return kind == FailureKind.CONNECTION || (reply != null && reply.code() == 421);
    }
}
