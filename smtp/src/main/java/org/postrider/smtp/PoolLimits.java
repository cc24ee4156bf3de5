package org.postrider.smtp;

import java.time.Duration;

/**
 * How many connections a sender may have, and how long it keeps them.
 *
 * <p>Immutable; {@link #DEFAULT} and the {@code with} methods make variations. A duration beyond a hundred years, such as that of
 * {@link java.time.temporal.ChronoUnit#FOREVER}, is no limit.
 *
 * @param maxConnections connections at once, idle ones included: 10; fewer while the server lets in no more (a 4yz before the first
 *     message of a connection, while others stand). Further messages join others on one of them, if that holds up nobody, or wait for
 *     their turn, first come, first served
 * @param maxIdle connections that are kept while nothing is sent: 10
 * @param idleTime how long a connection is kept after its last message: 100 s, as in .NET's ServicePoint; servers hang up after
 *     300 s and more (RFC 5321, section 4.5.3.2.7)
 * @param maxAge how long after its making a connection still takes a message: 10 minutes, so that changes of the server's addresses
 *     and certificates are noticed
 * @param messagesPerConnection messages that one connection takes: 1,000; fewer where the server says so (RFC 9422, MAILMAX), or
 *     has had enough earlier time and again; a message that it refuses as one too many goes on the next connection
 * @param waitLimit how long a message may wait for a connection: 5 minutes
 */
public record PoolLimits(
        int maxConnections,
        int maxIdle,
        Duration idleTime,
        Duration maxAge,
        int messagesPerConnection,
        Duration waitLimit) {
    /** The limits that hold unless others are set. */
    public static final PoolLimits DEFAULT =
            new PoolLimits(10, 10, Duration.ofSeconds(100), Duration.ofMinutes(10), 1000, Duration.ofMinutes(5));

    /**
     * Makes limits.
     *
     * @param maxConnections connections at once
     * @param maxIdle connections that are kept while nothing is sent
     * @param idleTime how long a connection is kept after its last message
     * @param maxAge how long after its making a connection still takes a message
     * @param messagesPerConnection messages that one connection takes
     * @param waitLimit how long a message may wait for a connection
     * @throws IllegalArgumentException if one is negative, or zero (which idle connections and idle time alone may be)
     */
    public PoolLimits {
        atLeast(1, maxConnections, "maxConnections");
        atLeast(0, maxIdle, "maxIdle");
        atLeast(1, messagesPerConnection, "messagesPerConnection");
        if (idleTime.isNegative()) {
            throw new IllegalArgumentException("idleTime is zero or more, this is " + idleTime);
        }
        aboveZero(maxAge, "maxAge");
        aboveZero(waitLimit, "waitLimit");
    }

    private static void atLeast(int least, int value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + least + " or more, this is " + value);
        }
    }

    private static void aboveZero(Duration value, String name) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " is more than zero, this is " + value);
        }
    }

    /**
     * Gives these limits with another number of connections.
     *
     * @param connections connections at once, 1 or more
     * @return the variation
     */
    public PoolLimits withMaxConnections(int connections) {
        return new PoolLimits(connections, maxIdle, idleTime, maxAge, messagesPerConnection, waitLimit);
    }

    /**
     * Gives these limits with another number of idle connections.
     *
     * @param connections connections that are kept while nothing is sent; 0 to say goodbye behind each message that nobody waits behind
     * @return the variation
     */
    public PoolLimits withMaxIdle(int connections) {
        return new PoolLimits(maxConnections, connections, idleTime, maxAge, messagesPerConnection, waitLimit);
    }

    /**
     * Gives these limits with another idle time.
     *
     * @param time how long a connection is kept after its last message
     * @return the variation
     */
    public PoolLimits withIdleTime(Duration time) {
        return new PoolLimits(maxConnections, maxIdle, time, maxAge, messagesPerConnection, waitLimit);
    }

    /**
     * Gives these limits with another age.
     *
     * @param age how long after its making a connection still takes a message
     * @return the variation
     */
    public PoolLimits withMaxAge(Duration age) {
        return new PoolLimits(maxConnections, maxIdle, idleTime, age, messagesPerConnection, waitLimit);
    }

    /**
     * Gives these limits with another number of messages.
     *
     * @param messages messages that one connection takes, 1 or more
     * @return the variation
     */
    public PoolLimits withMessagesPerConnection(int messages) {
        return new PoolLimits(maxConnections, maxIdle, idleTime, maxAge, messages, waitLimit);
    }

    /**
     * Gives these limits with another wait.
     *
     * @param limit how long a message may wait for a connection
     * @return the variation
     */
    public PoolLimits withWaitLimit(Duration limit) {
        return new PoolLimits(maxConnections, maxIdle, idleTime, maxAge, messagesPerConnection, limit);
    }
}
