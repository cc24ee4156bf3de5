package org.postrider.smtp.internal.connection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.ConnectionFacts;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.internal.session.Failure;
import org.postrider.smtp.internal.session.Transaction;

/**
 * A connection that is made to see whether it can be: through greeting, TLS and login, and out again by QUIT; to the next server of
 * several where a send would go on. For one run, on the caller's thread; {@link #cancel} may be called by any.
 */
final class Trial implements Client {
    private static final String TOO_LATE = "connecting and logging in took longer than its limit";

    private final Servers.Tour tour;
    private final Loop home;
    private final Executor workers;
    private final long begun = System.nanoTime();
    private final long deadline;
    private final AtomicReference<@Nullable Loss> abortReason = new AtomicReference<>();
    private volatile Connection connection;
    private boolean passed;
    private @Nullable Failure failure;

    Trial(Servers.Tour tour, Loop home, Executor workers, @Nullable Duration timeout) {
        this.tour = tour;
        this.home = home;
        this.workers = workers;
        this.deadline = timeout == null ? Watchdog.NEVER : Watchdog.after(begun, timeout);
        this.connection = fresh();
    }

    private Connection fresh() {
        Connection made = new Connection(tour, Door.BLOCKING, home, workers, this);
        made.setTotalDeadline(deadline);
        return made;
    }

    /**
     * Runs it.
     *
     * @param cancelled whether it was cancelled before anybody could do so by {@link #cancel}
     * @throws DeliveryException if the connection came to no point where a message could be sent
     */
    ConnectionFacts run(boolean cancelled) {
        if (cancelled) {
            cancel("the sender was closed");
        } else if (Watchdog.isPast(deadline)) {
            failure = new Failure(FailureKind.TIMEOUT, TOO_LATE, DeliveryOutcome.NOT_SENT, null, null);
            throw failed(); // As a send would: one without time isn't begun.
        }
        connection.open(workers);
        while (mayGoOn()) {
            next().open(workers);
        }
        if (passed) {
            connection.quit(); // Whatever becomes of the goodbye, what was to be seen has been seen.
            return connection.facts();
        }
        throw failed();
    }

    /** As a send does: a server that can't be used is followed by the next one. */
    private boolean mayGoOn() {
        Failure why = failure;
        boolean wanted = !passed && abortReason.get() == null && !Watchdog.isPast(deadline);
        return wanted && why != null && tour.goesOn(why, connection.login());
    }

    private Connection next() {
        Connection made = fresh();
        connection = made;
        Loss reason = abortReason.get();
        if (reason != null) {
            made.abort(reason); // It was cancelled between the two.
        }
        return made;
    }

    private DeliveryException failed() {
        Failure why = failure;
        if (why == null) {
            throw new IllegalStateException("a connection has neither opened nor failed");
        }
        SendResult result = new SendResult(
                DeliveryOutcome.NOT_SENT,
                List.of(),
                why.reply(),
                connection.facts(),
                connection.account().timings(false, begun, 0));
        return new DeliveryException(why.kind(), why.text(), result, why.cause());
    }

    void cancel(String reason) {
        Loss loss = new Loss(FailureKind.CANCELLED, reason, null);
        abortReason.compareAndSet(null, loss);
        connection.abort(loss);
    }

    @Override
    public void ready() {
        passed = true;
    }

    @Override
    public @Nullable Transaction transaction() {
        return null;
    }

    @Override
    public void dropped(Failure failure) {
        throw new IllegalStateException("a connection without a message has given one up");
    }

    @Override
    public void delivered(Transaction transaction, @Nullable Failure refusal) {
        throw new IllegalStateException("a connection without a message has delivered one");
    }

    @Override
    public void rested() {
        // It goes on where it was opened.
    }

    @Override
    public void closed(@Nullable Failure loss) {
        failure = loss;
    }

    @Override
    public void expired(Connection late, Loss loss) {
        boolean whole = Watchdog.isPast(deadline);
        late.abort(whole ? new Loss(loss.kind(), TOO_LATE, null) : loss);
    }
}
