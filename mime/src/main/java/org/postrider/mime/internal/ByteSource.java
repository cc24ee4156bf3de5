package org.postrider.mime.internal;

import java.nio.ByteBuffer;
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

    private static final class Channel extends MemoryChannel {
        private final byte[] bytes;

        Channel(byte[] bytes, int length) {
            super(length);
            this.bytes = bytes;
        }

        @Override
        void copy(int from, int count, ByteBuffer target) {
            target.put(bytes, from, count);
        }
    }
}
