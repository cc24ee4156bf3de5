package org.postrider.mime.internal;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Lends byte arrays of 16 KB, so that writing a message leaves no garbage of that size behind.
 *
 * <p>A few are kept, never more, and whoever finds none gets a new one; nobody waits. Thread safe. The trap: an array may hold the
 * octets of another message, and it must not be touched after it was given back. One that is never given back is merely lost.
 */
public final class Buffers {
    private static final int SIZE = 16 * 1024;
    private static final int KEPT = 16;
    private static final AtomicReferenceArray<byte @Nullable []> POOL = new AtomicReferenceArray<>(KEPT);

    private Buffers() {}

    /**
     * Lends an array.
     *
     * @return 16 KB of whatever octets
     */
    public static byte[] take() {
        byte[] kept = POOL.getAndSet(slot(), null);
        return kept == null ? new byte[SIZE] : kept;
    }

    /**
     * Takes an array back.
     *
     * @param buffer from {@link #take}, not to be touched any more
     */
    public static void giveBack(byte[] buffer) {
        POOL.set(slot(), buffer);
    }

    /** Threads that run at the same time mostly meet different slots; those that don't only miss a buffer. */
    private static int slot() {
        return (int) (Thread.currentThread().getId() % KEPT);
    }
}
