package org.postrider.sockets;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** An operation that was started, whichever way it is going to complete; counts how often it does. */
final class Pending {
    static final int SECONDS = 30;

    private final CompletableFuture<SocketAsyncEventArgs> done = new CompletableFuture<>();
    private final AtomicInteger handlerRuns = new AtomicInteger();
    private final CompletableFuture<Boolean> answer = new CompletableFuture<>();

    /** Starts an operation on the calling thread. */
    static Pending start(Predicate<SocketAsyncEventArgs> operation, SocketAsyncEventArgs e) {
        Pending pending = new Pending();
        pending.run(operation, e);
        return pending;
    }

    /** Starts an operation on a thread of its own, which a socket in blocking mode may keep. */
    static Pending startApart(Predicate<SocketAsyncEventArgs> operation, SocketAsyncEventArgs e) {
        Pending pending = new Pending();
        Thread thread = new Thread(() -> pending.run(operation, e), "starter");
        thread.setDaemon(true);
        thread.start();
        return pending;
    }

    private void run(Predicate<SocketAsyncEventArgs> operation, SocketAsyncEventArgs e) {
        SocketCompletedHandler handler = (sender, args) -> {
            handlerRuns.incrementAndGet();
            done.complete(args);
        };
        e.addCompletedHandler(handler);
        try {
            boolean pending = operation.test(e);
            if (!pending) {
                e.removeCompletedHandler(handler);
                done.complete(e);
            }
            answer.complete(pending);
        } catch (Throwable thrown) {
            answer.completeExceptionally(thrown);
            done.completeExceptionally(thrown);
        }
    }

    /** Waits for the end of the operation. */
    SocketAsyncEventArgs await() {
        return get(done);
    }

    /** What the start of the operation has returned. */
    boolean answeredPending() {
        return get(answer);
    }

    private static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("The operation did not complete", e);
        }
    }

    boolean isDone() {
        return done.isDone();
    }

    int handlerRuns() {
        return handlerRuns.get();
    }
}
