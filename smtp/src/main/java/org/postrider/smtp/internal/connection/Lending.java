package org.postrider.smtp.internal.connection;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * When the thread of a loop may be lent to users' code of one kind: to one piece of it at a time, for one that waits loses the loop its
 * thread; and where pieces take long, for an eighth of the loop's time at most, for next to nothing of it where all do.
 *
 * <p>Thread safe; whoever may {@link #begin} has to {@link #end}.
 */
final class Lending {
    /** For so many times as long as a long piece took, nothing is lent; for twice as many where it follows right upon another. */
    static final int SHARE = 8;

    static final int LEAST_SHARE = 1024;

    /** What long ones may take before that: a first one has its classes to load, and anybody's thread is interrupted at times. */
    static final long BURST = TimeUnit.MILLISECONDS.toNanos(10);

    private final LongSupplier clock;
    private final AtomicBoolean lent = new AtomicBoolean();
    private volatile long bearable; // from when on long ones are; written by the borrower
    private int share = SHARE; // of the next long one; of the borrower
    private long began; // of the borrower

    /**
     * Makes one that nothing is known to have taken long for.
     *
     * @param clock as {@link System#nanoTime()}
     */
    Lending(LongSupplier clock) {
        this.clock = clock;
        bearable = clock.getAsLong() - SHARE * BURST;
    }

    /** Tells whether one may begin now, as far as can be told. */
    boolean isOpen() {
        return !lent.get() && isBearable(clock.getAsLong());
    }

    /** Lends the thread, if it may be lent: one before it may be long, and still be with a thread that the loop has lost. */
    boolean begin() {
        long now = clock.getAsLong();
        boolean begins = isBearable(now) && lent.compareAndSet(false, true);
        if (begins) {
            began = now;
        }
        return begins;
    }

    private boolean isBearable(long now) {
        return bearable - now <= 0;
    }

    /**
     * Takes the thread back.
     *
     * @param brief nanoseconds that it may have been lent for without being missed
     */
    void end(long brief) {
        long ended = clock.getAsLong();
        long took = ended - began;
        if (took > brief) {
            long earliest = ended - SHARE * BURST;
            bearable = (bearable - earliest > 0 ? bearable : earliest) + share * took;
            share = Math.min(2 * share, LEAST_SHARE);
        } else {
            share = SHARE;
        }
        lent.set(false);
    }
}
