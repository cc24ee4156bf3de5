package org.postrider.smtp.internal.connection;

import java.util.concurrent.TimeUnit;

/**
 * How many connections at once a server lets a sender have, as far as it can be told.
 *
 * <p>A server that turns a connection away while others stand has enough with those. After a second one more is tried, and another as
 * soon as that one stands; each that is turned away doubles the pause, up to a minute. So a limit costs a connection a minute, and one
 * that is lifted is found out. Guarded by the lock of {@link Slots}.
 */
final class Allowance {
    static final long SHORTEST_PAUSE = TimeUnit.SECONDS.toNanos(1);
    static final long LONGEST_PAUSE = TimeUnit.MINUTES.toNanos(1);

    private int most = Integer.MAX_VALUE;
    private long pause = SHORTEST_PAUSE;
    private long due = Watchdog.NEVER;
    private boolean trying;

    /** How many connections there may be now, {@link Integer#MAX_VALUE} if nothing is known. */
    int most() {
        return most;
    }

    /** When one more may be tried. */
    long due() {
        return due;
    }

    /** A connection was turned away, and so many others stand or are on their way. */
    void turnedAway(int others, long now) {
        if (trying) {
            pause = Math.min(LONGEST_PAUSE, 2 * pause);
        }
        trying = false;
        most = others;
        due = now + pause;
    }

    /** A connection stands, the last of so many. */
    void stood(int all) {
        if (trying) {
            pause = SHORTEST_PAUSE;
            most = Math.max(most, all + 1);
        }
    }

    /** Lets one more be tried if it is time. */
    void look(long now) {
        if (Watchdog.isPast(due, now)) {
            due = Watchdog.NEVER;
            trying = true;
            most++;
        }
    }
}
