package org.postrider.smtp.internal.connection;

import org.jspecify.annotations.Nullable;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.internal.session.Failure;
import org.postrider.smtp.internal.session.Transaction;

/**
 * After how many messages a server has had enough, as far as it can be told.
 *
 * <p>One goodbye says nothing: servers are restarted. Two in a row after the same number of messages are a habit, and it is cheaper to
 * leave first. Two may be chance as well, so a habit is put to the test after some connections: the next goodbye confirms it, and costs
 * nobody anything, for its message goes again. Thread safe.
 */
final class Habit {
    private static final int TRUSTED_CONNECTIONS = 10;

    /** The subject of an enhanced status code that speaks of the server as a whole (RFC 3463, section 3.4). */
    private static final int MAIL_SYSTEM = 3;

    private int last; // guarded by this
    private volatile int limit = Integer.MAX_VALUE; // changed under the lock
    private int respected; // guarded by this

    /**
     * Tells whether a message was refused as one too many on its connection, as some servers do it: at MAIL, and without hanging up. A
     * server that says so for want of storage (RFC 3463, X.3.1) would say it on any connection.
     */
    static boolean isOneTooMany(Transaction message, @Nullable SmtpReply refusal) {
        return refusal != null
                && refusal.code() == 452
                && message.recipients().isEmpty()
                && refusal.enhancedCode().map(e -> e.subject() != MAIL_SYSTEM).orElse(true);
    }

    /** Tells whether a connection that nothing was sent on failed by a server that may have enough with others. */
    static boolean isFull(Failure why) {
        return why.reply() != null && why.reply().code() / 100 == 4;
    }

    /** Notes that the server would take no more after so many messages on the connection. */
    synchronized void hadEnough(int messages) {
        if (messages <= 0) {
            return; // What was refused from the start was no matter of too much.
        }
        if (messages == last) {
            limit = Math.min(limit, messages);
            respected = 0;
        }
        last = messages;
    }

    /** Notes that a connection was left after so many messages. */
    synchronized void left(int messages) {
        if (messages >= limit && ++respected > TRUSTED_CONNECTIONS) {
            limit = Integer.MAX_VALUE;
        }
    }

    /** How many messages a connection should be used for, {@link Integer#MAX_VALUE} if nothing is known. */
    int limit() {
        return limit;
    }
}
