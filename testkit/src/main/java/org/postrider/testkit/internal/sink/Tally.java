package org.postrider.testkit.internal.sink;

import java.util.concurrent.atomic.AtomicLong;
import org.postrider.testkit.SinkCounts;

/**
 * Counts what a sink took. One thread counts, any thread reads: an ordered store is enough for that, and all that a message costs.
 *
 * <p>The numbers of one reading may be a message apart from each other while messages arrive.
 */
final class Tally {
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong octets = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong batches = new AtomicLong();

    void connection() {
        add(connections, 1);
    }

    /** Counts a message and gives its number. */
    long message(long size) {
        add(octets, size);
        return add(messages, 1);
    }

    void refusal() {
        add(refused, 1);
    }

    void read() {
        add(reads, 1);
    }

    void batch() {
        add(batches, 1);
    }

    private static long add(AtomicLong count, long more) {
        long sum = count.getPlain() + more;
        count.setRelease(sum);
        return sum;
    }

    SinkCounts counts() {
        return new SinkCounts(
                connections.get(), messages.get(), octets.get(), refused.get(), reads.get(), batches.get());
    }
}
