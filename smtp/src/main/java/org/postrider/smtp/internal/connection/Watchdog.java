package org.postrider.smtp.internal.connection;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The one clock for all deadlines: a daemon thread that looks at each watched thing ten times a second.
 *
 * <p>Moving a deadline is a plain field write for its owner, which happens at each step of each message; looking is what is rare. A
 * deadline is noticed within 100 ms. The thread rests while nothing is watched.
 */
final class Watchdog {
    /** Something with a deadline; both methods are called by the watchdog's thread. */
    interface Watched {
        /** Gives the deadline on the clock of {@link System#nanoTime()}, or {@link #NEVER}. */
        long deadline();

        /** The deadline has passed. Must not block. */
        void expired();
    }

    static final long NEVER = Long.MAX_VALUE;

    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Watchdog SHARED = new Watchdog();

    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private volatile boolean resting;
    private final Thread thread = new Thread(this::watch, "postrider-watchdog");

    private Watchdog() {
        thread.setDaemon(true);
        thread.start();
    }

    static Watchdog shared() {
        return SHARED;
    }

    void add(Watched item) {
        watched.add(item);
        if (resting) {
            LockSupport.unpark(thread);
        }
    }

    void remove(Watched item) {
        watched.remove(item);
    }

    @SuppressWarnings("InfiniteLoopStatement")
    private void watch() {
        while (true) {
            rest();
            long now = System.nanoTime();
            watched.forEach(item -> look(item, now));
        }
    }

    /** Says that it rests before it looks whether it may; whoever adds something does the two the other way round. */
    private void rest() {
        resting = true;
        if (watched.isEmpty()) {
            LockSupport.park(this);
        }
        resting = false;
        LockSupport.parkNanos(this, PERIOD);
    }

    private void look(Watched item, long now) {
        long deadline = item.deadline();
        if (deadline != NEVER && deadline - now <= 0) {
            item.expired();
        }
    }
}
