package org.postrider.smtp.internal.connection;

import org.jspecify.annotations.Nullable;
import org.postrider.smtp.internal.session.Failure;
import org.postrider.smtp.internal.session.Transaction;

/** Who uses a connection, or has a message under way on it. Called on the conversation's thread, but where it says otherwise. */
interface Client {
    /** The connection is open and waits for a transaction. */
    void ready();

    /** Gives the transaction under way, or null before there is one. */
    @Nullable
    Transaction transaction();

    /** Tells how long before a time the transaction was submitted, in nanoseconds. */
    default long took(long now) {
        return 0;
    }

    /** The transaction has ended and the connection goes on. */
    void delivered(Transaction transaction, @Nullable Failure failure);

    /** Whatever the last call led to is done; only now may another thread use the connection. */
    void rested();

    /** The connection is gone, with the transaction if there was one. */
    void closed(@Nullable Failure failure);

    /** The transaction was given up as its client wanted, and the connection goes on with others. */
    void dropped(Failure failure);

    /** A deadline has passed; called by the watchdog, of a connection at home by its loop. */
    void expired(Connection connection, Loss loss);
}
