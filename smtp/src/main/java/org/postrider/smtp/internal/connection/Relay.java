package org.postrider.smtp.internal.connection;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs short tasks on workers: one worker does them all, one after the other, which costs no hand-over for each.
 *
 * <p>A task may take long all the same, and wait, even for another one. So that nobody waits for somebody else's code, one more worker is
 * on the lookout while tasks come faster than they are done, and calls others: as many as there are cores where all get on, and one after
 * the other, each millisecond, where they are held up. Where all are known to be, a task that comes calls one itself. All of them stay until
 * nothing is left to do. Tasks that no worker was to be had for wait until one is; the watchdog asks. Thread safe.
 */
final class Relay implements Executor, Watchdog.Watched {
    /** Tells users what became of their sends, where no loop does ({@link Ends}). */
    static final Relay ENDS = new Relay(Workers.shared());

    /** Reads the content of messages that may have to be waited for, where no loop does ({@link Reads}). */
    static final Relay READS = new Relay(Workers.shared());

    /** So many workers are called quickly; if it is the processor that they wait for, more would only be in each other's way. */
    static final int MANY = 64;

    /** In looks: how long it takes to call each further one, and how long the lookout goes on when nothing is left waiting. */
    static final int PATIENCE = 50;

    /** Until the next look, when tasks are left waiting; twice and four times as long when they aren't: each look is a wake-up. */
    static final long SOON = TimeUnit.MILLISECONDS.toNanos(1);

    private static final int DOUBLINGS = 2;

    private final Executor workers;
    private final int cores;
    private final Queue<Runnable> waiting = new ArrayDeque<>(); // guarded by this
    private final List<Runner> runners = new ArrayList<>(); // guarded by this
    private int heldUp; // runners; guarded by this
    private boolean lookout; // whether somebody is on it; guarded by this
    private boolean caughtUp; // whether nothing was waiting, at least once since the last look; guarded by this
    private int quiet; // looks in a row that found nothing left waiting; guarded by this
    private int crowded; // looks in a row that found many at work; guarded by this
    private volatile long failed; // when no worker was to be had last

    Relay(Executor workers) {
        this(workers, Runtime.getRuntime().availableProcessors());
    }

    /**
     * Makes a relay.
     *
     * @param workers each task of theirs begins at once, or is refused
     * @param cores how many tasks can get on at the same time
     */
    Relay(Executor workers, int cores) {
        this.workers = workers;
        this.cores = cores;
    }

    @Override
    public void execute(Runnable task) {
        executeAll(List.of(task));
    }

    /** As {@link #execute} for each, with one worker called for all of them. */
    void executeAll(List<Runnable> tasks) {
        Runner first;
        boolean behind;
        synchronized (this) {
            waiting.addAll(tasks);
            first = isSomebodyMissing() ? join() : null;
            behind = first == null && beginLookout();
        }
        start(first);
        startLookout(behind);
    }

    /** Tells whether all who are at work are known to be held up, so that the next task needs another worker; the lock is held. */
    private boolean isSomebodyMissing() {
        return runners.isEmpty() || (runners.size() == heldUp && heldUp < MANY);
    }

    /** Notes one who is about to come; the lock is held. */
    private Runner join() {
        Runner fresh = new Runner();
        runners.add(fresh);
        return fresh;
    }

    private void start(@Nullable Runner fresh) {
        if (fresh != null) {
            try {
                workers.execute(fresh);
            } catch (RuntimeException | Error e) { // No thread to be had, say: nobody is to wait for this one.
                leave(fresh);
                haveWatched();
                throw e;
            }
        }
    }

    /** What is left waiting without a worker gets one as soon as the watchdog looks. */
    private void haveWatched() {
        failed = System.nanoTime();
        Watchdog.shared().add(this);
    }

    @Override
    public long deadline() {
        return failed;
    }

    @Override
    public void expired() {
        Runner first;
        synchronized (this) {
            first = waiting.isEmpty() || !isSomebodyMissing() ? null : join();
        }
        if (first == null || isStarted(first)) {
            Watchdog.shared().remove(this);
        }
    }

    /** Where there is still none to be had, that was told before; the watchdog asks again. */
    private boolean isStarted(Runner fresh) {
        try {
            workers.execute(fresh);
            return true;
        } catch (RuntimeException | OutOfMemoryError e) {
            leave(fresh);
            return false;
        }
    }

    private synchronized void leave(Runner runner) {
        runner.move(true);
        runners.remove(runner);
    }

    private @Nullable Runnable next(Runner runner) {
        Runnable task;
        boolean behind;
        synchronized (this) {
            task = waiting.poll();
            runner.move(true);
            caughtUp |= waiting.isEmpty();
            behind = !waiting.isEmpty() && beginLookout();
            if (task == null) {
                leave(runner);
            }
        }
        startLookout(behind);
        return task;
    }

    /** Leaves the rest to somebody else. */
    private void fail(Runner runner) {
        Runner heir;
        synchronized (this) {
            leave(runner);
            heir = waiting.isEmpty() ? null : join();
        }
        if (heir != null && !startIfPossible(heir)) {
            leave(heir);
            haveWatched();
        }
    }

    /** Tells whether somebody has to go on the lookout, and counts on that; the lock is held. */
    private boolean beginLookout() {
        boolean begins = !lookout;
        if (begins) {
            lookout = true;
            caughtUp = false;
            quiet = 0;
        }
        return begins;
    }

    private void startLookout(boolean begins) {
        if (begins && !startIfPossible(this::lookOut)) {
            synchronized (this) {
                lookout = false;
            }
        }
    }

    /** Starts one who helps; without it those who are there do it all, if they aren't held up for good. */
    private boolean startIfPossible(Runnable helper) {
        try {
            workers.execute(helper);
            return true;
        } catch (RuntimeException | OutOfMemoryError e) {
            OperatorLog.report(Level.WARNING, "No thread is to be had to share the work of those that are busy", e);
            return false;
        }
    }

    private void lookOut() {
        long until = SOON;
        do {
            LockSupport.parkNanos(this, until);
            until = look();
        } while (until > 0);
    }

    /**
     * Calls another worker if tasks were left waiting ever since the last look, and those at work don't keep all cores busy.
     *
     * @return nanoseconds until the next look; 0 when it is no longer worth one
     */
    long look() {
        Runner further;
        long until;
        synchronized (this) {
            boolean behind = !caughtUp;
            caughtUp = waiting.isEmpty();
            quiet = behind ? 0 : quiet + 1;
            lookout = quiet < PATIENCE || !caughtUp; // Whoever left something waiting counts on it.
            until = lookout ? SOON << Math.min(quiet, DOUBLINGS) : 0;
            boolean room = countMoved() < cores;
            further = behind && room && mayBeMore() ? join() : null;
        }
        if (further != null && !startIfPossible(further)) {
            leave(further);
            return PATIENCE * SOON;
        }
        return until;
    }

    /** Counts who has begun a task since the last look; the others are held up. */
    private int countMoved() {
        for (Runner runner : runners) {
            runner.move(false);
        }
        return runners.size() - heldUp;
    }

    private boolean mayBeMore() {
        crowded = runners.size() < MANY ? 0 : crowded + 1;
        return crowded % PATIENCE == 0;
    }

    private final class Runner implements Runnable {
        private boolean moved = true; // since the last look, or is about to; guarded by the relay
        private boolean late; // counted as held up; guarded by the relay

        /** Notes a look, or that it gets on; the lock is held. */
        private void move(boolean on) {
            boolean stays = !on && !moved;
            heldUp += (stays ? 1 : 0) - (late ? 1 : 0);
            late = stays;
            moved = on;
        }

        @Override
        public void run() {
            boolean done = false;
            try {
                for (Runnable task = next(this); task != null; task = next(this)) {
                    task.run();
                    Thread.interrupted(); // What one task leaves behind would end the reads of the next.
                }
                done = true;
            } finally {
                if (!done) { // A task threw, be it what only Java calls a checked exception.
                    fail(this);
                }
            }
        }
    }
}
