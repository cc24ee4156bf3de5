package org.postrider.mime.internal;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;

/** Bytes in memory. The array is not copied: whoever hands it over doesn't change it again. */
public final class ByteSource implements ContentSource {
    private final byte[] bytes;
    private final int length;

    /**
     * Takes an array over.
     *
     * @param bytes the content, from now on this source's own
     */
    public ByteSource(byte[] bytes) {
        this(bytes, bytes.length);
    }

    private ByteSource(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    /** Gives the same without its end; the array is not copied. */
    ByteSource first(int count) {
        return new ByteSource(bytes, count);
    }

    /**
     * Shows the content without opening it.
     *
     * @return a read-only view of all bytes
     */
    public ByteBuffer view() {
        return ByteBuffer.wrap(bytes, 0, length).asReadOnlyBuffer();
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    @Override
    public ReadableByteChannel open() {
        return new Channel(bytes, length);
    }

    @Override
    public long size() {
        return length;
    }

    @Override
    public boolean mayBlock() {
        return false;
    }

    /** Copies octets as they are asked for. Not for several threads. */
    private static final class Channel implements ReadableByteChannel {
        private final byte[] bytes;
        private final int length;
        private int position;
        private boolean closed;

        Channel(byte[] bytes, int length) {
            this.bytes = bytes;
            this.length = length;
        }

        @Override
        public int read(ByteBuffer target) throws ClosedChannelException {
            if (closed) {
                throw new ClosedChannelException();
            }
            if (position == length) {
                return -1;
            }
            int count = Math.min(length - position, target.remaining());
            target.put(bytes, position, count);
            position += count;
            return count;
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
}
