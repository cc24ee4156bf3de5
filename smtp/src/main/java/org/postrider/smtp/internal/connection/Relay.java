package org.postrider.smtp.internal.connection;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs short tasks on workers: one worker does them all, one after the other, which costs no hand-over for each.
 *
 * <p>A task may wait all the same, even for another one. So that nobody waits for somebody else's code, another worker takes over as
 * soon as one has been busy with a task for some time, and leaves it behind with that. Thread safe.
 */
final class Relay implements Executor, Watchdog.Watched {
    /** Tells users what became of their sends. */
    static final Relay ENDS = new Relay(Workers.shared());

    /** Reads the content of messages that may have to be waited for. */
    static final Relay READS = new Relay(Workers.shared());

    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(1);

    private final Executor workers;
    private final Queue<Runnable> waiting = new ArrayDeque<>(); // guarded by this
    private volatile @Nullable Runner current; // written under the lock of this
    private boolean called; // whether a worker comes at the end of a round; guarded by this

    Relay(Executor workers) {
        this.workers = workers;
    }

    @Override
    public void execute(Runnable task) {
        Runner fresh;
        synchronized (this) {
            waiting.add(task);
            fresh = takeOver();
        }
        start(fresh);
    }

    /**
     * As {@link #execute}, from a loop; a worker is woken at the end of the loop's round only, one for all that has come by then.
     *
     * @param door of the loop
     */
    void executeAfterRound(Runnable task, Door door) {
        boolean first;
        Runner fresh;
        synchronized (this) {
            waiting.add(task);
            first = current == null && !called;
            called |= first;
            fresh = current == null ? null : takeOver();
        }
        if (first) {
            door.enter(this::call);
        }
        start(fresh);
    }

    private void call() {
        Runner fresh;
        synchronized (this) {
            called = false;
            fresh = waiting.isEmpty() ? null : takeOver();
        }
        start(fresh);
    }

    /** Gives a new runner if there is none, or one that is busy for too long; one that hasn't started yet isn't late. */
    private @Nullable Runner takeOver() {
        Runner busy = current;
        if (busy != null && (busy.begun == Runner.NOT_YET || System.nanoTime() - busy.begun < PATIENCE)) {
            return null;
        }
        Runner fresh = new Runner();
        current = fresh;
        return fresh;
    }

    private void start(@Nullable Runner fresh) {
        if (fresh != null) {
            Watchdog.shared().add(this);
            try {
                workers.execute(fresh);
            } catch (RuntimeException | Error e) { // No thread to be had, say: nobody is to wait for this one.
                giveUp(fresh);
                throw e;
            }
        }
    }

    private synchronized void giveUp(Runner failed) {
        if (current == failed) {
            current = null;
        }
    }

    private synchronized @Nullable Runnable next(Runner runner) {
        if (runner != current) {
            return null; // Another one has taken over.
        }
        Runnable task = waiting.poll();
        if (task == null) {
            current = null;
            Watchdog.shared().remove(this);
        }
        return task;
    }

    @Override
    public long deadline() {
        Runner busy = current;
        return busy == null || busy.begun == Runner.NOT_YET ? Watchdog.NEVER : busy.begun + PATIENCE;
    }

    @Override
    public void expired() {
        Runner fresh;
        synchronized (this) {
            fresh = waiting.isEmpty() ? null : takeOver();
        }
        start(fresh);
    }

    private final class Runner implements Runnable {
        private static final long NOT_YET = Long.MIN_VALUE;

        private volatile long begun = NOT_YET;

        @Override
        public void run() {
            for (Runnable task = next(this); task != null; task = next(this)) {
                begun = System.nanoTime();
                task.run();
            }
        }
    }
}
