package org.postrider.mail;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/** The future of one send: cancelling it ends the I/O, as does a time-out. */
final class MailTask extends CompletableFuture<Void> {
    private final Runnable abort;

    MailTask(Runnable abort) {
        this.abort = abort;
    }

    /** A send that was cancelled cancels its future, as .NET does with its task; the cause tells how far the message got. */
    void ended(Ending ending) {
        Exception error = ending.error();
        if (error == null) {
            complete(null);
        } else {
            super.completeExceptionally(ending.cancelled() ? cancellation(error) : error);
        }
    }

    private static CancellationException cancellation(Exception told) {
        CancellationException cancellation = new CancellationException(told.getMessage());
        cancellation.initCause(told);
        return cancellation;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            abort.run();
        }
        return cancelled;
    }

    /** Ends the send too: this is what a time-out of the future does, on a thread that others need. */
    @Override
    public boolean completeExceptionally(Throwable error) {
        boolean completed = super.completeExceptionally(error);
        if (completed) {
            ClientSettings.COMPLETIONS.execute(abort);
        }
        return completed;
    }

    /** Derived futures are plain ones: cancelling them doesn't reach the send. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
