package org.postrider.smtp.internal.connection;

import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.internal.session.Failure;
import org.postrider.smtp.internal.session.Transaction;
import org.postrider.sockets.SocketException;

/**
 * A delivery's place in the pool: it queues for a slot, has it alone or with others, and gives it back once.
 *
 * <p>Used by the conversation's thread, but for {@link #withdraw}, which any thread may call.
 */
final class Berth {
    private final ConnectionPool pool;
    private final long wanted; // since when
    private Door door;
    private volatile @Nullable Ticket turn;
    private volatile @Nullable Loss withdrawn;
    private @Nullable Slot slot;
    private boolean sharing;
    private boolean admitted;

    Berth(ConnectionPool pool, Door door, long wanted) {
        this.pool = pool;
        this.wanted = wanted;
        this.door = door;
    }

    /**
     * Queues for a slot; goes on at its home, or on the thread that waits.
     *
     * @param deadline until when the whole send has to be done
     * @param light whether the message holds up nobody behind it
     * @param then goes on with the slot, or with why there is none
     */
    void request(long deadline, boolean light, Door.Outcome<Slot> then) {
        sharing = light && !door.isBlocking() && deadline == Watchdog.NEVER;
        Slot free;
        try {
            free = withdrawn == null ? pool.take(sharing) : null;
        } catch (SocketException | OutOfMemoryError e) { // There is nothing that a connection could be at home on.
            then.accept(null, new Ticket.Refused(Loops.whyNone(e)));
            return;
        }
        if (free != null) {
            granted(free, then);
        } else {
            enqueue(deadline, then);
        }
    }

    private void enqueue(long deadline, Door.Outcome<Slot> then) {
        // Whoever had a slot before doesn't go back to its home first.
        Door here = door.isBlocking() ? door : Door.ANYWHERE;
        Ticket mine = pool.request(here, deadline, sharing, admitted);
        turn = mine;
        Loss reason = withdrawn;
        if (reason != null) {
            pool.withdraw(mine, reason);
        }
        here.await(mine, (slot, error) -> { // Behind those who were granted one before, and are on their way.
            if (slot != null) {
                granted(slot, then);
            } else {
                refused(mine, error, then);
            }
        });
    }

    private void granted(Slot granted, Door.Outcome<Slot> then) {
        slot = granted;
        admitted = true;
        door = door.isBlocking() ? door : granted.home();
        if (door.isHome()) {
            board(granted, then);
        } else {
            door.enter(() -> board(granted, then));
        }
    }

    /** A slot whose message was given up on the way to it goes back untouched. */
    private void board(Slot granted, Door.Outcome<Slot> then) {
        Loss reason = withdrawn;
        if (reason == null) {
            then.accept(granted, null);
        } else {
            leave(true);
            then.accept(null, new Ticket.Refused(reason));
        }
    }

    /** A slot that was granted while the thread was interrupted goes back. */
    private void refused(Ticket mine, @Nullable Throwable error, Door.Outcome<Slot> then) {
        Ticket.Refused refused =
                error instanceof Ticket.Refused known ? known : new Ticket.Refused(Loss.interrupted(error));
        pool.abandon(mine, refused.loss());
        then.accept(null, refused);
    }

    /** Ends the wait for a slot. */
    void withdraw(Loss loss) {
        withdrawn = loss;
        Ticket waiting = turn;
        if (waiting != null) {
            pool.withdraw(waiting, loss);
        }
    }

    /** Tells where the delivery lives: where it began, and at home of its slot once it has had one. */
    Door door() {
        return door;
    }

    /** Tells at home whether others have the slot too: no need to ask for it alone, which would keep more of them out meanwhile. */
    boolean isShared() {
        return slot != null && slot.isShared();
    }

    /** Lets nobody else onto the slot, and tells whether it is the delivery's alone. */
    boolean seclude() {
        return slot != null && pool.seclude(slot);
    }

    /** Gives the connection of the slot if it is fit for use, for a slot that is the delivery's alone. */
    @Nullable
    Connection fitConnection() {
        Slot mine = slot;
        if (mine == null) {
            return null;
        }
        mine = pool.lookInto(mine, door, wanted);
        slot = mine;
        return mine.connection();
    }

    /** Gives the connection of a slot that others use as well; null if it was lost meanwhile. */
    @Nullable
    Connection sharedConnection() {
        return slot == null ? null : pool.shared(slot, wanted);
    }

    /** Puts a new connection into the slot. */
    Connection fill(Servers.Tour tour, Executor workers, Client client) {
        Slot mine = Objects.requireNonNull(slot, "whoever connects has a slot");
        Connection fresh = new Connection(tour, door, mine.home(), workers, client);
        mine.fill(fresh, System.nanoTime());
        return fresh;
    }

    boolean isHeld() {
        return slot != null;
    }

    /** A message goes out on the connection. */
    void countMessage() {
        Slot mine = slot;
        if (mine != null) {
            if (mine.messages() == 0) {
                pool.stood();
            }
            mine.countMessage();
        }
    }

    /** Tells whether the slot's new connection was one too many for the server, and a turn on one of the others can be waited for. */
    boolean givesWay(Failure why) {
        return slot != null && slot.messages() == 0 && Habit.isFull(why) && pool.giveWay();
    }

    /** A message is under way, from now on, and may be followed. */
    void admitOthers(Transaction message, Connection open, long now) {
        Slot mine = slot;
        if (mine == null) {
            return;
        }
        if (message.serverLimit() > 0) {
            mine.limit(message.serverLimit());
        }
        if (sharing) {
            pool.open(mine, open, now);
        }
    }

    /** A message has ended, and the connection hasn't. */
    void countEnd(Transaction message, @Nullable Failure refusal) {
        learn(message, refusal);
        if (slot != null) {
            slot.countEnd(refusal == null);
        }
    }

    /** Learns what the end of a message says of the connection. */
    void learn(@Nullable Transaction message, @Nullable Failure refusal) {
        if (slot != null && message != null) {
            pool.learn(slot, message, refusal == null ? null : refusal.reply());
        }
    }

    /** Tells whether the server has taken a message on the connection. */
    boolean hasServed() {
        return slot != null && slot.hasServed();
    }

    /** Tells whether the connection is good for no further message. */
    boolean isWorn() {
        return slot != null && pool.isWorn(slot);
    }

    /** Says goodbye on the connection and keeps the slot. */
    void retire() {
        if (slot != null) {
            pool.retire(slot);
        }
    }

    /**
     * Gives the slot back.
     *
     * @param alive whether its connection goes on
     */
    void leave(boolean alive) {
        Slot mine = slot;
        slot = null;
        if (mine == null) {
            return;
        }
        if (alive) {
            pool.giveBack(mine);
        } else {
            pool.free(mine);
        }
    }
}
