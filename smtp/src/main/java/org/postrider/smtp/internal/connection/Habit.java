package org.postrider.smtp.internal.connection;

/**
 * After how many messages a server has had enough, as far as it can be told.
 *
 * <p>One goodbye says nothing: servers are restarted. Two in a row after the same number of messages are a habit, and it is cheaper to
 * leave first. Two may be chance as well, so a habit is put to the test after some connections: the next goodbye confirms it, and costs
 * nobody anything, for its message goes again. A server that refuses messages instead isn't tested. Thread safe.
 */
final class Habit {
    private static final int TRUSTED_CONNECTIONS = 10;

    private int last; // guarded by this
    private int limit = Integer.MAX_VALUE; // guarded by this
    private boolean refuses; // guarded by this
    private int respected; // guarded by this

    /** Notes a goodbye after so many messages on the connection. */
    synchronized void hungUp(int messages) {
        hadEnough(messages);
    }

    /** Notes that a message was refused as one too many after so many others on the connection. */
    synchronized void refused(int messages) {
        refuses |= hadEnough(messages);
    }

    private boolean hadEnough(int messages) {
        if (messages <= 0) {
            return false; // What was refused from the start was no matter of too much.
        }
        boolean again = messages == last;
        if (again) {
            limit = Math.min(limit, messages);
            respected = 0;
        }
        last = messages;
        return again;
    }

    /** Notes that a connection was left after so many messages. */
    synchronized void left(int messages) {
        if (messages >= limit && !refuses && ++respected > TRUSTED_CONNECTIONS) {
            limit = Integer.MAX_VALUE;
        }
    }

    /** How many messages a connection should be used for, {@link Integer#MAX_VALUE} if nothing is known. */
    synchronized int limit() {
        return limit;
    }
}
