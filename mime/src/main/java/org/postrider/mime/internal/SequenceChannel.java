package org.postrider.mime.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Reads sources one after the other; at most one of them is open. Not for several threads. */
final class SequenceChannel implements ReadableByteChannel {
    private final Iterator<ContentSource> rest;
    private @Nullable ReadableByteChannel current;
    private boolean closed;

    SequenceChannel(Iterator<ContentSource> sources) {
        this.rest = sources;
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
            if (!rest.hasNext()) {
                return false;
            }
            current = rest.next().open();
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
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        release();
    }
}
