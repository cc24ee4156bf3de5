package org.postrider.mime.internal;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Lends heap buffers of 16 KB, so that writing a message leaves no garbage of that size behind.
 *
 * <p>A few are kept, never more, and whoever finds none gets a new one; nobody waits. Thread safe. The trap: a buffer may hold the
 * octets of another message, and it must not be touched after it was given back. One that is never given back is merely lost.
 */
public final class Buffers {
    private static final int SIZE = 16 * 1024;
    private static final int KEPT = 16;
    private static final AtomicReferenceArray<@Nullable ByteBuffer> POOL = new AtomicReferenceArray<>(KEPT);

    private Buffers() {}

    /**
     * Lends a buffer.
     *
     * @return room for 16 KB, cleared, with an array of that size
     */
    public static ByteBuffer take() {
        ByteBuffer kept = POOL.getAndSet(slot(), null);
        return kept == null ? ByteBuffer.allocate(SIZE) : kept.clear();
    }

    /**
     * Takes a buffer back.
     *
     * @param buffer from {@link #take}, not to be touched any more
     */
    public static void giveBack(ByteBuffer buffer) {
        POOL.set(slot(), buffer);
    }

    /** Threads that run at the same time mostly meet different slots; those that don't only miss a buffer. */
    private static int slot() {
        return (int) (Thread.currentThread().getId() % KEPT);
    }
}
