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
 * Asks a content what it is, before there is a transaction: has a worker do so where it may have to be waited for.
 *
 * <p>Begun on the conversation's thread, on which it goes on; {@link #cancel()} may be called by any.
 */
final class Preparation {
    private volatile @Nullable CompletableFuture<Transaction> pending;
    private volatile boolean cancelled;

    /** Tells whether a content may have to be waited for; one that fails to tell is asked again where waiting is allowed. */
    static boolean mayWait(MessageContent content) {
        try {
            return content.mayBlock();
        } catch (RuntimeException expected) {
            return true;
        }
    }

    /** Asks a content that needn't be waited for. */
    static void here(Supplier<Transaction> maker, Door.Outcome<Transaction> then) {
        Transaction made;
        try {
            made = maker.get();
        } catch (RuntimeException | Error e) {
            then.accept(null, e);
            return;
        }
        then.accept(made, null);
    }

    /** Begins. Even the size of a file may be far away; it is waited for as long as the whole may take. */
    void start(
            Supplier<Transaction> maker, Door door, Executor workers, long deadline, Door.Outcome<Transaction> then) {
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
            return Deadlines.loss(Deadlines.WHOLE, false);
        }
        if (error instanceof InterruptedException) {
            return Loss.interrupted(error);
        }
        return new Loss(FailureKind.CONTENT, "the message can't tell what it is: " + error, error);
    }
}
