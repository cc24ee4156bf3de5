package org.postrider.smtp.internal.connection;

import org.jspecify.annotations.Nullable;
import org.postrider.smtp.internal.session.Failure;
import org.postrider.smtp.internal.session.Transaction;

/** The client of a connection that has no message: between two, or on its way out. */
class Bystander implements Client {
    @Override
    public final void ready() {
        throw new IllegalStateException("a connection without a message was ready before");
    }

    @Override
    public final @Nullable Transaction transaction() {
        return null;
    }

    @Override
    public final void dropped(Failure failure) {
        throw new IllegalStateException("a connection without a message has given one up");
    }

    @Override
    public final void delivered(Transaction transaction, @Nullable Failure failure) {
        throw new IllegalStateException("a connection without a message has delivered one");
    }

    @Override
    public final void rested() {
        // Nobody waits for it.
    }

    @Override
    public void closed(@Nullable Failure failure) {
        // Whoever takes the connection next will see.
    }

    @Override
    public void expired(Connection connection, Loss loss) {
        // The deadline was that of a message that has ended meanwhile.
    }
}
