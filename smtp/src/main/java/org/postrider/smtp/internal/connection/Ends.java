package org.postrider.smtp.internal.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells users what became of their sends on one loop, whenever that runs its tasks.
 *
 * <p>A few ends are told by the thread of the loop, which is lent for that: where each send is awaited before the next one, a change of
 * threads, there and back, would cost more than the send. Many ends are told by workers while the loop goes on, and so are those of users
 * whose code takes its time ({@link Lending}).
 *
 * <p>Ends are added on the thread of the loop.
 */
final class Ends {
    /** At once; for more than that it pays to call a worker, who shares the work. */
    static final int FEW = 16;

    /** Takes less than to call a worker and to be called back, or not much more. */
    static final long SHORT = TimeUnit.MICROSECONDS.toNanos(30);

    private final Executor soon;
    private final Executor lent;
    private final Relay workers;
    private final Lending lending;
    private final List<Runnable> added = new ArrayList<>(); // since then; of the loop's thread alone

    /**
     * Makes the ends of one loop.
     *
     * @param soon runs something among the next tasks of the loop
     * @param lent lends the thread of the loop to something, behind that
     * @param workers tell what the loop doesn't
     * @param clock as {@link System#nanoTime()}
     */
    Ends(Executor soon, Executor lent, Relay workers, LongSupplier clock) {
        this.soon = soon;
        this.lent = lent;
        this.workers = workers;
        this.lending = new Lending(clock);
    }

    void add(Runnable end) {
        if (added.isEmpty()) {
            soon.execute(this::tellAll);
        }
        added.add(end);
    }

    private void tellAll() {
        try {
            if (added.size() <= FEW && lending.isOpen()) {
                added.forEach(end -> lent.execute(() -> tell(end)));
            } else {
                workers.executeAll(added);
            }
        } finally {
            added.clear(); // Though there was no thread to be had: then they wait for the next worker.
        }
    }

    private void tell(Runnable end) {
        if (!lending.begin()) {
            workers.execute(end);
            return;
        }
        try {
            end.run();
        } finally {
            lending.end(SHORT);
        }
    }
}
