package org.postrider.smtp.internal.connection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.PoolLimits;
import org.postrider.smtp.internal.connection.Slot.State;

/**
 * The books of a pool: which slots there are, who waits for one, and what follows from each change.
 *
 * <p>It knows no connection, clock or thread. Every change ends in {@link #settle}, which keeps two promises: nobody waits while a slot
 * is idle or could be made, and whoever waits longest comes first, whoever lost a slot again before those who never had one. What is then to be done with tickets and connections is handed
 * back as {@link Moves}, to be carried out when the lock is free again.
 */
final class Slots {
    /**
     * What follows from a change.
     *
     * @param grants who gets which slot, leased for them already
     * @param refused who will never get one
     * @param evicted slots that are free now, whose connections have to go
     */
    record Moves(List<Grant> grants, List<Ticket> refused, List<Slot> evicted) {
        static final Moves NONE = new Moves(List.of(), List.of(), List.of());

        boolean areNone() {
            return grants.isEmpty() && refused.isEmpty() && evicted.isEmpty();
        }
    }

    /** A slot for somebody who waited. */
    record Grant(Ticket ticket, Slot slot) {}

    private volatile PoolLimits limits; // changed under the lock; one message more or less by the old ones is no matter

    // All guarded by this.
    private final Loops homes;
    private final IntSupplier messages;
    private final Deque<Slot> idle = new ArrayDeque<>(); // the last used first: those that aren't needed grow old
    private final Deque<Slot> roomy = new ArrayDeque<>(); // leased, with room for one more: who got one last comes last
    private final Set<Ticket> returned =
            new LinkedHashSet<>(); // who had a slot and lost it, in the order of their coming
    private final Set<Ticket> waiters = new LinkedHashSet<>(); // who come after them, in the order of their coming
    private final Allowance allowance = new Allowance();
    private int live;
    private @Nullable Slot current; // that was given last to who shares
    private int row; // how many times in a row
    private boolean closed;

    /**
     * Makes the books of a pool that has no slots yet.
     *
     * @param homes where the connections of its slots will be at home
     * @param messages counts those that were begun and whose end is yet to be told: with a slot, before it, or behind it
     */
    Slots(PoolLimits limits, Loops homes, IntSupplier messages) {
        this.limits = limits;
        this.homes = homes;
        this.messages = messages;
    }

    PoolLimits limits() {
        return limits;
    }

    /** How many slots there are, leased or idle. */
    synchronized int live() {
        return live;
    }

    synchronized int idle() {
        return idle.size();
    }

    synchronized int waiting() {
        return returned.size() + waiters.size();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /**
     * Leases a slot if there is one at once; then nobody waits, for who waits would have got it. Nobody overtakes who was granted the same
     * slot and is on the way to it, and nobody joins others while there are more slots than there may be: whichever is through first goes.
     *
     * @param sharing whether a slot will do that others use as well, when no other is left
     */
    synchronized @Nullable Slot take(boolean sharing) {
        Slot same = goingOn();
        Slot shared = same == null ? roomy.peek() : same;
        return next(sharing, sharing && waiting() == 0 && shared != null && shared.called.isEmpty());
    }

    private @Nullable Slot next(boolean sharing, boolean mayJoin) {
        if (closed) {
            return null;
        }
        boolean joining = mayJoin && live <= limits.maxConnections();
        Slot same = joining ? goingOn() : null;
        if (same != null) {
            row++;
            return join(same);
        }
        Slot last = idle.poll();
        if (last != null) {
            return lease(last, sharing);
        }
        return live < most() ? make() : joining ? joinNext() : null;
    }

    /**
     * Gives the slot that was given last, if it is to be given once more: as many times in a row as there are messages for each slot, so
     * that those which come together leave together. With no more messages than slots each has its own; no slot gets more than a share
     * on top of what it has. Who sends the next message when one is through does so while others of its row are yet to be told; so
     * they count, or each row would be shorter than the one before it.
     */
    private @Nullable Slot goingOn() {
        Slot last = current;
        return last != null && last.roomy && row < messages.getAsInt() / live ? last : null;
    }

    private @Nullable Slot joinNext() {
        Slot shared = roomy.poll();
        if (shared == null) {
            return null;
        }
        shared.roomy = false; // And then comes last.
        begin(shared);
        return join(shared);
    }

    private void begin(Slot slot) {
        current = slot;
        row = 1;
    }

    private Slot join(Slot shared) {
        shared.users++;
        offer(shared);
        return shared;
    }

    /** Lets so many use a leased slot at once; who has it calls this with each message, mostly to find that it is so. */
    Moves open(Slot slot, int window) {
        return slot.window == window ? Moves.NONE : widen(slot, window);
    }

    private synchronized Moves widen(Slot slot, int window) {
        slot.window = window;
        offer(slot);
        return settle();
    }

    /** Lets nobody else in, and tells whether nobody else is there, nor has ended the slot. */
    synchronized boolean seclude(Slot slot) {
        slot.window = 1;
        offer(slot);
        return slot.users == 1 && slot.state == State.LEASED;
    }

    /** Lets one of several go, and so many others in. Who is the last stays, with the slot alone, and has to keep or free it. */
    synchronized @Nullable Moves leave(Slot slot, int window) {
        if (slot.users == 1) {
            seclude(slot);
            return null;
        }
        slot.users--;
        slot.window = window;
        offer(slot);
        return settle();
    }

    private void offer(Slot slot) {
        boolean room = slot.state == State.LEASED && slot.users < slot.window;
        if (room && !slot.roomy) {
            roomy.add(slot);
        } else if (!room && slot.roomy) {
            roomy.removeLastOccurrence(slot); // Who is full most often got in last.
        }
        slot.roomy = room;
    }

    /** Gives who comes for a slot next, of those who were granted it: the order is that of the grants, whoever carries them out. */
    synchronized Ticket nextCalled(Slot slot) {
        return slot.called.remove();
    }

    /** Exchanges a leased slot for an idle one of the same home, or gives the same slot back when there is none. */
    synchronized Slot exchange(Slot slot) {
        for (Slot other : idle) {
            if (other.home() == slot.home()) {
                idle.remove(other);
                discard(slot, State.LEASED);
                slot.users = 0;
                return lease(other, false);
            }
        }
        return slot;
    }

    /** Puts somebody at the end of the queue, or before all who haven't had a slot yet. */
    synchronized Moves enqueue(Ticket ticket, boolean returning) {
        (returning ? returned : waiters).add(ticket);
        return settle();
    }

    /** Takes somebody out of the queue. */
    synchronized void withdraw(Ticket ticket) {
        returned.remove(ticket);
        waiters.remove(ticket);
    }

    /** Takes back a slot whose connection is good for so many other messages at once. */
    synchronized Moves keep(Slot slot, int window, long now) {
        move(slot, State.LEASED, State.IDLE);
        slot.users = 0;
        slot.window = window;
        slot.idleSince = now;
        idle.addFirst(slot);
        return settle();
    }

    /** Takes back a slot whose connection is none any more, from each of its users. */
    synchronized Moves free(Slot slot) {
        if (slot.users <= 0) {
            throw new IllegalStateException("a slot comes back once from each of its users; this one is " + slot.state);
        }
        slot.users--;
        if (slot.state == State.LEASED) {
            discard(slot, State.LEASED);
            offer(slot);
        }
        return settle();
    }

    /** The server won't have the connection of a leased slot, which is yet to be freed. Tells whether there are others to wait for. */
    synchronized boolean giveWay(long now) {
        if (live < 2) {
            return false;
        }
        allowance.turnedAway(live - 1, now);
        return true;
    }

    /** The server has let in the connection of a leased slot. */
    synchronized Moves stood() {
        allowance.stood(live);
        return settle();
    }

    /** Changes the limits; what is in use stays so. */
    synchronized Moves limit(PoolLimits changed) {
        limits = changed;
        return settle();
    }

    /** Frees idle slots that are past their time, and makes one more where it is time for that. */
    synchronized Moves sweep(long now) {
        allowance.look(now);
        List<Slot> old = new ArrayList<>();
        for (Iterator<Slot> i = idle.iterator(); i.hasNext(); ) {
            Slot next = i.next();
            if (Watchdog.isPast(expiry(next), now)) {
                i.remove();
                discard(next, State.IDLE);
                old.add(next);
            }
        }
        Moves more = settle();
        old.addAll(more.evicted());
        return new Moves(more.grants(), more.refused(), old);
    }

    /** When the first idle slot will be past its time, or it is time for one more. */
    synchronized long nextExpiry() {
        long first = allowance.due();
        for (Slot slot : idle) {
            first = Watchdog.earlier(first, expiry(slot));
        }
        return first;
    }

    /** Ends it all: nothing is kept or given any more. */
    synchronized Moves close() {
        closed = true;
        return settle();
    }

    private long expiry(Slot slot) {
        return Watchdog.earlier(
                Watchdog.after(slot.idleSince, limits.idleTime()), Watchdog.after(slot.filled(), limits.maxAge()));
    }

    private Moves settle() {
        boolean moot = waiting() == 0 || isAllTaken();
        if (!closed && moot && idle.size() <= limits.maxIdle() && live <= limits.maxConnections()) {
            return Moves.NONE;
        }
        List<Slot> evicted = new ArrayList<>();
        evict(evicted, closed ? 0 : Math.max(0, idle.size() + limits.maxConnections() - live));
        List<Grant> grants = serve();
        evict(evicted, limits.maxIdle());
        return new Moves(grants, closed ? dismiss() : List.of(), evicted);
    }

    /** Whoever waits then waits on: no slot is idle, or has room, or could be made. */
    private boolean isAllTaken() {
        return idle.isEmpty() && roomy.isEmpty() && live >= most();
    }

    private int most() {
        return Math.min(limits.maxConnections(), allowance.most());
    }

    /** Lets go of what was idle longest until no more than so many are left. */
    private void evict(List<Slot> evicted, int most) {
        while (idle.size() > most) {
            evicted.add(discard(idle.removeLast(), State.IDLE));
        }
    }

    private List<Grant> serve() {
        List<Grant> grants = new ArrayList<>();
        if (returned.isEmpty() || serve(returned, grants)) {
            serve(waiters, grants);
        }
        return grants;
    }

    /** Gives slots to the first of a queue, and tells whether all in it have got one. */
    private boolean serve(Set<Ticket> queue, List<Grant> grants) {
        for (Iterator<Ticket> i = queue.iterator(); i.hasNext(); ) {
            Ticket ticket = i.next();
            Slot slot = next(ticket.isSharing(), ticket.isSharing());
            if (slot == null) {
                return false;
            }
            slot.called.add(ticket);
            grants.add(new Grant(ticket, slot));
            i.remove();
        }
        return true;
    }

    private List<Ticket> dismiss() {
        List<Ticket> all = new ArrayList<>(returned);
        all.addAll(waiters);
        returned.clear();
        waiters.clear();
        return all;
    }

    /** Who shares lets others in at once: they needn't wait until the first has come to the connection. */
    private Slot lease(Slot last, boolean sharing) {
        move(last, State.IDLE, State.LEASED);
        last.users++;
        last.window = sharing ? last.window : 1;
        begin(last);
        offer(last);
        return last;
    }

    private Slot make() {
        Slot fresh = new Slot(homes.next()); // First: where no loop can be started, there is none.
        live++;
        return fresh;
    }

    private Slot discard(Slot slot, State from) {
        live--;
        return move(slot, from, State.FREE);
    }

    /** The one place where the state of a slot changes. */
    private static Slot move(Slot slot, State from, State to) {
        if (slot.state != from) {
            throw new IllegalStateException("a slot that was to go from " + from + " to " + to + " is " + slot.state);
        }
        slot.state = to;
        return slot;
    }
}
