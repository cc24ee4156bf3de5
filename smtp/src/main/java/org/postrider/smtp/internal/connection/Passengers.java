package org.postrider.smtp.internal.connection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.internal.session.Failure;
import org.postrider.smtp.internal.session.Transaction;

/**
 * Who has a message under way on a connection, in the order of the messages; and who has got off and wasn't told that all is done.
 * Used by the conversation's thread, but for {@link #wereSeveral()}.
 */
final class Passengers {
    private final Deque<Client> aboard = new ArrayDeque<>();
    private final Deque<Client> arrived = new ArrayDeque<>();
    private volatile boolean several;

    void board(Client client) {
        aboard.add(client);
        if (aboard.size() > 1) {
            several = true;
        }
    }

    /** Tells whether there was more than one at a time since nobody was aboard; any thread may ask. */
    boolean wereSeveral() {
        return several;
    }

    int count() {
        return aboard.size();
    }

    boolean isAboard(Client client) {
        return aboard.contains(client);
    }

    /** Lets the one get off whose message has ended. */
    Client getOff(Transaction message) {
        for (Iterator<Client> i = aboard.iterator(); i.hasNext(); ) {
            Client client = i.next();
            if (client.transaction() == message) {
                i.remove();
                if (aboard.isEmpty()) {
                    several = false;
                }
                if (message.isFirst() || !arrived.contains(client)) { // A message in several parts arrives with each.
                    arrived.add(client);
                }
                return client;
            }
        }
        throw new IllegalStateException("nobody knows of the message that has ended");
    }

    /** Lets all get off; those who are aboard with a further part of their message may be elsewhere before the rest is told. */
    List<Client> empty() {
        List<Client> all = new ArrayList<>(aboard);
        aboard.clear();
        arrived.removeAll(all);
        return all;
    }

    /** Lets somebody go whose message stays aboard, for the server has some of it or all. */
    void abandon(Client client) {
        Transaction message = client.transaction();
        if (message != null) {
            int left = aboard.size();
            for (; left > 0; left--) {
                Client next = aboard.remove();
                aboard.add(next == client ? new Nobody(message) : next);
            }
        }
    }

    /** Tells those who have arrived that all is done; the last of them may hand all this on to another thread. */
    void rested() {
        for (int left = arrived.size(); left > 0; left--) {
            arrived.remove().rested();
        }
    }

    /** Sits where somebody has left. */
    private record Nobody(Transaction transaction) implements Client {
        @Override
        public void ready() {
            throw new IllegalStateException("a connection with a message was ready before");
        }

        @Override
        public void delivered(Transaction message, @Nullable Failure failure) {
            // Whoever wanted to know has given up.
        }

        @Override
        public void rested() {
            // Nobody waits for it.
        }

        @Override
        public void closed(@Nullable Failure failure) {
            // Whoever wanted to know has given up.
        }

        @Override
        public void dropped(Failure failure) {
            throw new IllegalStateException("nobody can't give up");
        }

        @Override
        public void expired(Connection connection, Loss loss) {
            // Only whoever is alone on a connection has a deadline of its own.
        }
    }
}
