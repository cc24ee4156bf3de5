package org.postrider.smtp.internal.connection;

/**
 * After how many messages a server hangs up, as far as it can be told.
 *
 * <p>One goodbye says nothing: servers are restarted. Two in a row after the same number of messages are a habit, and it is cheaper to
 * leave first. Thread safe.
 */
final class Habit {
    private int lastGoodbye; // guarded by this
    private int limit = Integer.MAX_VALUE; // guarded by this

    /** Notes a goodbye at a command, after so many messages on the connection. */
    synchronized void hungUp(int messages) {
        if (messages <= 0) {
            return; // What was refused from the start was no matter of too much.
        }
        if (messages == lastGoodbye) {
            limit = Math.min(limit, messages);
        }
        lastGoodbye = messages;
    }

    /** How many messages a connection should be used for, {@link Integer#MAX_VALUE} if nothing is known. */
    synchronized int limit() {
        return limit;
    }
}
