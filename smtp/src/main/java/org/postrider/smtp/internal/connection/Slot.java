package org.postrider.smtp.internal.connection;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The right to one connection, and the connection itself once there is one.
 *
 * <p>Its {@link State} belongs to {@link Slots}, the one place where it changes; the rest to whoever has leased the slot, and goes from
 * hand to hand through the lock of {@code Slots}.
 */
final class Slot {
    /** Where a slot is: a slot is made when it is leased, and ends when it is free. */
    enum State {
        /** One delivery has it, or several share it. */
        LEASED,
        /** Nobody has it; its connection waits for the next message. */
        IDLE,
        /** It is over, and another slot may be made in its place. */
        FREE
    }

    State state = State.LEASED; // guarded by the lock of Slots
    long idleSince; // guarded by the lock of Slots
    int users = 1; // guarded by the lock of Slots
    int window = 1; // how many may use it at once; changed under the lock of Slots, by whoever has leased it
    boolean roomy; // whether it is offered to others; guarded by the lock of Slots

    final Deque<Ticket> called = new ArrayDeque<>(); // who was granted it and hasn't come; guarded by the lock of Slots

    private final Loop home;
    private @Nullable Connection connection;
    private long filled;
    private int messages;
    private int ended;
    private boolean served;
    private long most;
    private boolean fedUp;
    private boolean rested;

    /** Makes a slot whose connections are at home on a loop. */
    Slot(Loop home) {
        this.home = home;
    }

    Loop home() {
        return home;
    }

    /** Tells at home whether several have it. A glance without the lock: who has just let go of it elsewhere may count still. */
    boolean isShared() {
        return users > 1;
    }

    /** Puts a new connection into the slot. */
    void fill(Connection fresh, long now) {
        connection = fresh;
        filled = now;
        messages = 0;
        ended = 0;
        served = false;
        fedUp = false;
        most = Long.MAX_VALUE;
    }

    @Nullable
    Connection connection() {
        return connection;
    }

    /** Takes the connection out, if there is one. */
    @Nullable
    Connection empty() {
        Connection last = connection;
        connection = null;
        return last;
    }

    /** The connection rests: it may be lost before anybody notices. */
    void rest() {
        rested = true;
    }

    /** Tells whether the connection has rested; it is to be looked at then, once. */
    boolean wake() {
        boolean did = rested;
        rested = false;
        return did;
    }

    /** When the connection was made, on the clock of {@link System#nanoTime()}. */
    long filled() {
        return filled;
    }

    void countMessage() {
        messages++;
    }

    void countEnd(boolean taken) {
        ended++;
        served |= taken;
    }

    /** Tells whether the server has taken a message on this connection. */
    boolean hasServed() {
        return served;
    }

    /** How many messages the server is done with, on this connection. */
    int ended() {
        return ended;
    }

    /** Notes that the server has had enough of the connection, and tells whether that is new. */
    boolean noteFedUp() {
        boolean fresh = !fedUp;
        fedUp = true;
        most = Math.min(most, messages);
        return fresh;
    }

    /** Notes how many messages the connection is good for at most. */
    void limit(long messages) {
        most = Math.min(most, messages);
    }

    /** How many messages the connection was used for. */
    int messages() {
        return messages;
    }

    /** How many more messages the connection is good for. */
    long left() {
        return Math.max(0, most - messages);
    }
}
