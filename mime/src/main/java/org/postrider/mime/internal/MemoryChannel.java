package org.postrider.mime.internal;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** Copies octets that are in memory, in whatever form, as they are asked for. Not for several threads. */
abstract class MemoryChannel implements PromptChannel {
    private final int length;
    private int position;
    private boolean closed;

    MemoryChannel(int length) {
        this.length = length;
    }

    /** Puts so many octets, from a position on, into a buffer that has room for them. */
    abstract void copy(int from, int count, ByteBuffer target);

    @Override
    public final int read(ByteBuffer target) throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (position == length) {
            return -1;
        }
        int count = Math.min(length - position, target.remaining());
        copy(position, count, target);
        position += count;
        return count;
    }

    @Override
    public final boolean mayBlock() {
        return false;
    }

    @Override
    public final boolean isOpen() {
        return !closed;
    }

    @Override
    public final void close() {
        closed = true;
    }
}
