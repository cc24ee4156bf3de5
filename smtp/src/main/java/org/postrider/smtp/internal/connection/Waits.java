package org.postrider.smtp.internal.connection;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a conversation waits for that isn't the network: one thing at a time, and it may take for ever.
 *
 * <p>Whoever ends the conversation ends the wait; the work itself is left alone. {@link #abandon()} may be called by any thread, the
 * rest belongs to the conversation's.
 */
final class Waits {
    private final Executor workers;
    private volatile @Nullable CompletableFuture<?> awaited;
    private volatile boolean abandoned;

    Waits(Executor workers) {
        this.workers = workers;
    }

    Executor workers() {
        return workers;
    }

    /** Has a worker do something, and then goes on; with an error if the wait was ended. */
    void onWorker(Door door, Runnable task, Consumer<@Nullable Throwable> then) {
        on(workers, door, task, then);
    }

    /** Has content read, and then goes on; with an error if the wait was ended. */
    void onRead(Door door, Door.Read read, Consumer<@Nullable Throwable> then) {
        int[] octets = {0}; // of the reader alone
        Executor reader = task -> door.read(() -> {
            task.run();
            return octets[0];
        });
        on(reader, door, () -> octets[0] = read.run(), then);
    }

    /** Has somebody do something, and then goes on; with an error if the wait was ended. */
    void on(Executor someone, Door door, Runnable task, Consumer<@Nullable Throwable> then) {
        CompletableFuture<Void> work =
                new CompletableFuture<>(); // Not that of runAsync: its cancel may keep the work from being done.
        someone.execute(() -> {
            try {
                task.run();
            } finally {
                work.complete(null);
            }
        });
        until(door, work, (done, error) -> then.accept(error));
    }

    /** Goes on with what a future comes to; it is cancelled if the wait is ended. */
    <T> void until(Door door, CompletableFuture<T> work, Door.Outcome<T> then) {
        awaited = work;
        if (abandoned) {
            work.cancel(false);
        }
        door.await(work, then);
    }

    boolean isAbandoned() {
        return abandoned;
    }

    /** Ends the wait, now and for the future. */
    void abandon() {
        abandoned = true;
        CompletableFuture<?> work = awaited;
        if (work != null) {
            work.cancel(false);
        }
    }
}
