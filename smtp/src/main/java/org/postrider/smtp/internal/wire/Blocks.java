package org.postrider.smtp.internal.wire;

import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that large messages leave in, lent to one connection after the other.
 *
 * <p>Large ones are outside of the heap, where the system takes them from: the JDK needs no copy of its own, which it would keep for
 * each thread. There is a bounded number of them for all connections together; a small one on the heap is always to be had. Thread safe.
 */
public final class Blocks {
    /** What a block takes at least. */
    public static final int LEAST = 128 * 1024;

    /** What a block takes at most. */
    public static final int MOST = 1024 * 1024;

    /** For what stands around the content: a command in front of it, the end of the message. */
    private static final int FRAME = 64;

    /** So many large ones there may be, on a small heap fewer: no more than a sixteenth of it. */
    private static final int LARGE = (int) Math.min(16, Runtime.getRuntime().maxMemory() / 16 / MOST);

    private static final Blocks SHARED = new Blocks(LARGE);

    private final BufferPool small = new BufferPool(LEAST + FRAME);
    private final Deque<WireArgs> large = new ArrayDeque<>(); // that nobody uses; guarded by itself
    private int left; // large ones to be made; guarded by large
    private int lent; // large ones; guarded by large

    /** Makes blocks, of which so many may be large. */
    Blocks(int most) {
        left = most;
    }

    /**
     * Gives the blocks of all connections.
     *
     * @return always the same
     */
    public static Blocks shared() {
        return SHARED;
    }

    /**
     * Lends a block.
     *
     * @param measure how much would be good to have room for, in octets, {@link #MOST} at most
     * @param plain whether it goes to the system as it is
     * @param completed what to run after it was sent by an operation that was pending
     * @return args over a buffer with room for as much and a frame; for {@link #LEAST}, if no large one is to be had
     */
    public WireArgs lend(int measure, boolean plain, Runnable completed) {
        WireArgs found = plain && measure > LEAST ? poll() : null;
        WireArgs block = found == null ? small.lend(completed) : found.lendTo(completed);
        block.buffer().clear().limit(Math.min(block.buffer().capacity(), measure + FRAME));
        return block;
    }

    /**
     * Takes a block back that nobody touches any more.
     *
     * @param block lent by {@link #lend}
     * @throws IllegalStateException if it is not lent, or an operation still uses it
     */
    public void takeBack(WireArgs block) {
        if (!block.buffer().isDirect()) {
            small.takeBack(block);
            return;
        }
        block.endLoan();
        synchronized (large) {
            lent--;
            large.push(block);
        }
    }

    /**
     * Counts the large blocks that are lent.
     *
     * @return how many connections have one
     */
    public int lent() {
        synchronized (large) {
            return lent;
        }
    }

    private @Nullable WireArgs poll() {
        synchronized (large) {
            WireArgs block = large.poll();
            if (block == null && left > 0) {
                left--;
                block = make();
            }
            lent += block == null ? 0 : 1;
            return block;
        }
    }

    /** Where the JVM has no more memory to give outside of the heap, it is asked no more. */
    private @Nullable WireArgs make() {
        try {
            return new WireArgs(ByteBuffer.allocateDirect(MOST + FRAME));
        } catch (OutOfMemoryError e) {
            left = 0;
            System.getLogger("org.postrider.smtp").log(Level.DEBUG, "Large messages go out in small blocks", e);
            return null;
        }
    }
}
