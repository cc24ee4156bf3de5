package org.postrider.smtp.internal.connection;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.MessageContent;
import org.postrider.smtp.internal.session.Transaction;

/**
 * Asks a content what it is, before there is a transaction: here if it answers at once, else by a worker.
 *
 * <p>Begun on the conversation's thread, on which it goes on; {@link #cancel()} may be called by any.
 */
final class Preparation {
    private final Supplier<Transaction> maker;
    private volatile @Nullable CompletableFuture<Transaction> pending;
    private volatile boolean cancelled;
    private @Nullable Transaction made; // ahead of time

    /**
     * Makes a preparation.
     *
     * @param maker asks the content
     */
    Preparation(Supplier<Transaction> maker) {
        this.maker = maker;
    }

    /** Prepares on the thread of whoever sends, before the conversation begins, what needn't be waited for. */
    void ahead(MessageContent content) {
        try {
            made = content.mayBlock() ? null : maker.get();
        } catch (RuntimeException expected) {
            made = null; // It is asked again where failing is reported.
        }
    }

    /** Begins. A content that fails to tell is asked again where waiting is allowed. */
    void start(MessageContent content, Door door, Executor workers, long deadline, Door.Outcome<Transaction> then) {
        Transaction ready = made;
        if (ready != null) {
            then.accept(ready, null);
        } else if (mayWait(content)) {
            elsewhere(door, workers, deadline, then);
        } else {
            here(then);
        }
    }

    private static boolean mayWait(MessageContent content) {
        try {
            return content.mayBlock();
        } catch (RuntimeException expected) {
            return true;
        }
    }

    private void here(Door.Outcome<Transaction> then) {
        Transaction made;
        try {
            made = maker.get();
        } catch (RuntimeException | Error e) {
            then.accept(null, e);
            return;
        }
        then.accept(made, null);
    }

    /** Even the size of a file may be far away; it is waited for as long as the whole may take. */
    private void elsewhere(Door door, Executor workers, long deadline, Door.Outcome<Transaction> then) {
        CompletableFuture<Transaction> made = CompletableFuture.supplyAsync(maker, workers);
        if (deadline != Watchdog.NEVER) {
            made = made.orTimeout(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        pending = made;
        if (cancelled) {
            made.cancel(false);
        }
        door.await(made, then);
    }

    /** Ends the wait for it. */
    void cancel() {
        cancelled = true;
        CompletableFuture<Transaction> unfinished = pending;
        if (unfinished != null) {
            unfinished.cancel(false);
        }
    }

    static Loss whyFailed(@Nullable Throwable error) {
        if (error instanceof TimeoutException) {
            return new Loss(FailureKind.TIMEOUT, "the send took longer than its limit", null);
        }
        if (error instanceof InterruptedException) {
            return new Loss(FailureKind.CANCELLED, "the sending thread was interrupted", error);
        }
        return new Loss(FailureKind.CONTENT, "the message can't tell what it is: " + error, error);
    }
}
