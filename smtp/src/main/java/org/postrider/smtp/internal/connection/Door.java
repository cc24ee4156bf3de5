package org.postrider.smtp.internal.connection;

import java.lang.System.Logger.Level;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Which thread a conversation lives on: the caller's, which waits, or a loop's, which never does. It is all that differs between the
 * blocking door and the asynchronous one.
 */
abstract class Door {
    /** Takes what a future came to: a value, or else an error. */
    @FunctionalInterface
    interface Outcome<T> {
        void accept(@Nullable T value, @Nullable Throwable error);
    }

    /** Reads some of a content, and gives how many octets that were. */
    @FunctionalInterface
    interface Read {
        int run();
    }

    /** The caller's own thread: whatever is started has ended when the call returns. */
    static final Door BLOCKING = new Blocking();

    /**
     * No thread in particular: what has no connection yet goes on where the news is brought, be it by a sender, a worker, the watchdog or
     * a loop. It has to be short.
     */
    static final Door ANYWHERE = new Anywhere();

    private static final System.Logger LOG = System.getLogger("org.postrider.smtp");

    boolean isBlocking() {
        return false;
    }

    /** Runs a task on the thread of the conversation, from any thread; a blocking conversation has no such entrance. */
    abstract void enter(Runnable task);

    /** Runs the user's code: at once where the user waits, else on the workers, never on the loop. */
    void tell(Runnable event) {
        Workers.shared().execute(event);
    }

    /** Tells the user of the end of an asynchronous send, on a thread that is no loop's meanwhile. */
    void tellEnd(Runnable end) {
        Relay.ENDS.execute(end);
    }

    /** Reads content, which may have to be waited for, on a thread that is no loop's meanwhile. */
    void read(Read read) {
        Relay.READS.execute(read::run);
    }

    /** Goes on with the outcome of a future, on the thread of the conversation. */
    abstract <T> void await(CompletableFuture<T> future, Outcome<T> then);

    /** Fails when the current thread isn't one that may touch the conversation. */
    abstract boolean isHome();

    static @Nullable Throwable unwrap(@Nullable Throwable error) {
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

    private static final class Anywhere extends Door {
        @Override
        void enter(Runnable task) {
            task.run();
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // What is thrown in it is logged.
        <T> void await(CompletableFuture<T> future, Outcome<T> then) {
            future.whenComplete((value, error) -> {
                try {
                    then.accept(value, unwrap(error));
                } catch (RuntimeException | Error e) {
                    LOG.log(Level.ERROR, "A send can't go on", e);
                }
            });
        }

        @Override
        boolean isHome() {
            return true;
        }
    }
}
