package org.postrider.smtp.internal.connection;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.ConnectionFacts;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.MessageContent;
import org.postrider.smtp.PoolLimits;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.Timings;
import org.postrider.sockets.SocketException;

/**
 * What stands behind a sender: starts deliveries through either door, and has the pool that they take their connections from.
 *
 * <p>Thread safe. It knows nothing of the sender, so that one that was dropped can be noticed and its engine closed.
 */
public final class Engine {
    private final SmtpOptions options;
    private final String server;
    private final Executor workers = Workers.shared();
    private final ConnectionPool pool;
    private final Servers servers;
    private final Loops loops;
    private final Set<Delivery> active = ConcurrentHashMap.newKeySet();
    private final Set<Trial> trials = ConcurrentHashMap.newKeySet();
    private final AtomicInteger inHand = new AtomicInteger(); // messages whose end is yet to be told
    private volatile boolean closed;

    /**
     * Makes an engine; nothing is connected before the first message.
     *
     * @param options what makes its connections
     * @param limits how many connections there may be, and for how long
     */
    public Engine(SmtpOptions options, PoolLimits limits) {
        this(options, limits, new Servers(options), Loops.shared());
    }

    Engine(SmtpOptions options, PoolLimits limits, Servers servers, Loops loops) {
        this.options = options;
        this.server = options.server();
        this.servers = servers;
        this.loops = loops;
        this.pool = new ConnectionPool(limits, loops, inHand::get);
    }

    /**
     * Sends on the caller's thread.
     *
     * @param envelope whom the message goes to
     * @param content the message
     * @param timeout how long it may take in all, or null for no limit but those of the steps
     * @return the delivery, ended
     */
    public Delivery send(Envelope envelope, MessageContent content, @Nullable Duration timeout) {
        Delivery delivery = new Delivery(this, Door.BLOCKING, envelope, content, timeout, d -> tell(d, this::ended));
        begin(delivery);
        return delivery;
    }

    /**
     * Sends on the loop where its connection is at home, without waiting. Messages of one thread that travel on one connection leave in
     * the order of the calls, but for those whose content may have to be waited for.
     *
     * @param envelope whom the message goes to
     * @param content the message
     * @param ended hears of the end, on a thread that it may take its time on
     * @return the delivery, under way
     */
    public Delivery start(Envelope envelope, MessageContent content, Consumer<Delivery> ended) {
        Delivery delivery = new Delivery(this, Door.ANYWHERE, envelope, content, null, d -> {
            ended(d);
            d.door().tellEnd(() -> tell(d, ended));
        });
        begin(delivery);
        return delivery;
    }

    /**
     * Makes a connection as if there were something to send, and leaves it, on the caller's thread. It is no connection of the pool.
     *
     * @param timeout how long it may take in all, or null for no limit but those of the steps
     * @return what the connection was like
     * @throws DeliveryException if no message could be sent on it
     */
    public ConnectionFacts verify(@Nullable Duration timeout) {
        Trial trial = new Trial(servers.tour(), home(), workers, timeout);
        trials.add(trial);
        try {
            return trial.run(closed);
        } finally {
            trials.remove(trial);
        }
    }

    private Loop home() {
        try {
            return loops.next();
        } catch (SocketException | OutOfMemoryError e) {
            Loss none = Loops.whyNone(e);
            SendResult nothing = new SendResult(
                    DeliveryOutcome.NOT_SENT, List.of(), null, ConnectionFacts.none(server), Timings.NONE);
            throw new DeliveryException(none.kind(), none.text(), nothing, e);
        }
    }

    /**
     * Ends what is under way, says goodbye on idle connections, and refuses further messages.
     *
     * @return completes behind the last goodbye, within the limit of QUIT
     */
    public CompletableFuture<Void> close() {
        closed = true;
        active.forEach(d -> d.cancel("the sender was closed"));
        trials.forEach(t -> t.cancel("the sender was closed"));
        return pool.close();
    }

    /**
     * Gives the limits of the pool.
     *
     * @return the limits
     */
    public PoolLimits limits() {
        return pool.limits();
    }

    /**
     * Changes the limits of the pool.
     *
     * @param limits what holds from now on
     */
    public void limit(PoolLimits limits) {
        pool.limit(limits);
    }

    /**
     * Counts the connections.
     *
     * @return those in use and those that are idle
     */
    public int connections() {
        return pool.size();
    }

    /**
     * Tells whether the engine takes messages.
     *
     * @return true after {@link #close()}
     */
    public boolean isClosed() {
        return closed;
    }

    SmtpOptions options() {
        return options;
    }

    Servers servers() {
        return servers;
    }

    Executor workers() {
        return workers;
    }

    ConnectionPool pool() {
        return pool;
    }

    private void ended(Delivery delivery) {
        active.remove(delivery);
        OperatorLog.SHARED.ended(server, delivery);
    }

    private void tell(Delivery delivery, Consumer<Delivery> whom) {
        try {
            whom.accept(delivery);
        } finally {
            inHand.decrementAndGet();
        }
    }

    private void begin(Delivery delivery) {
        inHand.incrementAndGet();
        active.add(delivery);
        try {
            if (closed) {
                delivery.endUnstarted(new Loss(FailureKind.CANCELLED, "the sender was closed", null));
            } else {
                delivery.start();
            }
        } catch (RuntimeException | Error e) {
            if (active.remove(delivery)) {
                inHand.decrementAndGet();
            }
            delivery.giveUp(e);
            throw e;
        }
    }
}
