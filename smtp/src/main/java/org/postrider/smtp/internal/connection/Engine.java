package org.postrider.smtp.internal.connection;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.MessageContent;
import org.postrider.smtp.SmtpOptions;
import org.postrider.sockets.SocketLoop;

/**
 * What stands behind a sender: starts deliveries through either door, and keeps the connections that they leave behind.
 *
 * <p>Thread safe. Each delivery in progress has a connection of its own; the idle ones are used again through the door that they were
 * made for.
 */
public final class Engine {
    private static final class Loop {
        static final SocketLoop SHARED = new SocketLoop("postrider-smtp");
    }

    private final SmtpOptions options;
    private final Executor workers = Workers.shared();
    private final IdleConnections idle = new IdleConnections(workers);
    private final Set<Delivery> active = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Makes an engine; nothing is connected before the first message.
     *
     * @param options what makes its connections
     */
    public Engine(SmtpOptions options) {
        this.options = options;
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
        Delivery delivery = new Delivery(this, Door.BLOCKING, envelope, content, timeout, active::remove);
        active.add(delivery);
        begin(delivery);
        return delivery;
    }

    /**
     * Sends on a loop, without waiting.
     *
     * @param envelope whom the message goes to
     * @param content the message
     * @param ended hears of the end, on a worker's thread
     * @return the delivery, under way
     */
    public Delivery start(Envelope envelope, MessageContent content, Consumer<Delivery> ended) {
        Door door = Door.on(Loop.SHARED);
        Delivery delivery = new Delivery(this, door, envelope, content, null, d -> {
            active.remove(d);
            workers.execute(() -> ended.accept(d));
        });
        active.add(delivery);
        door.enter(() -> begin(delivery));
        return delivery;
    }

    /** Ends what is under way, says goodbye on idle connections, and refuses further messages. Waits for the goodbyes. */
    public void close() {
        closed = true;
        active.forEach(d -> d.cancel("the sender was closed"));
        idle.close(options.limits().quit());
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

    Executor workers() {
        return workers;
    }

    @Nullable
    Connection borrow(Door door) {
        return idle.borrow(door.isBlocking());
    }

    void giveBack(Connection connection) {
        idle.giveBack(connection);
    }

    private void begin(Delivery delivery) {
        if (closed) {
            delivery.endUnstarted(FailureKind.CANCELLED, "the sender was closed", null);
        } else {
            delivery.start();
        }
    }
}
