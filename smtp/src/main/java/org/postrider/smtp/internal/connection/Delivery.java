package org.postrider.smtp.internal.connection;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.MessageContent;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.internal.session.Failure;
import org.postrider.smtp.internal.session.Transaction;

/**
 * One message on its way: takes a slot of the pool, uses its connection or makes one, gives it back, and ends exactly once.
 *
 * <p>A connection that was idle may turn out to be gone; then the message goes once more, on a new one, unseen by the caller, as long
 * as the server hadn't asked for its content. Whoever ends a delivery from outside and the delivery itself compete for the connection
 * by their {@link Grip}.
 */
public final class Delivery implements Client {
    private final Engine engine;
    private final MessageContent content;
    private final long begun = System.nanoTime();
    private final long deadline;
    private final Consumer<Delivery> done;
    private final Grip grip = new Grip();
    private volatile @Nullable Preparation preparation; // of a content that may have to be waited for
    private final Berth berth;
    private volatile Servers.Tour tour;
    private @Nullable Connection connection;
    private boolean reusable;
    private final Parts parts;
    private @Nullable Transaction transaction;
    private boolean reused;
    private boolean moving; // to another connection, as soon as this one rests
    private int tries = 1;
    private long submitted;
    private boolean ended;
    private @Nullable SendResult result;
    private @Nullable Failure failure;

    Delivery(
            Engine engine,
            Door door,
            Envelope envelope,
            MessageContent content,
            @Nullable Duration timeout,
            Consumer<Delivery> done) {
        this.engine = engine;
        this.parts = new Parts(envelope);
        this.content = content;
        this.deadline = timeout == null ? Watchdog.NEVER : Watchdog.after(begun, timeout);
        this.done = done;
        this.tour = engine.servers().tour();
        this.berth = new Berth(engine.pool(), door, begun);
    }

    /** Tells where it lives: on the thread that waits, nowhere yet, or at the home of its connection. */
    Door door() {
        return berth.door();
    }

    /** Begins, on the thread of whoever sends; it goes on at the home of its connection. */
    void start() {
        if (Watchdog.isPast(deadline)) {
            endUnstarted(Deadlines.loss(Deadlines.WHOLE, false));
            return;
        }
        if (Preparation.mayWait(content)) {
            Preparation asked = new Preparation();
            preparation = asked;
            if (grip.whyEnded() != null) {
                asked.cancel();
            }
            asked.start(this::newTransaction, door(), engine.workers(), deadline, this::prepared);
        } else {
            Preparation.here(this::newTransaction, this::prepared);
        }
    }

    private Transaction newTransaction() {
        return new Transaction(parts.envelope(), content, engine.options().isPartialDelivery());
    }

    /** Whoever has ended the wait counts, not what the future says of it. */
    private void prepared(@Nullable Transaction made, @Nullable Throwable error) {
        if (made != null) {
            transaction = made;
            request(made);
            return;
        }
        Loss reason = grip.whyEnded();
        endUnstarted(reason != null ? reason : Preparation.whyFailed(error));
    }

    private void request(Transaction message) {
        berth.request(deadline, message.isLight(), (slot, error) -> {
            if (error instanceof Ticket.Refused refused) {
                endUnstarted(refused.loss());
            } else {
                admitted();
            }
        });
    }

    /** Goes aboard where others are under way, or looks whether the connection that nobody uses is still good. */
    private void admitted() {
        if (berth.isShared() || !berth.seclude()) {
            join();
            return;
        }
        Connection idle = berth.fitConnection();
        if (idle == null) {
            dial();
        } else {
            reused = true;
            idle.setTotalDeadline(deadline);
            idle.setClient(this);
            hold(idle);
            submit(idle);
        }
        if (door().isBlocking()) {
            goOn(); // Not where a connection rests: each would be made deep inside the one before.
        }
    }

    private void join() {
        Connection open = berth.sharedConnection();
        if (open == null) { // It was lost between the grant and now.
            waitAgain(false);
            return;
        }
        reused = true;
        if (open.underWay() == 0) {
            open.setClient(this);
        }
        hold(open);
        submit(open);
    }

    /**
     * Ends the delivery from outside, from any thread; it ends as cancelled unless it has ended already.
     *
     * @param reason what to tell a person
     */
    public void cancel(String reason) {
        abort(new Loss(FailureKind.CANCELLED, reason, null));
    }

    /**
     * Gives the result, after the end.
     *
     * @return what became of the message
     * @throws DeliveryException if nobody got it, or nobody can tell
     */
    public SendResult outcome() {
        SendResult known = result;
        if (known == null) {
            throw new IllegalStateException("the delivery hasn't ended");
        }
        if (failure != null) {
            throw new DeliveryException(failure.kind(), failure.text(), known, failure.cause());
        }
        return known;
    }

    @Override
    public void ready() {
        Connection open = connection;
        if (open != null) {
            submit(open);
        }
    }

    @Override
    public void delivered(Transaction message, @Nullable Failure refusal) {
        Connection open = connection;
        if (open == null) {
            return;
        }
        Transaction rest =
                Retry.isOneTooMany(reused && berth.hasServed(), message, refusal) ? message.again() : message.rest();
        if (rest != null) {
            parts.add(message, refusal);
            berth.countEnd(message, refusal);
            transaction = rest;
            moving = berth.isWorn();
            if (!moving) {
                submit(open);
            }
            return;
        }
        DeliveryOutcome outcome = refusal == null ? message.successOutcome() : refusal.outcome();
        decide(result(outcome, refusal, open), parts.isRefusal(refusal) ? refusal : null);
        open.setTotalDeadline(Watchdog.NEVER);
        open.markUsed();
        berth.countEnd(message, refusal);
        reusable = grip.letGo(open) || !door().isBlocking();
    }

    @Override
    public @Nullable Transaction transaction() {
        return transaction;
    }

    @Override
    public long took(long now) {
        return now - submitted;
    }

    @Override
    public void dropped(Failure why) {
        Connection open = connection;
        if (open != null && result == null) {
            decide(result(why.outcome(), why, open), why);
            reusable = true;
        }
    }

    /**
     * Not earlier: the pump that told us of the end was still running, and the next user may be on another thread. The connection goes
     * back before anybody hears of the end, so that whoever closes the sender then finds it.
     */
    @Override
    public void rested() {
        if (result != null) {
            berth.leave(reusable);
            end();
        } else if (!door().isBlocking()) {
            goOn();
        }
    }

    private void goOn() {
        while (moving) {
            moving = false;
            move();
        }
    }

    /** The connection is good for no further message, so those who haven't got this one yet get it on another. */
    private void move() {
        Connection worn = connection;
        if (worn == null || !berth.isHeld()) {
            return;
        }
        worn.rest(); // From here on it tells nothing more to one who is elsewhere.
        if (!berth.seclude()) {
            waitAgain(true);
            return;
        }
        tour = engine.servers().tour();
        grip.letGo(worn);
        berth.retire(); // Also where the message was ended meanwhile: that ends no connection between two parts.
        dial();
    }

    @Override
    public void closed(@Nullable Failure loss) {
        Connection gone = connection;
        Failure why = loss != null
                ? loss
                : new Failure(FailureKind.CANCELLED, "closed", DeliveryOutcome.NOT_SENT, null, null);
        if (gone == null || !berth.isHeld() || result != null || moving) {
            return; // It is through with this connection.
        }
        grip.letGo(gone);
        berth.learn(transaction, why);
        if (Retry.isChunkingUnknown(transaction, why)) {
            engine.servers().sendWithoutChunks();
            tour.repeat();
        }
        boolean wanted = grip.whyEnded() == null;
        if (wanted && Retry.isDue(tries, transaction, reused, why)) {
            tries += why.anothers() ? 0 : 1;
            transaction = transaction == null ? null : transaction.again();
            connectAgain();
        } else if (wanted && tour.goesOn(why, gone.login())) {
            connectAgain();
        } else if (wanted && berth.givesWay(why)) {
            waitAgain(false);
        } else {
            Failure own = grip.own(why);
            decide(result(own.outcome(), own, gone), parts.isRefusal(own) ? own : null);
            berth.leave(false);
            end();
        }
    }

    /** Whoever had the connection alone makes the next one in its place; others queue for theirs. */
    private void connectAgain() {
        if (berth.seclude()) {
            dial();
        } else {
            waitAgain(false);
        }
    }

    private void waitAgain(boolean alive) {
        connection = null;
        tour = engine.servers().tour();
        berth.leave(alive);
        request(Objects.requireNonNull(transaction, "whoever had a slot has a message"));
    }

    @Override
    public void expired(Connection late, Loss loss) {
        boolean inTime = !Watchdog.isPast(deadline);
        if (inTime && tour.mayGoOn()) {
            late.abort(loss); // Its end is the beginning of the next server's turn.
            return;
        }
        if (grip.letGo(late)) {
            grip.end(loss);
            late.abort(loss);
        }
    }

    private void dial() {
        reused = false;
        Connection fresh = berth.fill(tour, engine.workers(), this);
        fresh.setTotalDeadline(deadline);
        hold(fresh);
        fresh.open(engine.workers());
    }

    private void hold(Connection taken) {
        connection = taken;
        Loss reason = grip.take(taken);
        if (reason != null) {
            taken.end(this, door().isBlocking(), reason);
        }
    }

    private void submit(Connection open) {
        Transaction message = transaction;
        tour.arrived();
        if (message != null) {
            submitted = System.nanoTime();
            berth.countMessage();
            open.submit(message, this);
            if (connection != open) {
                return; // It has gone on elsewhere.
            }
            if (result == null) {
                berth.admitOthers(message, open, submitted); // First, so that one write takes them all.
            }
            open.goOn();
        }
    }

    private void abort(Loss loss) {
        Connection taken = grip.end(loss);
        if (taken != null) {
            taken.end(this, door().isBlocking(), loss);
        }
        Preparation asked = preparation;
        if (asked != null) {
            asked.cancel();
        }
        berth.withdraw(loss);
    }

    /** Lets go of everything after a fault of ours or of the user's code; nobody is told of an end. */
    void giveUp(Throwable fault) {
        abort(new Loss(FailureKind.CANCELLED, "the send failed: " + fault, fault));
        berth.leave(false);
    }

    private SendResult result(DeliveryOutcome outcome, @Nullable Failure why, Connection from) {
        return parts.result(transaction, outcome, why, from, from.account().timings(reused, begun, submitted));
    }

    private void decide(SendResult known, @Nullable Failure why) {
        Connection last = connection;
        result = known;
        failure = why;
        SmtpListener listener = last == null
                ? Events.ofMessage(engine.options().listener(), door()::tell)
                : last.account().events();
        listener.messageEnded(known, why == null ? null : why.kind());
    }

    private void end() {
        if (!ended) {
            ended = true;
            done.accept(this);
        }
    }

    /** Ends a delivery that never came to a connection, or not with what is left of it. */
    void endUnstarted(Loss why) {
        decide(parts.unfinished(engine.options().server()), why.failure(DeliveryOutcome.NOT_SENT));
        end();
    }
}
