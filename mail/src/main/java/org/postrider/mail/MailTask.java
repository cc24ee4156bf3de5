package org.postrider.mail;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryException;

/** The future of one send: cancelling it ends the I/O. */
final class MailTask extends CompletableFuture<Void> {
    private final Runnable abort;

    MailTask(Runnable abort) {
        this.abort = abort;
    }

    void ended(@Nullable Throwable failure) {
        if (failure == null) {
            complete(null);
        } else {
            completeExceptionally(failure instanceof DeliveryException delivery ? Failures.of(delivery) : failure);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            abort.run();
        }
        return cancelled;
    }

    /** Derived futures are plain ones: cancelling them doesn't reach the send. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
