package org.postrider.smtp.internal.connection;

import java.util.concurrent.TimeUnit;

/**
 * How many messages are worth being under way at once on one connection.
 *
 * <p>It grows as long as more of them come through in the same time, which is so on a link that is far from full, and while they are all
 * through in next to no time; it shrinks when they only queue at the server, which would make the wait longer and the doubt about more
 * messages when the connection is lost. The octets under way are bounded as well. Used by the conversation's thread.
 */
final class Window {
    private static final int FIRST = 8;
    private static final int LARGEST = 64;
    private static final long MOST_OCTETS = 1024 * 1024;

    /** So little that it is worth no sparing: a server that has many messages done in it gains by each write that it is spared. */
    private static final long NEXT_TO_NOTHING = TimeUnit.MILLISECONDS.toNanos(10);

    private int size = FIRST;
    private long quickest = Long.MAX_VALUE;
    private long octets; // of a message, on average

    int size() {
        return (int) Math.max(1, Math.min(size, octets == 0 ? size : MOST_OCTETS / octets));
    }

    /**
     * Learns of the end of a message.
     *
     * @param took nanoseconds from its submission to its outcome
     * @param length its octets, or -1 if that isn't known
     * @param full whether no other one could have been submitted meanwhile
     */
    void ended(long took, long length, boolean full) {
        octets += (Math.max(0, length) - octets) / 8;
        quickest = Math.min(quickest, took);
        if (took > Math.max(4 * quickest, NEXT_TO_NOTHING)) {
            size = Math.max(FIRST, size - 1);
        } else if (full && took < Math.max(2 * quickest, NEXT_TO_NOTHING)) {
            size = Math.min(LARGEST, size + 1);
        }
    }
}
