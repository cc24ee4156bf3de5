package org.postrider.smtp.internal.connection;

import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.postrider.sockets.Socket;
import org.postrider.sockets.SocketLoop;

/**
 * Which thread a conversation lives on: the caller's, which waits, or a loop's, which never does. It is all that differs between the
 * blocking door and the asynchronous one.
 */
abstract sealed class Door {
    /** Takes what a future came to: a value, or else an error. */
    @FunctionalInterface
    interface Outcome<T> {
        void accept(@Nullable T value, @Nullable Throwable error);
    }

    /** The caller's own thread: whatever is started has ended when the call returns. */
    static final Door BLOCKING = new Blocking();

    /** The thread of the loop that all senders share, on which nothing waits. */
    static Door looping() {
        return Looping.SHARED;
    }

    /** Makes a socket for an address that waits on the loop; a connection can take it to the other door and back. */
    static Socket newSocket(SocketAddress to) {
        return to instanceof UnixDomainSocketAddress
                ? new Socket(StandardProtocolFamily.UNIX, Looping.LOOP)
                : new Socket(Looping.LOOP);
    }

    abstract boolean isBlocking();

    /** Runs a task on the thread of the conversation, from any thread; a blocking conversation has no such entrance. */
    abstract void enter(Runnable task);

    /** Runs the user's code: at once where the user waits, else on the workers, never on the loop. */
    abstract void tell(Runnable event);

    /** Goes on with the outcome of a future, on the thread of the conversation. */
    abstract <T> void await(CompletableFuture<T> future, Outcome<T> then);

    /** Fails when the current thread isn't one that may touch the conversation. */
    abstract boolean isHome();

    private static @Nullable Throwable unwrap(@Nullable Throwable error) {
        if (error instanceof CompletionException || error instanceof ExecutionException) {
            return error.getCause();
        }
        return error;
    }

    private static final class Blocking extends Door {
        @Override
        boolean isBlocking() {
            return true;
        }

        @Override
        void tell(Runnable event) {
            event.run();
        }

        @Override
        void enter(Runnable task) {
            throw new IllegalStateException("a blocking conversation can't be entered from outside");
        }

        @Override
        <T> void await(CompletableFuture<T> future, Outcome<T> then) {
            T value;
            try {
                value = future.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                then.accept(null, e);
                return;
            } catch (ExecutionException | CancellationException e) {
                then.accept(null, unwrap(e));
                return;
            }
            then.accept(value, null);
        }

        @Override
        boolean isHome() {
            return true;
        }
    }

    private static final class Looping extends Door {
        static final SocketLoop LOOP = new SocketLoop("postrider-smtp");
        static final Door SHARED = new Looping();

        @Override
        boolean isBlocking() {
            return false;
        }

        @Override
        void tell(Runnable event) {
            Workers.shared().execute(event);
        }

        @Override
        void enter(Runnable task) {
            LOOP.execute(task);
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // Nothing throws in it: the loop lives as long as the JVM.
        <T> void await(CompletableFuture<T> future, Outcome<T> then) {
            future.whenComplete((value, error) -> LOOP.execute(() -> then.accept(value, unwrap(error))));
        }

        @Override
        boolean isHome() {
            return LOOP.isLoopThread();
        }
    }
}
