package org.postrider.smtp.internal.connection;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.internal.connection.Pump.Loss;
import org.postrider.smtp.internal.session.Failure;
import org.postrider.smtp.internal.session.Transaction;

/**
 * Connections between two messages, the last used first, so that those that aren't needed grow old at the other end.
 *
 * <p>Thread safe; the lock guards the list only and is never held while a connection is spoken to.
 */
final class IdleConnections {
    /** More than a sender needs while it waits; the rest says goodbye at once. */
    private static final int MOST = 10;

    private final Executor workers;
    private final Deque<Connection> connections = new ArrayDeque<>(); // guarded by itself
    private boolean closed; // guarded by connections

    IdleConnections(Executor workers) {
        this.workers = workers;
    }

    /** Takes a connection made for a door that is still usable, or null. */
    @Nullable
    Connection borrow(boolean blocking) {
        for (Connection next = take(blocking); next != null; next = take(blocking)) {
            if (next.isUsable()) {
                return next;
            }
            next.discard(new Loss(FailureKind.CONNECTION, "the server closed the idle connection", null));
        }
        return null;
    }

    private @Nullable Connection take(boolean blocking) {
        synchronized (connections) {
            for (Iterator<Connection> i = connections.iterator(); i.hasNext(); ) {
                Connection next = i.next();
                if (next.isBlocking() == blocking) {
                    i.remove();
                    return next;
                }
            }
            return null;
        }
    }

    /** Keeps a connection, or says goodbye on it when there are enough or everything is closed. Its own thread calls. */
    void giveBack(Connection connection) {
        connection.setClient(new Resting(connection, null));
        boolean kept;
        synchronized (connections) {
            kept = !closed && connections.size() < MOST;
            if (kept) {
                connections.addFirst(connection);
            }
        }
        if (!kept) {
            connection.quit();
        }
    }

    /** Says goodbye on all connections and waits for the server's goodbyes, but not for long. */
    void close(Duration limit) {
        List<Connection> all;
        synchronized (connections) {
            closed = true;
            all = new ArrayList<>(connections);
            connections.clear();
        }
        CountDownLatch goodbyes = new CountDownLatch(all.size());
        for (Connection connection : all) {
            connection.setClient(new Resting(connection, goodbyes));
            sayGoodbye(connection);
        }
        await(goodbyes, limit);
    }

    /** All at once, so that one server that doesn't answer costs its limit once: nobody else has the connection, so any thread may. */
    private void sayGoodbye(Connection connection) {
        if (connection.isBlocking()) {
            workers.execute(connection::quit);
        } else {
            connection.door().enter(connection::quit);
        }
    }

    private static void await(CountDownLatch goodbyes, Duration limit) {
        try {
            // The watchdog ends each goodbye at its limit; the second is for the watchdog.
            boolean all = goodbyes.await(limit.toMillis() + 1000, TimeUnit.MILLISECONDS);
            assert all : "a goodbye went past its limit";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The goodbyes go on without us.
        }
    }

    private void forget(Connection connection) {
        synchronized (connections) {
            connections.remove(connection);
        }
    }

    /** The client of a connection that nobody uses: hears of its end. */
    private final class Resting implements Connection.Client {
        private final Connection connection;
        private final @Nullable CountDownLatch goodbye;

        Resting(Connection connection, @Nullable CountDownLatch goodbye) {
            this.connection = connection;
            this.goodbye = goodbye;
        }

        @Override
        public void ready() {
            throw new IllegalStateException("an idle connection was ready before");
        }

        @Override
        public void delivered(Transaction transaction, @Nullable Failure failure) {
            throw new IllegalStateException("an idle connection has no message");
        }

        @Override
        public void rested() {
            // Nobody waits for it.
        }

        @Override
        public void closed(@Nullable Failure failure) {
            forget(connection);
            if (goodbye != null) {
                goodbye.countDown();
            }
        }

        @Override
        public void expired(Connection late, Loss loss) {
            late.abort(loss);
        }
    }
}
