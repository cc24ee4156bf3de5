package org.postrider.smtp.internal.connection;

import java.util.concurrent.CompletableFuture;
import org.postrider.smtp.FailureKind;

/**
 * A delivery's turn to have a slot: completes with it, or exceptionally with {@link Refused}, once.
 *
 * <p>Whoever completes it with a slot and comes too late keeps the slot, and has to see to it.
 */
final class Ticket extends CompletableFuture<Slot> implements Watchdog.Watched {
    /** Says why there will be no slot. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Loss loss;

        Refused(Loss loss) {
            super(loss.text());
            this.loss = loss;
        }

        Loss loss() {
            return loss;
        }
    }

    private final ConnectionPool pool;
    private final Door door;
    private final long turnDeadline;
    private final long totalDeadline;
    private final boolean sharing;

    /**
     * Makes a ticket.
     *
     * @param door where it is waited for
     * @param turnDeadline until when its turn has to come
     * @param totalDeadline until when the whole send has to be done
     * @param sharing whether a slot will do that others use as well
     */
    Ticket(ConnectionPool pool, Door door, long turnDeadline, long totalDeadline, boolean sharing) {
        this.pool = pool;
        this.door = door;
        this.turnDeadline = turnDeadline;
        this.totalDeadline = totalDeadline;
        this.sharing = sharing;
    }

    /** Tells whether a thread waits for it. */
    boolean isBlocking() {
        return door.isBlocking();
    }

    boolean isSharing() {
        return sharing;
    }

    void refuse(Loss loss) {
        completeExceptionally(new Refused(loss));
    }

    @Override
    public long deadline() {
        return Watchdog.earlier(turnDeadline, totalDeadline);
    }

    @Override
    public boolean isSteady() {
        return true;
    }

    @Override
    public void expired() {
        boolean inAll = deadline() == totalDeadline;
        String text = inAll
                ? "the send took longer than its limit, waiting for a connection: all are in use"
                : "no connection became free in time: send less at once, or raise PoolLimits.maxConnections";
        pool.withdraw(this, new Loss(FailureKind.TIMEOUT, text, null));
    }
}
