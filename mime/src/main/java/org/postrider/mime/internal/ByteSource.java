package org.postrider.mime.internal;

import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Bytes in memory. The array is not copied: whoever hands it over doesn't change it again. */
public final class ByteSource implements ContentSource {
    private final byte[] bytes;

    /**
     * Takes an array over.
     *
     * @param bytes the content, from now on this source's own
     */
    public ByteSource(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Shows the content without opening it.
     *
     * @return a read-only view of all bytes
     */
    public ByteBuffer view() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    byte[] array() {
        return bytes;
    }

    @Override
    public ReadableByteChannel open() {
        return new BufferChannel(ByteBuffer.wrap(bytes));
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public boolean mayBlock() {
        return false;
    }
}
