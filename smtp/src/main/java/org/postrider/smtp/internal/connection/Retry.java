package org.postrider.smtp.internal.connection;

import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.internal.session.Failure;
import org.postrider.smtp.internal.session.Transaction;

/**
 * Whether a message whose connection failed goes once more, unseen by its sender.
 *
 * <p>A connection that went away while idle can't have delivered what wasn't sent whole, nor can a server that took a chunk for
 * commands; the next one then gets no chunks.
 */
final class Retry {
    /** Once more for a connection that was found dead, and once more for chunks that a server doesn't know. */
    private static final int MOST_TRIES = 3;

    private Retry() {}

    /**
     * Tells whether it is to go once more now.
     *
     * @param tries how often it went, the failed one included
     * @param message null before there was one to send
     * @param reused whether the connection had been idle
     */
    static boolean isDue(int tries, @Nullable Transaction message, boolean reused, Failure why) {
        boolean last = tries >= MOST_TRIES && !why.anothers(); // Each loss uses up a try of whose turn it was.
        boolean again = !last && ((reused && why.isGoodbye()) || isChunkingUnknown(message, why));
        boolean untouched = message == null || message.isRepeatable();
        return again && why.outcome() == DeliveryOutcome.NOT_SENT && untouched;
    }

    /** Tells whether a connection that was good for other messages had enough of them; on one of its own the next refusal counts. */
    static boolean isOneTooMany(boolean reused, Transaction message, @Nullable Failure refusal) {
        return refusal != null && reused && Habit.isOneTooMany(message, refusal.reply()) && message.isRepeatable();
    }

    /** Tells whether the server offers chunks and doesn't know them. */
    static boolean isChunkingUnknown(@Nullable Transaction message, Failure why) {
        boolean unknown = why.kind() == FailureKind.NOT_SUPPORTED && message != null && message.isChunked();
        return unknown && why.reply() != null;
    }
}
