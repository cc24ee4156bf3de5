package org.postrider.mime.internal;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** Reads a buffer. Not for several threads. */
final class BufferChannel implements PromptChannel {
    private final ByteBuffer buffer;
    private boolean closed;

    BufferChannel(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    @Override
    public int read(ByteBuffer target) throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
        return buffer.hasRemaining() ? transfer(buffer, target) : -1;
    }

    /** Moves as many bytes as both sides can bear. */
    static int transfer(ByteBuffer from, ByteBuffer to) {
        int count = Math.min(from.remaining(), to.remaining());
        int limit = from.limit();
        to.put(from.limit(from.position() + count));
        from.limit(limit);
        return count;
    }

    @Override
    public boolean mayBlock() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
