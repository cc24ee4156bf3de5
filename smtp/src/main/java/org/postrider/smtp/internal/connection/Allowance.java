package org.postrider.smtp.internal.connection;

import java.util.concurrent.TimeUnit;

/**
 * How many connections at once a server lets a sender have, as far as it can be told.
 *
 * <p>A server that turns several connections away in a row, and lets none in, while others stand, has enough with those; one alone says
 * nothing, for servers fail now and then. After a second one more is tried, and another as soon as that one stands; each that is
 * turned away then doubles the pause, up to a minute. So a limit costs a connection a minute, and one that is lifted is found out. Guarded by
 * the lock of {@link Slots}.
 */
final class Allowance {
    static final long SHORTEST_PAUSE = TimeUnit.SECONDS.toNanos(1);
    static final long LONGEST_PAUSE = TimeUnit.MINUTES.toNanos(1);

    private static final int ENOUGH = 3;

    private int inRow; // turned away since the last one stood
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
        if (++inRow < ENOUGH && !trying) {
            return;
        }
        if (trying) {
            pause = Math.min(LONGEST_PAUSE, 2 * pause);
        }
        trying = false;
        most = inRow < ENOUGH ? most - 1 : others; // Or it was the trial alone that was in vain.
        due = now + pause;
    }

    /** A connection stands, the last of so many. */
    void stood(int all) {
        inRow = 0;
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
