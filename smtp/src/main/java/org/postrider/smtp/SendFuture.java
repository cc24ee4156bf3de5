package org.postrider.smtp;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.internal.connection.Delivery;

/**
 * A send under way: a future of its result that can end the I/O behind it.
 *
 * <p>It completes with the {@link SendResult} when somebody got the message, else exceptionally with a {@link DeliveryException};
 * on a thread of the engine that may wait: what depends on it may take its time, even send and wait for that. The ends of other sends
 * are told meanwhile by other threads, so in whatever order. Up to 64 of those come within 10 milliseconds of being missed, further ones
 * every 50. Thread safe.
 */
public final class SendFuture extends CompletableFuture<SendResult> {
    private volatile @Nullable Delivery delivery;
    private volatile boolean aborted;

    SendFuture() {}

    void begun(Delivery started) {
        delivery = started;
        if (isDone()) {
            delivery = null;
        } else if (aborted) {
            started.cancel("the send was cancelled");
        }
    }

    void ended(Delivery over) {
        try {
            complete(over.outcome());
        } catch (DeliveryException e) {
            completeExceptionally(e);
        } finally {
            delivery = null; // Who keeps the future doesn't keep the sender.
        }
    }

    /**
     * Ends the send and lets the future tell the truth about it: it completes with a {@link DeliveryException} of kind
     * {@link FailureKind#CANCELLED}, whose outcome is {@link DeliveryOutcome#IN_DOUBT} if the end of the message had been handed over.
     * If the send has ended already, nothing happens.
     */
    public void abort() {
        aborted = true;
        Delivery started = delivery;
        if (started != null) {
            started.cancel("the send was cancelled");
        }
    }

    /**
     * Ends the send; the future is cancelled at once, without waiting for what became of the message. To know, use {@link #abort()}.
     *
     * @param mayInterruptIfRunning has no effect: the I/O is always ended
     * @return true if the future is cancelled now
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            abort();
        }
        return cancelled;
    }

    /** Derived futures are plain ones: cancelling them doesn't reach the send. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
