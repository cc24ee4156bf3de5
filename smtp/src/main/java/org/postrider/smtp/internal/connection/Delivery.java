package org.postrider.smtp.internal.connection;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.MessageContent;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.internal.connection.Pump.Loss;
import org.postrider.smtp.internal.session.Failure;
import org.postrider.smtp.internal.session.Transaction;

/**
 * One message on its way: takes a slot of the pool, uses its connection or makes one, gives it back, and ends exactly once.
 *
 * <p>A connection that was idle may turn out to be gone; then the message goes once more, on a new one, unseen by the caller, as long
 * as the server hadn't asked for its content. Whoever ends a delivery from outside and the delivery itself compete for the connection
 * by one compare-and-set, so a late cancel can't hit the next user of it.
 */
public final class Delivery implements Connection.Client {
    private final Engine engine;
    private final Door door;
    private final Envelope envelope;
    private final MessageContent content;
    private final long begun = System.nanoTime();
    private final long deadline;
    private final Consumer<Delivery> done;
    private final AtomicReference<@Nullable Connection> held = new AtomicReference<>();
    private final AtomicReference<@Nullable Loss> abortReason = new AtomicReference<>();
    private volatile @Nullable CompletableFuture<Transaction> preparing;
    private volatile @Nullable Ticket turn;
    private volatile Servers.Tour tour;
    private @Nullable Slot slot;
    private @Nullable Connection connection;
    private boolean reusable;
    private final Parts parts;
    private @Nullable Transaction transaction;
    private boolean reused;
    private boolean moving; // to another connection, as soon as this one rests
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
        this.door = door;
        this.envelope = envelope;
        this.parts = new Parts(envelope);
        this.content = content;
        this.deadline = timeout == null ? Watchdog.NEVER : Watchdog.after(begun, timeout);
        this.done = done;
        this.tour = engine.servers().tour();
    }

    /** Begins, on the conversation's thread. */
    void start() {
        if (Watchdog.isPast(deadline, System.nanoTime())) {
            endUnstarted(FailureKind.TIMEOUT, "the send took longer than its limit", null);
            return;
        }
        if (Preparation.mayWait(content)) {
            prepareElsewhere();
        } else {
            prepareHere();
        }
    }

    private Transaction prepare() {
        return new Transaction(envelope, content, engine.options().isPartialDelivery());
    }

    private void prepareHere() {
        Transaction made;
        try {
            made = prepare();
        } catch (RuntimeException | Error e) {
            unprepared(e);
            return;
        }
        prepared(made);
    }

    /** Even the size of a file may be far away; it is waited for as long as the whole may take. */
    private void prepareElsewhere() {
        CompletableFuture<Transaction> made = Preparation.elsewhere(this::prepare, engine.workers(), deadline);
        preparing = made;
        if (abortReason.get() != null) {
            made.cancel(false);
        }
        door.await(made, (value, error) -> {
            if (value != null) {
                prepared(value);
            } else {
                unprepared(error);
            }
        });
    }

    /** Whoever has ended the wait counts, not what the future says of it. */
    private void unprepared(@Nullable Throwable error) {
        Loss reason = abortReason.get();
        Loss why = reason != null ? reason : Preparation.whyFailed(error);
        endUnstarted(why.kind(), why.text(), why.cause());
    }

    private void prepared(Transaction made) {
        transaction = made;
        Ticket mine = engine.pool().request(deadline);
        turn = mine;
        Loss reason = abortReason.get();
        if (reason != null) {
            engine.pool().withdraw(mine, reason);
        }
        if (mine.isDone() && !mine.isCompletedExceptionally()) {
            admitted(mine.join());
        } else {
            door.await(mine, (granted, error) -> {
                if (granted != null) {
                    admitted(granted);
                } else {
                    refused(mine, error);
                }
            });
        }
    }

    /** A slot that was granted while the thread was interrupted goes back. */
    private void refused(Ticket mine, @Nullable Throwable error) {
        Loss why = error instanceof Ticket.Refused refused
                ? refused.loss()
                : new Loss(FailureKind.CANCELLED, "the sending thread was interrupted", error);
        engine.pool().abandon(mine, why);
        endUnstarted(why.kind(), why.text(), why.cause());
    }

    private void admitted(Slot granted) {
        Slot mine = engine.pool().lookInto(granted, door);
        slot = mine;
        Connection idle = mine.connection();
        if (idle == null) {
            dial(mine);
        } else {
            reused = true;
            idle.setTotalDeadline(deadline);
            idle.setClient(this);
            hold(idle);
            submit(idle);
        }
        if (door.isBlocking()) {
            goOn(); // Not where a connection rests: each would be made deep inside the one before.
        }
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
        Transaction rest = message.rest();
        if (rest != null) {
            parts.add(message, refusal);
            learn(message, refusal);
            transaction = rest;
            moving = slot != null && engine.pool().isWorn(slot);
            if (!moving) {
                submit(open);
            }
            return;
        }
        DeliveryOutcome outcome = refusal == null ? message.successOutcome() : refusal.outcome();
        decide(result(outcome, refusal, open), parts.isRefusal(refusal) ? refusal : null);
        open.setTotalDeadline(Watchdog.NEVER);
        open.markUsed();
        learn(message, refusal);
        reusable = held.compareAndSet(open, null);
    }

    /**
     * Not earlier: the pump that told us of the end was still running, and the next user may be on another thread. The connection goes
     * back before anybody hears of the end, so that whoever closes the sender then finds it.
     */
    @Override
    public void rested() {
        if (result != null) {
            release();
            end();
        } else if (!door.isBlocking()) {
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
        Slot mine = slot;
        if (worn == null || mine == null) {
            return;
        }
        worn.rest();
        if (held.compareAndSet(worn, null)) {
            engine.pool().retire(mine);
        }
        reused = false;
        tour = engine.servers().tour();
        dial(mine);
    }

    private void learn(@Nullable Transaction message, @Nullable Failure refusal) {
        if (slot != null && message != null) {
            engine.pool().learn(slot, message, refusal == null ? null : refusal.reply());
        }
    }

    private void release() {
        Slot mine = slot;
        slot = null;
        if (mine == null) {
            return;
        }
        if (reusable) {
            engine.pool().giveBack(mine);
        } else {
            engine.pool().free(mine);
        }
    }

    @Override
    public void closed(@Nullable Failure loss) {
        Connection gone = connection;
        Slot mine = slot;
        reusable = false;
        Failure why = loss != null
                ? loss
                : new Failure(FailureKind.CANCELLED, "closed", DeliveryOutcome.NOT_SENT, null, null);
        if (gone == null || mine == null || result != null) {
            return;
        }
        held.compareAndSet(gone, null);
        learn(transaction, why);
        if (mayRetry(why)) {
            reused = false; // The next connection is new, so this happens once.
            transaction = transaction == null ? null : transaction.again();
            dial(mine);
        } else if (abortReason.get() == null && tour.goesOn(why)) {
            dial(mine);
        } else {
            decide(result(why.outcome(), why, gone), parts.isRefusal(why) ? why : null);
            release();
            end();
        }
    }

    @Override
    public void expired(Connection late, Loss loss) {
        boolean inTime = !Watchdog.isPast(deadline, System.nanoTime());
        if (inTime && tour.mayGoOn()) {
            late.abort(loss); // Its end is the beginning of the next server's turn.
            return;
        }
        if (held.compareAndSet(late, null)) {
            abortReason.compareAndSet(null, loss);
            late.abort(loss);
        }
    }

    private void dial(Slot mine) {
        Connection fresh = new Connection(tour, door, engine.workers(), this);
        mine.fill(fresh, System.nanoTime());
        fresh.setTotalDeadline(deadline);
        hold(fresh);
        fresh.open(engine.workers());
    }

    private void hold(Connection taken) {
        connection = taken;
        held.set(taken);
        Loss reason = abortReason.get();
        if (reason != null && held.compareAndSet(taken, null)) {
            taken.abort(reason);
        }
    }

    private void submit(Connection open) {
        tour.arrived();
        if (transaction != null && slot != null) {
            slot.countMessage();
            open.submit(transaction);
        }
    }

    private void abort(Loss loss) {
        abortReason.compareAndSet(null, loss);
        Connection taken = held.getAndSet(null);
        if (taken != null) {
            taken.abort(loss);
        }
        CompletableFuture<Transaction> unfinished = preparing;
        if (unfinished != null) {
            unfinished.cancel(false);
        }
        Ticket waiting = turn;
        if (waiting != null) {
            engine.pool().withdraw(waiting, loss);
        }
    }

    /** Lets go of everything after a fault of ours or of the user's code; nobody is told of an end. */
    void giveUp(Throwable fault) {
        abort(new Loss(FailureKind.CANCELLED, "the send failed: " + fault, fault));
        reusable = false;
        release();
    }

    /** Before the content was asked for, a connection that went away while idle can't have delivered anything. */
    private boolean mayRetry(Failure why) {
        boolean untouched = transaction == null || !transaction.isContentRequested();
        return reused && why.isGoodbye() && untouched && abortReason.get() == null;
    }

    private SendResult result(DeliveryOutcome outcome, @Nullable Failure why, Connection from) {
        return parts.result(transaction, outcome, why, from, from.account().timings(reused, begun));
    }

    private void decide(SendResult known, @Nullable Failure why) {
        Connection last = connection;
        result = known;
        failure = why;
        SmtpListener listener = last == null
                ? Events.ofMessage(engine.options().listener(), door::tell)
                : last.account().events();
        listener.messageEnded(known, why == null ? null : why.kind());
    }

    private void end() {
        if (!ended) {
            ended = true;
            done.accept(this);
        }
    }

    /** Ends a delivery that never came to a connection. */
    void endUnstarted(FailureKind kind, String text, @Nullable Throwable cause) {
        decide(Parts.none(engine.options().server()), new Failure(kind, text, DeliveryOutcome.NOT_SENT, null, cause));
        end();
    }
}
