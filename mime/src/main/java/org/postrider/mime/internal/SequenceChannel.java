package org.postrider.mime.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads sources one after the other; at most one of them is open. Not for several threads. */
final class SequenceChannel implements PromptChannel {
    private final List<ContentSource> sources;
    private int next;
    private @Nullable ReadableByteChannel current;
    private boolean closed;

    SequenceChannel(List<ContentSource> sources) {
        this.sources = sources;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        int start = target.position();
        boolean more = true;
        while (more && target.hasRemaining()) {
            more = step(target);
        }
        int count = target.position() - start;
        return count == 0 && !more ? -1 : count;
    }

    /** Reads from the current source or turns to the next; false when there is none. */
    private boolean step(ByteBuffer target) throws IOException {
        if (current == null) {
            if (next == sources.size()) {
                return false;
            }
            current = sources.get(next++).open();
        }
        if (current.read(target) < 0) {
            release();
        }
        return true;
    }

    private void release() throws IOException {
        ReadableByteChannel done = current;
        current = null;
        if (done != null) {
            done.close();
        }
    }

    @Override
    public int readBase64(ByteBuffer target) throws IOException {
        return current == null ? 0 : PromptChannel.readBase64(current, target);
    }

    /** {@inheritDoc} One read may go through several sources, so all that are left count. */
    @Override
    public boolean mayBlock() {
        return (current != null && PromptChannel.mayBlock(current)) || SequenceSource.mayBlock(sources, next);
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        release();
    }
}
