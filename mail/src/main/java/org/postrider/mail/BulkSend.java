package org.postrider.mail;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Many messages on their way, begun by {@link Mailer#sendAll}: a future of how it all went.
 *
 * <p>It is done when the outcome of each item was told. Failures of messages are no failure of it: it fails when its source does, with what
 * that threw, behind the outcomes of all that was taken. When the mailer is closed it fails, if its source or its listener goes on
 * blocking. Thread safe.
 */
public final class BulkSend extends CompletableFuture<BulkProgress> {
    private final Supplier<BulkProgress> progress;
    private final Runnable stop;

    BulkSend(Supplier<BulkProgress> progress, Runnable stop) {
        this.progress = progress;
        this.stop = stop;
    }

    /**
     * Tells how far it has come.
     *
     * @return the figures of this moment
     */
    public BulkProgress progress() {
        return progress.get();
    }

    /**
     * Takes nothing more from the source and ends what is under way. The future is cancelled at once; the outcomes of what was under way are
     * told as they come, and say how far each message got.
     *
     * @param mayInterruptIfRunning has no effect: the I/O is always ended
     * @return true if the future is cancelled now
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        stop.run(); // It may go on behind a future that somebody else has completed.
        return cancelled;
    }

    /**
     * Fails the future, and then takes nothing more from the source and ends what is under way, as {@link #cancel} does. So a time-out by
     * {@link #orTimeout} stops the run.
     *
     * @param failure what the future fails with
     * @return true if it does now
     */
    @Override
    public boolean completeExceptionally(Throwable failure) {
        boolean completed = super.completeExceptionally(failure);
        if (completed) {
            ClientSettings.COMPLETIONS.execute(stop);
        }
        return completed;
    }

    /** Tells that the run has failed, which needn't be stopped for that. */
    void fail(Throwable failure) {
        super.completeExceptionally(failure);
    }

    /** Derived futures are plain ones: cancelling them doesn't reach the messages. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
