package org.postrider.smtp.internal.wire;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Buffers of one capacity, which all connections share: each borrows one for as long as there is something in it or on its way.
 *
 * <p>Thread safe. Up to {@value #MOST} buffers of a capacity are kept, and 2 MB; the last one that came back goes out first, and what is
 * beyond that is left to the garbage collector. What is lent are args, buffer and all, so that lending allocates nothing. The trap: the
 * next borrower is another conversation, so who gives a buffer back has wiped what it held in clear.
 */
class BufferPool {
    static final int MOST = 64;

    private static final int MOST_OCTETS = 2 * 1024 * 1024;

    private static final ConcurrentMap<Integer, BufferPool> BY_CAPACITY = new ConcurrentHashMap<>();

    private final int capacity;
    private final int most;
    private final Deque<WireArgs> kept = new ArrayDeque<>(MOST); // guarded by itself

    BufferPool(int capacity) {
        this.capacity = capacity;
        this.most = Math.min(MOST, MOST_OCTETS / capacity);
    }

    /** Gives the pool of all buffers with a capacity; there are as many as the engines of a TLS provider have sizes of packets. */
    static BufferPool of(int capacity) {
        return BY_CAPACITY.computeIfAbsent(capacity, BufferPool::new);
    }

    /**
     * Lends a buffer.
     *
     * @param completed what to run after an operation on it that was pending
     * @return args whose buffer holds anything, from its start to its capacity
     */
    WireArgs lend(Runnable completed) {
        WireArgs args;
        synchronized (kept) {
            args = kept.poll();
        }
        return (args == null ? new WireArgs(ByteBuffer.allocate(capacity)) : args).lendTo(completed);
    }

    /**
     * Takes a buffer back that nobody touches any more.
     *
     * @throws IllegalStateException if it is not lent, or an operation still uses it
     */
    void takeBack(WireArgs args) {
        args.endLoan();
        synchronized (kept) {
            if (kept.size() < most) {
                kept.push(args);
            }
        }
    }
}
