package org.postrider.mime.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream straight into the reader's buffer, where that has an array; a read of the channel is a read of the stream. Closes the
 * stream with itself. Not for several threads.
 */
public final class StreamChannel implements PromptChannel {
    private static final int DETOUR = 8192;

    private final InputStream stream;
    private byte @Nullable [] detour; // for buffers without an array
    private boolean closed;

    /**
     * Dresses a stream.
     *
     * @param stream what to read
     */
    public StreamChannel(InputStream stream) {
        this.stream = stream;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (target.isReadOnly()) {
            throw new IllegalArgumentException("a read-only buffer can't be read into");
        }
        int count = target.hasArray() ? readHere(target) : readInto(target);
        return count == 0 && target.hasRemaining() ? readOne(target) : count;
    }

    private int readHere(ByteBuffer target) throws IOException {
        int count = stream.read(target.array(), target.arrayOffset() + target.position(), target.remaining());
        if (count > 0) {
            target.position(target.position() + count);
        }
        return count;
    }

    /** Where a stream has given nothing, which none should: this read has no such answer, so nobody asks for ever. */
    private int readOne(ByteBuffer target) throws IOException {
        int octet = stream.read();
        if (octet < 0) {
            return -1;
        }
        target.put((byte) (octet & 0xFF));
        return 1;
    }

    private int readInto(ByteBuffer target) throws IOException {
        byte[] octets = detour == null ? new byte[DETOUR] : detour;
        detour = octets;
        int count = stream.read(octets, 0, Math.min(octets.length, target.remaining()));
        if (count > 0) {
            target.put(octets, 0, count);
        }
        return count;
    }

    /** {@inheritDoc} A class that extends the one in memory may do anything. */
    @Override
    public boolean mayBlock() {
        return stream.getClass() != ByteArrayInputStream.class;
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        stream.close();
    }
}
