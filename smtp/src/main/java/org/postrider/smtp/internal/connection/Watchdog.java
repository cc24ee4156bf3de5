package org.postrider.smtp.internal.connection;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one clock for all deadlines: a daemon thread that looks at each watched thing ten times a second.
 *
 * <p>Moving a deadline is a plain field write for its owner, which happens at each step of each message; looking is what is rare. A
 * deadline is noticed within 200 ms. The thread rests while nothing is watched, or nothing that moves its deadline without a word.
 */
final class Watchdog {
    /** Something with a deadline; its methods are called by the watchdog's thread. */
    interface Watched {
        /** Gives the deadline on the clock of {@link System#nanoTime()}, or {@link #NEVER}. */
        long deadline();

        /** Tells whether the deadline comes nearer only with a call of {@link Watchdog#add}; then nobody looks before it is due. */
        default boolean isSteady() {
            return false;
        }

        /** The deadline has passed. Must not block. */
        void expired();
    }

    static final long NEVER = Long.MAX_VALUE;

    /** A limit beyond what the clock can count is none. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Watchdog SHARED = new Watchdog();

    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private volatile boolean resting = true;
    private @Nullable Throwable failure; // of the last round; of the thread
    private final Thread thread = Workers.newThread(this::watch, "postrider-watchdog");

    private Watchdog() {}

    static Watchdog shared() {
        return SHARED;
    }

    /** Gives the deadline that lies so long after a time; a limit below nothing is over at once. */
    static long after(long time, Duration limit) {
        if (limit.compareTo(LONGEST) > 0) {
            return NEVER;
        }
        return limit.isNegative() ? time : time + limit.toNanos();
    }

    static long earlier(long one, long other) {
        return one == NEVER || (other != NEVER && other - one < 0) ? other : one;
    }

    static boolean isPast(long deadline, long now) {
        return deadline != NEVER && deadline - now <= 0;
    }

    /** As {@link #isPast(long, long)}, for a deadline that there mostly isn't: then nobody looks at the clock. */
    static boolean isPast(long deadline) {
        return deadline != NEVER && isPast(deadline, System.nanoTime());
    }

    /** Watches something from now on, or looks again at what is watched already. */
    void add(Watched item) {
        watched.add(item);
        if (resting) {
            wake();
        }
    }

    /** Starts with the first that is watched: a class that fails to be made, for want of a thread, would be lost for good. */
    private void wake() {
        synchronized (thread) {
            if (thread.getState() == Thread.State.NEW) {
                thread.start();
            }
        }
        LockSupport.unpark(thread);
    }

    void remove(Watched item) {
        watched.remove(item);
    }

    /** Counts what is watched. */
    int watched() {
        return watched.size();
    }

    @SuppressWarnings("InfiniteLoopStatement")
    private void watch() {
        while (true) {
            try {
                tellFailure();
                rest();
                long now = System.nanoTime();
                watched.forEach(item -> look(item, now));
            } catch (Throwable e) { // Without a watchdog nothing would end any more.
                failure = e; // No more than that: where memory is short, to say it may fail as well.
            }
        }
    }

    private void tellFailure() {
        Throwable last = failure;
        failure = null;
        if (last != null) {
            LockSupport.parkNanos(this, PERIOD);
            OperatorLog.report(Level.ERROR, "The watch of the deadlines failed, and goes on", last);
        }
    }

    /** Says that it rests before it looks whether it may; whoever adds something does the two the other way round. */
    private void rest() {
        resting = true;
        long pause = pause();
        if (pause > PERIOD) {
            LockSupport.parkNanos(this, pause);
        }
        resting = false;
        LockSupport.parkNanos(this, PERIOD);
    }

    private long pause() {
        long first = NEVER;
        for (Watched item : watched) {
            if (!item.isSteady()) {
                return 0;
            }
            first = earlier(first, item.deadline());
        }
        return first == NEVER ? NEVER : first - System.nanoTime();
    }

    private static void look(Watched item, long now) {
        if (isPast(item.deadline(), now)) {
            try {
                item.expired();
            } catch (RuntimeException | Error e) { // The others have deadlines, too.
                OperatorLog.report(Level.ERROR, "What is past its deadline couldn't be ended: " + item, e);
            }
        }
    }
}
