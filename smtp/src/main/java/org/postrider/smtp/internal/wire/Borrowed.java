package org.postrider.smtp.internal.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A place for a buffer, which is borrowed when it is first wanted and let go of when it has nothing to hold.
 *
 * <p>Used by the wire's thread. Between two uses the buffer is ready to be read, a new one with nothing in it.
 */
public final class Borrowed {
    private final BufferPool pool;
    private final Runnable completed;
    private @Nullable WireArgs args;

    /**
     * Makes a place for a buffer of the pool that all connections share; it borrows nothing yet.
     *
     * @param capacity of the buffer, in octets
     * @param completed what to run after an operation on it that was pending
     */
    public Borrowed(int capacity, Runnable completed) {
        this(BufferPool.of(capacity), completed);
    }

    /** For a buffer that no operation is done with. */
    Borrowed(BufferPool pool) {
        this(pool, () -> {});
    }

    /** Borrows nothing yet; {@code completed} runs after an operation on the buffer that was pending. */
    Borrowed(BufferPool pool, Runnable completed) {
        this.pool = pool;
        this.completed = completed;
    }

    /**
     * Gives the buffer, which is borrowed first if there is none.
     *
     * @return args over it, the owner's until the buffer is let go of
     */
    public WireArgs args() {
        WireArgs held = args;
        if (held == null) {
            held = pool.lend(completed);
            held.buffer().position(0).limit(0);
            args = held;
        }
        return held;
    }

    ByteBuffer buffer() {
        return args().buffer();
    }

    boolean hasRemaining() {
        return args != null && args.buffer().hasRemaining();
    }

    /** Wipes what was read, from a position on. */
    void wipe(int from) {
        args().wipe(from, buffer().position());
    }

    /** Moves as many octets as args ask for, and wipes them here; gives how many there were. */
    int moveTo(WireArgs target) {
        if (!hasRemaining()) {
            return 0;
        }
        ByteBuffer source = buffer();
        int from = source.position();
        int count = Math.min(source.remaining(), target.getCount());
        target.view().put(target.getOffset(), source, from, count);
        source.position(from + count);
        wipe(from);
        return count;
    }

    /**
     * Gives the buffer back, if there is one; nothing may be on its way in it.
     *
     * @param clean false to leave it to the garbage collector instead, since it may hold what nobody else is to see
     */
    public void letGo(boolean clean) {
        WireArgs held = args;
        args = null;
        if (held != null && clean) {
            pool.takeBack(held);
        }
    }
}
