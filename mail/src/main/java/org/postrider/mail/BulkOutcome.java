package org.postrider.mail;

import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.SendResult;

/**
 * What became of one item of {@link Mailer#sendAll}.
 *
 * <p>Immutable. {@link #outcome()} is the word to read first.
 *
 * @param <T> what messages are made of
 * @param item the item, as its source gave it
 * @param number which one it is, from 0 on, in the order of the source
 * @param result what the server said, as far as the conversation came; null if no message was made of the item, or none was begun
 * @param failure why nobody got the message, or nobody can tell: a {@link DeliveryException}, or what was thrown when the message was made;
 *     null if all recipients or some got it
 */
public record BulkOutcome<T>(
        T item,
        long number,
        @Nullable SendResult result,
        @Nullable Throwable failure) {
    static <T> BulkOutcome<T> of(T item, long number, @Nullable SendResult result, @Nullable Throwable failure) {
        SendResult known = failure instanceof DeliveryException e ? e.result() : result;
        return new BulkOutcome<>(item, number, known, failure);
    }

    /**
     * Tells how far the message got.
     *
     * @return the outcome, {@link DeliveryOutcome#NOT_SENT} too if there was no message
     */
    public DeliveryOutcome outcome() {
        return result == null ? DeliveryOutcome.NOT_SENT : result.outcome();
    }
}
