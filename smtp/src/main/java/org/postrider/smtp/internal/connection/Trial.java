package org.postrider.smtp.internal.connection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.ConnectionFacts;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.internal.connection.Pump.Loss;
import org.postrider.smtp.internal.session.Failure;
import org.postrider.smtp.internal.session.Transaction;

/**
 * One connection that is made to see whether it can be: through greeting, TLS and login, and out again by QUIT. For one run, on the
 * caller's thread; {@link #cancel} may be called by any.
 */
final class Trial implements Connection.Client {
    private final Connection connection;
    private final Executor workers;
    private final long begun = System.nanoTime();
    private final long deadline;
    private boolean passed;
    private @Nullable Failure failure;

    Trial(SmtpOptions options, Executor workers, @Nullable Duration timeout) {
        this.workers = workers;
        this.connection = new Connection(options, Door.BLOCKING, workers, this);
        this.deadline = timeout == null ? Watchdog.NEVER : Watchdog.after(begun, timeout);
        connection.setTotalDeadline(deadline);
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
        }
        connection.open(workers);
        if (passed) {
            connection.quit(); // Whatever becomes of the goodbye, what was to be seen has been seen.
            return connection.facts();
        }
        throw failed();
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
                connection.account().timings(false, begun));
        return new DeliveryException(why.kind(), why.text(), result, why.cause());
    }

    void cancel(String reason) {
        connection.abort(new Loss(FailureKind.CANCELLED, reason, null));
    }

    @Override
    public void ready() {
        passed = true;
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
        boolean whole = Watchdog.isPast(deadline, System.nanoTime());
        late.abort(whole ? new Loss(loss.kind(), "connecting and logging in took longer than its limit", null) : loss);
    }
}
