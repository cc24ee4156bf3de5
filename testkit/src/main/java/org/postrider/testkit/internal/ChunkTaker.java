package org.postrider.testkit.internal;

import org.jspecify.annotations.Nullable;

/** Takes the octets of one BDAT chunk, for a content or for nothing. Belongs to the connection's thread. */
final class ChunkTaker implements Wire.Taker {
    private final @Nullable Content content;
    private long left;

    ChunkTaker(@Nullable Content content, long size) {
        this.content = content;
        this.left = size;
    }

    long left() {
        return left;
    }

    @Override
    public int take(byte[] bytes, int offset, int length) {
        int count = Math.toIntExact(Math.min(left, length));
        if (content != null) {
            content.append(bytes, offset, count);
        }
        left -= count;
        return count;
    }
}
