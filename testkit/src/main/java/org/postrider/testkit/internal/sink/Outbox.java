package org.postrider.testkit.internal.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Replies on their way out: appended at one end, written from the other, in an array that grows. How far it grows is in its owner's hands,
 * who stops reading commands while much is waiting. For one thread.
 */
final class Outbox {
    private ByteBuffer octets = ByteBuffer.allocate(1024);
    private long taken;

    /** {@return how many octets wait} */
    int size() {
        return octets.position();
    }

    /** {@return how many octets were ever put in} */
    long total() {
        return taken + octets.position();
    }

    void put(byte octet) {
        room(1).put(octet);
    }

    void put(byte[] some) {
        room(some.length).put(some);
    }

    private ByteBuffer room(int length) {
        if (octets.remaining() < length) {
            octets = ByteBuffer.allocate(Math.max(octets.capacity() * 2, octets.position() + length))
                    .put(octets.flip());
        }
        return octets;
    }

    /** Writes up to a mark in terms of {@link #total}, or as far as the channel takes it. */
    void writeTo(WritableByteChannel channel, long mark) throws IOException {
        int end = octets.position();
        octets.flip().limit((int) (mark - taken));
        taken += channel.write(octets);
        octets.limit(end).compact();
    }

    /** {@return whether something before a mark waits} */
    boolean hasBefore(long mark) {
        return taken < mark;
    }
}
