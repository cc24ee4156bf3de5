package org.postrider.mail;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How many messages may go in how much time.
 *
 * <p>Immutable. They go at even distances: 30 a minute is one every two seconds. After a pause, up to {@link #burst()} may go at once, so
 * in any stretch of time there are at most that many more than the rate allows.
 *
 * @param messages how many, 1 or more
 * @param period in how much time, more than zero
 * @param burst how many may go at once after a pause, 1 or more
 */
public record RateLimit(int messages, Duration period, int burst) {
    private static final long EVEN_ENOUGH = 100_000_000;

    /**
     * Makes a limit.
     *
     * @param messages how many
     * @param period in how much time
     * @param burst how many may go at once after a pause
     * @throws IllegalArgumentException if one is too small, or the rate is above one message a nanosecond
     */
    public RateLimit {
        if (messages < 1 || burst < 1 || period.isNegative() || nanos(period) < messages) {
            throw new IllegalArgumentException(
                    "a rate is at least 1 message in some time, with a burst of at least 1, not " + messages + " in "
                            + period + " with a burst of " + burst);
        }
    }

    /**
     * Limits messages to so many in a period, with a burst of what goes in a tenth of a second, or of 1 if that is less than one.
     *
     * @param messages how many, 1 or more
     * @param period in how much time, more than zero
     * @return the limit
     * @throws IllegalArgumentException if one is too small
     */
    public static RateLimit of(int messages, Duration period) {
        double share = (double) messages * EVEN_ENOUGH / Math.max(1, nanos(period));
        return new RateLimit(messages, period, (int) Math.max(1, share));
    }

    /**
     * Limits messages to so many a second, with a burst of a tenth of that, or of 1.
     *
     * @param messages how many, 1 or more
     * @return the limit
     * @throws IllegalArgumentException if it is less than 1
     */
    public static RateLimit perSecond(int messages) {
        return of(messages, Duration.ofSeconds(1));
    }

    /**
     * Gives this limit with another burst.
     *
     * @param burst how many may go at once after a pause, 1 or more
     * @return the variation
     */
    public RateLimit withBurst(int burst) {
        return new RateLimit(messages, period, burst);
    }

    /** The time from one message to the next, in nanoseconds. */
    long interval() {
        return nanos(period) / messages;
    }

    /** A period of 292 years and more is as good as 292 years. */
    private static long nanos(Duration period) {
        return TimeUnit.NANOSECONDS.convert(period);
    }
}
