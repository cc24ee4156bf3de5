package org.postrider.smtp.internal.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Tells users what became of their sends on one loop, at the end of each of its rounds.
 *
 * <p>A few ends are told by the thread of the loop, which is lent for that: where each send is awaited before the next one, a change of
 * threads, there and back, would cost more than the send. Many ends are told by workers while the loop goes on, and so are those of users
 * whose code takes its time: the loop bears long ones for an eighth of its time at most, for next to nothing of it where all are long, and one
 * that waits loses it the thread.
 *
 * <p>Ends are added on the thread of the loop.
 */
final class Ends {
    /** In one round; for more than that it pays to call a worker, who shares the work. */
    static final int FEW = 16;

    /** Takes less than to call a worker and to be called back, or not much more. */
    static final long SHORT = TimeUnit.MICROSECONDS.toNanos(30);

    /** For so many times as long as a long one took, ends go to the workers; for twice as many where it follows right upon another. */
    static final int SHARE = 8;

    static final int LEAST_SHARE = 1024;

    /** What long ones may take before that: a first one has its classes to load, and anybody's thread is interrupted at times. */
    static final long BURST = TimeUnit.MILLISECONDS.toNanos(10);

    private final Executor round;
    private final Executor lent;
    private final Relay workers;
    private final LongSupplier clock;
    private final List<Runnable> added = new ArrayList<>(); // in this round; of the loop's thread alone
    private final AtomicBoolean telling = new AtomicBoolean();
    private volatile long bearable; // from when on long ones are; written by whoever is telling
    private int share = SHARE; // of the next long one; of whoever is telling

    /**
     * Makes the ends of one loop.
     *
     * @param round runs something at the end of the loop's round
     * @param lent lends the thread of the loop to something, behind that
     * @param workers tell what the loop doesn't
     * @param clock as {@link System#nanoTime()}
     */
    Ends(Executor round, Executor lent, Relay workers, LongSupplier clock) {
        this.round = round;
        this.lent = lent;
        this.workers = workers;
        this.clock = clock;
        bearable = clock.getAsLong() - SHARE * BURST;
    }

    void add(Runnable end) {
        if (added.isEmpty()) {
            round.execute(this::tellAll);
        }
        added.add(end);
    }

    private void tellAll() {
        try {
            if (added.size() > FEW || telling.get() || isUnbearable(clock.getAsLong())) {
                workers.executeAll(added);
            } else {
                added.forEach(end -> lent.execute(() -> tell(end)));
            }
        } finally {
            added.clear(); // Though there was no thread to be had: then they wait for the next worker.
        }
    }

    private void tell(Runnable end) {
        long began = clock.getAsLong();
        if (isUnbearable(began) || !telling.compareAndSet(false, true)) {
            workers.execute(end); // One before it is long, and may still be told by a thread that the loop has lost.
            return;
        }
        try {
            end.run();
        } finally {
            note(began, clock.getAsLong());
            telling.set(false);
        }
    }

    private boolean isUnbearable(long now) {
        return bearable - now > 0;
    }

    private void note(long began, long ended) {
        long took = ended - began;
        if (took > SHORT) {
            long earliest = ended - SHARE * BURST;
            bearable = (bearable - earliest > 0 ? bearable : earliest) + share * took;
            share = Math.min(2 * share, LEAST_SHARE);
        } else {
            share = SHARE;
        }
    }
}
