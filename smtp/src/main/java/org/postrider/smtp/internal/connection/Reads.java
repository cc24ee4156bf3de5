package org.postrider.smtp.internal.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Has the content read that the connections of one loop send, where that may have to be waited for.
 *
 * <p>One read of each round is done by the thread of the loop, which is lent for that, and all others by workers at the same time: to
 * read a block and to encode it takes as long as to write it, so with only one of the two threads at it, that would keep the other one
 * waiting. Contents that take their time are left to the workers ({@link Lending}).
 *
 * <p>Reads are added on the thread of the loop. Each gives the octets that it has read.
 */
final class Reads {
    /** Of one without octets. */
    static final long SHORT = TimeUnit.MICROSECONDS.toNanos(30);

    /** An octet that is encoded takes a quarter of a nanosecond, or half of one where others are in the way. */
    static final int OCTETS_A_NANO = 2;

    private final Executor round;
    private final Executor lent;
    private final Relay workers;
    private final Lending lending;
    private final List<Door.Read> added = new ArrayList<>(); // in this round; of the loop's thread alone

    /**
     * Makes the reads of one loop.
     *
     * @param round runs something at the end of the loop's round
     * @param lent lends the thread of the loop to something, behind that
     * @param workers read what the loop doesn't
     * @param clock as {@link System#nanoTime()}
     */
    Reads(Executor round, Executor lent, Relay workers, LongSupplier clock) {
        this.round = round;
        this.lent = lent;
        this.workers = workers;
        this.lending = new Lending(clock);
    }

    void add(Door.Read read) {
        if (added.isEmpty()) {
            round.execute(this::shareOut);
        }
        added.add(read);
    }

    private void shareOut() {
        if (lending.isOpen()) {
            Door.Read first = added.remove(0);
            lent.execute(() -> read(first));
        }
        List<Runnable> others = new ArrayList<>(added.size());
        added.forEach(read -> others.add(read::run));
        added.clear();
        if (!others.isEmpty()) {
            workers.executeAll(others);
        }
    }

    private void read(Door.Read read) {
        if (!lending.begin()) {
            workers.execute(read::run);
            return;
        }
        int octets = 0;
        try {
            octets = read.run();
        } finally {
            lending.end(SHORT + octets / OCTETS_A_NANO);
        }
    }
}
