package org.postrider.smtp.internal.connection;

import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.PoolLimits;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.internal.connection.Slots.Grant;
import org.postrider.smtp.internal.connection.Slots.Moves;
import org.postrider.smtp.internal.session.Transaction;

/**
 * The connections of one sender: lends slots for them, keeps what is idle for a while, and says goodbye on what isn't needed.
 *
 * <p>Thread safe; {@link Slots} keeps the books, and no lock is held while a connection is spoken to. A slot that was leased has to come
 * back exactly once, by {@link #giveBack} or {@link #free}. Goodbyes are said on the loops, behind everybody's back, for a slot is free
 * as soon as its connection isn't needed. The trap: an idle connection hears nothing, so whoever takes a slot has its connection
 * {@linkplain #lookInto looked at} before it is used.
 */
final class ConnectionPool implements Watchdog.Watched {
    private static final Loss CLOSED = new Loss(FailureKind.CANCELLED, "the sender was closed", null);

    private final Slots slots;
    private final Habit habit = new Habit();
    private final Goodbyes goodbyes = new Goodbyes();

    /**
     * Makes a pool.
     *
     * @param limits how many connections there may be, and for how long
     * @param homes where they will be at home
     * @param messages counts those that were begun and whose end is yet to be told
     */
    ConnectionPool(PoolLimits limits, Loops homes, IntSupplier messages) {
        this.slots = new Slots(limits, homes, messages);
    }

    PoolLimits limits() {
        return slots.limits();
    }

    void limit(PoolLimits changed) {
        perform(slots.limit(changed));
        watch();
    }

    /** How many connections there are, in use or idle; those that say goodbye don't count. */
    int size() {
        return slots.live();
    }

    /** Gives a slot if nobody has to be waited for, else null. */
    @Nullable
    Slot take(boolean sharing) {
        return slots.take(sharing);
    }

    /**
     * Queues for a slot; the ticket is done already when one has become free since.
     *
     * @param door where its slot is waited for; unless a thread waits, the ticket gets the slot on the thread of the slot's home
     * @param returning whether it has had a slot before, and comes before those who haven't
     */
    Ticket request(Door door, long totalDeadline, boolean sharing, boolean returning) {
        long turn = Watchdog.after(System.nanoTime(), slots.limits().waitLimit());
        Ticket ticket = new Ticket(this, door, turn, totalDeadline, sharing);
        perform(slots.enqueue(ticket, returning));
        Watchdog.shared().add(ticket);
        if (ticket.isDone()) {
            Watchdog.shared().remove(ticket);
        }
        return ticket;
    }

    /** Ends a wait. A slot that was granted meanwhile stays granted. */
    void withdraw(Ticket ticket, Loss why) {
        slots.withdraw(ticket);
        Watchdog.shared().remove(ticket);
        ticket.refuse(why);
    }

    /** Ends a wait, and gives back a slot that was granted meanwhile. */
    void abandon(Ticket ticket, Loss why) {
        withdraw(ticket, why);
        if (!ticket.isCompletedExceptionally()) {
            giveBack(ticket.join());
        }
    }

    /**
     * Looks for a connection that is fit for use, in a leased slot and then in idle ones, and brings it to a door.
     *
     * @return the slot to go on with, which is another one perhaps; it is empty when there is no such connection
     */
    Slot lookInto(Slot leased, Door door, long wanted) {
        Slot slot = leased;
        slot.wake();
        for (Connection found = slot.connection();
                found != null && !found.comeTo(door, wanted);
                found = slot.connection()) {
            slot.empty();
            goodbyes.say(found);
            slot = slots.exchange(slot);
            slot.wake();
        }
        return slot;
    }

    /** Gives the connection of a slot that several use, which the first to come has looked at; null if it is lost. */
    @Nullable
    Connection shared(Slot slot, long wanted) {
        Connection found = slot.connection();
        if (found == null || found.isEnding()) {
            return null;
        }
        if (slot.wake() && !found.comeTo(slot.home(), wanted)) {
            slot.empty();
            goodbyes.say(found);
            return null;
        }
        return found;
    }

    /** Lets nobody else onto a slot, and tells whether its user has it alone; if not, its connection may be gone by others' hands. */
    boolean seclude(Slot slot) {
        return slots.seclude(slot);
    }

    /** Lets others onto a slot, as many as its connection is good for at the moment. */
    void open(Slot slot, Connection connection, long now) {
        perform(slots.open(slot, room(slot, connection, now)));
    }

    /** How many messages may be under way at once; none joins a connection that is worn, or there would always be one on it. */
    private int room(Slot slot, Connection connection, long now) {
        long left = left(slot, connection, now);
        return left == 0 ? 0 : (int) Math.min(connection.window(), connection.underWay() + left);
    }

    /** How many further messages a connection is good for. */
    private long left(Slot slot, Connection connection, long now) {
        PoolLimits limits = slots.limits();
        if (Watchdog.isPast(Watchdog.after(slot.filled(), limits.maxAge()), now)
                || connection.login().isOver()) {
            return 0;
        }
        long most = Math.min(limits.messagesPerConnection(), habit.limit());
        return Math.min(slot.left(), Math.max(0, most - slot.messages()));
    }

    /** Takes a slot back whose connection rests, or goes on with others; if it isn't fit for another message, it goes. */
    void giveBack(Slot slot) {
        Connection connection = slot.connection();
        long now = System.nanoTime();
        int room = connection == null ? 1 : room(slot, connection, now);
        Moves moves = slots.leave(slot, room);
        if (moves != null) {
            perform(moves);
            return;
        }
        if (connection == null) {
            free(slot);
        } else if (room == 0) {
            habit.left(slot.messages());
            free(slot);
            goodbyes.say(connection);
        } else {
            connection.rest();
            slot.rest();
            perform(slots.keep(slot, room, now));
            watch();
        }
    }

    /** Says goodbye on the connection of a slot that stays leased, for another one. */
    void retire(Slot slot) {
        Connection worn = slot.empty();
        if (worn != null) {
            habit.left(slot.messages());
            goodbyes.say(worn);
        }
    }

    /** Takes a slot back whose connection has ended, or never came to be. */
    void free(Slot slot) {
        slot.empty();
        perform(slots.free(slot));
    }

    /** The server has turned away the new connection of a slot; tells whether there are others, for whose turn its user can wait. */
    boolean giveWay() {
        boolean way = slots.giveWay(System.nanoTime());
        watch();
        return way;
    }

    /** The server has let the new connection of a slot in. */
    void stood() {
        perform(slots.stood());
    }

    /**
     * Learns from a message for how many the connection is good: from what the server says, and from what it does. A goodbye counts
     * once, however many messages it cost.
     */
    void learn(Slot slot, Transaction message, @Nullable SmtpReply refusal) {
        if (message.serverLimit() > 0) {
            slot.limit(message.serverLimit());
        }
        boolean hungUp = refusal != null && refusal.code() == 421;
        boolean oneTooMany = slot.hasServed() && Habit.isOneTooMany(message, refusal);
        if ((hungUp || oneTooMany) && slot.noteFedUp()) {
            habit.hadEnough(slot.ended());
        }
    }

    /** Refuses who waits, says goodbye on what is idle, and keeps nothing from now on; completes behind the last goodbye. */
    CompletableFuture<Void> close() {
        perform(slots.close());
        Watchdog.shared().remove(this);
        return goodbyes.last();
    }

    @Override
    public long deadline() {
        return slots.nextExpiry();
    }

    @Override
    public boolean isSteady() {
        return true;
    }

    @Override
    public void expired() {
        perform(slots.sweep(System.nanoTime()));
    }

    /** The watchdog learns of a deadline that is new; it doesn't look at us before it is due. */
    private void watch() {
        Watchdog.shared().add(this);
        if (slots.isClosed()) {
            Watchdog.shared().remove(this);
        }
    }

    /** Tells whether the connection of a leased slot is good for no further message. */
    boolean isWorn(Slot slot) {
        Connection connection = slot.connection();
        return connection != null && left(slot, connection, System.nanoTime()) == 0;
    }

    private void perform(Moves moves) {
        if (moves.areNone()) {
            return;
        }
        for (Grant grant : moves.grants()) {
            Slot slot = grant.slot();
            if (grant.ticket().isBlocking()) {
                call(slot);
            } else {
                slot.home().enter(() -> call(slot));
            }
        }
        for (Ticket refused : moves.refused()) {
            withdraw(refused, CLOSED);
        }
        for (Slot evicted : moves.evicted()) {
            Connection last = evicted.empty();
            if (last != null) {
                goodbyes.say(last);
            }
        }
    }

    /** Gives a slot to whoever was granted it first, of those who haven't got it yet. */
    private void call(Slot slot) {
        Ticket first = slots.nextCalled(slot);
        if (!first.complete(slot)) {
            giveBack(slot); // It was withdrawn meanwhile.
        }
        Watchdog.shared().remove(first);
    }
}
