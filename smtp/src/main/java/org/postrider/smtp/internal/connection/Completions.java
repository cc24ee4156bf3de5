package org.postrider.smtp.internal.connection;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells users what became of their sends, by workers: one tells them all, one after the other, which costs no hand-over for each
 * message.
 *
 * <p>A user's code may wait, even for another send. So that nobody waits for somebody else's code, another worker takes over as soon as
 * a teller has been busy with one end for some time, and leaves it behind. Thread safe.
 */
final class Completions implements Watchdog.Watched {
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Completions SHARED = new Completions(Workers.shared());

    private final Executor workers;
    private final Queue<Runnable> waiting = new ArrayDeque<>(); // guarded by this
    private volatile @Nullable Teller current; // written under the lock of this

    Completions(Executor workers) {
        this.workers = workers;
    }

    static Completions shared() {
        return SHARED;
    }

    /** Has something told, soon, on a worker. */
    void tell(Runnable end) {
        Teller fresh;
        synchronized (this) {
            waiting.add(end);
            fresh = takeOver();
        }
        start(fresh);
    }

    /** Gives a new teller if there is none, or one that is busy for too long. */
    private @Nullable Teller takeOver() {
        Teller busy = current;
        if (busy != null && System.nanoTime() - busy.begun < PATIENCE) {
            return null;
        }
        Teller fresh = new Teller();
        current = fresh;
        return fresh;
    }

    private void start(@Nullable Teller fresh) {
        if (fresh != null) {
            Watchdog.shared().add(this);
            workers.execute(fresh);
        }
    }

    private synchronized @Nullable Runnable next(Teller teller) {
        if (teller != current) {
            return null; // Another one has taken over.
        }
        Runnable end = waiting.poll();
        if (end == null) {
            current = null;
            Watchdog.shared().remove(this);
        }
        return end;
    }

    @Override
    public long deadline() {
        Teller busy = current;
        return busy == null ? Watchdog.NEVER : busy.begun + PATIENCE;
    }

    @Override
    public void expired() {
        Teller fresh;
        synchronized (this) {
            fresh = waiting.isEmpty() ? null : takeOver();
        }
        start(fresh);
    }

    private final class Teller implements Runnable {
        private volatile long begun = System.nanoTime();

        @Override
        public void run() {
            for (Runnable end = next(this); end != null; end = next(this)) {
                begun = System.nanoTime();
                end.run();
            }
        }
    }
}
