package org.postrider.mail;

/**
 * Tokens of a {@link RateLimit}: one for each message, coming in at the rate, as many as the burst at most.
 *
 * <p>What is in it is told by one time, that at which it will be full again; all times are those of {@link System#nanoTime}. Not thread safe.
 */
final class Bucket {
    /** As far as times may lie apart and still be compared: 73 years. */
    private static final long FAR = Long.MAX_VALUE / 4;

    private final long interval;
    private final long depth;
    private long full;

    /** Makes a full one. */
    Bucket(RateLimit limit, long now) {
        this.interval = Math.min(limit.interval(), FAR / limit.burst());
        this.depth = interval * (limit.burst() - 1L);
        this.full = now;
    }

    /** The time from one token to the next. */
    long interval() {
        return interval;
    }

    /** Tells when there is a token: not after now if there is one. */
    long readyAt() {
        return full - depth;
    }

    boolean isReady(long now) {
        return readyAt() - now <= 0;
    }

    boolean isFull(long now) {
        return full - now <= 0;
    }

    void take(long now) {
        full = (isFull(now) ? now : full) + interval;
    }
}
