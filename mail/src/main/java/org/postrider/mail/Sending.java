package org.postrider.mail;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.SendFuture;
import org.postrider.smtp.SendResult;

/**
 * The future of one message that a mailer has in hand: cancelling it ends what it waits for, or the I/O.
 *
 * <p>It goes from step to step, each of which is a future: room, pace, the send. It keeps no message, so whoever collects
 * thousands of these keeps results only. Its place is given back before it is done, so whoever hears of its end may send the next one.
 */
final class Sending extends CompletableFuture<SendResult>
        implements BiConsumer<@Nullable SendResult, @Nullable Throwable> {
    private final Dispatch dispatch;
    private final long octets;
    private volatile @Nullable CompletableFuture<?> step;

    Sending(Dispatch dispatch, long octets) {
        this.dispatch = dispatch;
        this.octets = octets;
    }

    long octets() {
        return octets;
    }

    /** Goes on with a step. If the future was cancelled meanwhile, so is the step. */
    void waitFor(CompletableFuture<?> next) {
        step = next;
        if (isDone()) {
            stop(next);
        }
    }

    /** Hears of the end of the send. */
    @Override
    public void accept(@Nullable SendResult result, @Nullable Throwable error) {
        dispatch.vacate(octets);
        end(result, error);
    }

    /** Tells of the end; a cancelled future has told already. */
    void end(@Nullable SendResult result, @Nullable Throwable error) {
        step = null;
        dispatch.finish();
        tell(result, error);
        dispatch.left();
    }

    private void tell(@Nullable SendResult result, @Nullable Throwable error) {
        if (result != null) {
            complete(result);
        } else if (error != null) {
            super.completeExceptionally(error);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        abort(); // It may go on behind a future that somebody else has completed.
        return cancelled;
    }

    /** Ends the send too: this is what a time-out of the future does, on a thread that others need. */
    @Override
    public boolean completeExceptionally(Throwable error) {
        boolean completed = super.completeExceptionally(error);
        if (completed) {
            ClientSettings.COMPLETIONS.execute(this::abort);
        }
        return completed;
    }

    /** Ends it, and lets the future tell how far it got. */
    void abort() {
        CompletableFuture<?> current = step;
        if (current != null) {
            stop(current);
        }
    }

    /** A send is aborted rather than cancelled: its place is free when its I/O has come to its end, not before. */
    private static void stop(CompletableFuture<?> current) {
        if (current instanceof SendFuture send) {
            send.abort();
        } else {
            current.cancel(false);
        }
    }

    /** Derived futures are plain ones: cancelling them doesn't reach the send. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
