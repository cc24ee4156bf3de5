package org.postrider.testkit.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.Session;

/** What the server has seen: messages and sessions, and a way to wait for them. Thread safe. */
public final class Inbox {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<ReceivedMessage> messages = new ArrayList<>();
    private final List<Session> sessions = new ArrayList<>();
    private int open;

    /** Makes an empty one. */
    public Inbox() {}

    void opened(Session session) {
        change(() -> {
            sessions.add(session);
            open++;
        });
    }

    void closed() {
        change(() -> open--);
    }

    void received(ReceivedMessage message) {
        change(() -> messages.add(message));
    }

    /** Forgets all messages and sessions, those of open connections too. */
    public void clear() {
        change(() -> {
            messages.clear();
            sessions.clear();
        });
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private <T> T look(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives the messages.
     *
     * @return a snapshot, in order of arrival
     */
    public List<ReceivedMessage> messages() {
        return look(() -> List.copyOf(messages));
    }

    /**
     * Gives the sessions.
     *
     * @return a snapshot, in order of acceptance
     */
    public List<Session> sessions() {
        return look(() -> List.copyOf(sessions));
    }

    /**
     * Counts open connections.
     *
     * @return how many there are now
     */
    public int openConnections() {
        return look(() -> open);
    }

    /**
     * Waits for messages.
     *
     * @param count how many
     * @param atMost how long
     * @return all that have come, at least as many
     */
    public List<ReceivedMessage> awaitMessages(int count, Duration atMost) {
        await(
                () -> messages.size() >= count,
                atMost,
                () -> count + " message(s) expected, " + messages.size() + " came");
        return messages();
    }

    /**
     * Waits until no connection is open.
     *
     * @param atMost how long
     */
    public void awaitNoConnections(Duration atMost) {
        await(() -> open == 0, atMost, () -> open + " connection(s) still open");
    }

    private void await(BooleanSupplier isTrue, Duration atMost, Supplier<String> complaint) {
        lock.lock();
        try {
            long left = TimeUnit.NANOSECONDS.convert(atMost); // As much as it can count: "for ever" has more.
            while (!isTrue.getAsBoolean()) {
                if (left <= 0) {
                    throw new AssertionError(complaint.get() + " within " + atMost + "; the server saw " + sessions);
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the test server", e);
        } finally {
            lock.unlock();
        }
    }
}
