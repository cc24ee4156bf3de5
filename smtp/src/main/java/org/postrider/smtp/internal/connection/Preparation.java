package org.postrider.smtp.internal.connection;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.MessageContent;
import org.postrider.smtp.internal.connection.Pump.Loss;
import org.postrider.smtp.internal.session.Transaction;

/** What is to be known of asking a content what it is, before there is a transaction: where it may be done, and why it failed. */
final class Preparation {
    private Preparation() {}

    /** A content that fails to tell is asked again where waiting is allowed and failing is reported. */
    static boolean mayWait(MessageContent content) {
        try {
            return content.mayBlock();
        } catch (RuntimeException expected) {
            return true;
        }
    }

    /** Has a worker do it, who is waited for as long as the whole may take. */
    static CompletableFuture<Transaction> elsewhere(Supplier<Transaction> work, Executor workers, long deadline) {
        CompletableFuture<Transaction> made = CompletableFuture.supplyAsync(work, workers);
        return deadline == Watchdog.NEVER ? made : made.orTimeout(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
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
