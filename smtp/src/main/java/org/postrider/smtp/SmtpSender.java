package org.postrider.smtp;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.internal.connection.Delivery;
import org.postrider.smtp.internal.connection.Engine;
import org.postrider.smtp.internal.connection.Workers;
import org.postrider.sockets.ObjectDisposedException;

/**
 * Sends messages to one server, and tells of each what the server said.
 *
 * <p>It is the engine's door, below any message model: envelope and bytes go in, a {@link SendResult} comes out. The same conversation
 * runs through both methods, on the caller's thread by {@link #send}, on a loop's by {@link #sendAsync}. Thread safe. Connections
 * are used again; when all that there may be are busy, small messages in memory of {@code sendAsync} travel on one together, as far as
 * the server lets them (RFC 2920 and 3030). {@link #close()} says goodbye.
 *
 * <p>One trap: a result is no exception when only some recipients were refused; look at {@link SendResult#outcome()}.
 */
public final class SmtpSender implements AutoCloseable {
    private static @Nullable Cleaner cleaner; // guarded by the class

    private final SmtpOptions options;
    private final Engine engine;
    private final Cleaner.Cleanable cleanable;

    /**
     * Makes a sender with the default limits of its pool; nothing is connected before the first message.
     *
     * @param options what makes its connections
     */
    public SmtpSender(SmtpOptions options) {
        this(options, PoolLimits.DEFAULT);
    }

    /**
     * Makes a sender; nothing is connected before the first message.
     *
     * @param options what makes its connections
     * @param limits how many there may be, and how long they are kept
     */
    public SmtpSender(SmtpOptions options, PoolLimits limits) {
        this(options, new Engine(Objects.requireNonNull(options, "options"), Objects.requireNonNull(limits, "limits")));
    }

    /** Has to do with a sender only when nobody has it any more. Made late: no thread may be to be had for it, and one the next time. */
    private static synchronized Cleaner cleaner() {
        Cleaner made = cleaner;
        if (made == null) {
            made = Cleaner.create(task -> Workers.newThread(task, "postrider-cleaner"));
            cleaner = made;
        }
        return made;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The goodbyes of a sender that nobody has end by themselves.
    SmtpSender(SmtpOptions options, Engine made) {
        this.options = options;
        this.engine = made;
        this.cleanable = cleaner().register(this, made::close);
    }

    /**
     * Gives what makes the connections.
     *
     * @return the options
     */
    public SmtpOptions options() {
        return options;
    }

    /**
     * Gives the limits of the pool.
     *
     * @return the limits that hold now
     */
    public PoolLimits limits() {
        return engine.limits();
    }

    /**
     * Changes the limits of the pool while it is in use. While there are more connections than a lower number allows,
     * no message joins others on one; the first that are idle go.
     *
     * @param limits the limits that hold from now on
     */
    public void setLimits(PoolLimits limits) {
        engine.limit(Objects.requireNonNull(limits, "limits"));
    }

    /**
     * Tells how many connections there are, in use or idle.
     *
     * @return from 0 to {@link PoolLimits#maxConnections()}; those that only say goodbye don't count
     */
    public int connections() {
        return engine.connections();
    }

    /**
     * Sends a message and waits for the server's word, as long as the steps may take.
     *
     * @param envelope whom the message goes to
     * @param content the message
     * @return the result; all recipients or some got the message
     * @throws DeliveryException if nobody got it, or nobody can tell
     * @throws ObjectDisposedException if the sender is closed
     */
    public SendResult send(Envelope envelope, MessageContent content) {
        return send(envelope, content, null);
    }

    /**
     * Sends a message and waits for the server's word, for a limited time. Interrupting the thread ends the send; the thread stays
     * interrupted.
     *
     * @param envelope whom the message goes to
     * @param content the message
     * @param timeout how long it may take in all, name lookup included, noticed within 100 ms; zero or less is over at once, null
     *     for no limit but those of the steps
     * @return the result; all recipients or some got the message
     * @throws DeliveryException if nobody got it, or nobody can tell
     * @throws ObjectDisposedException if the sender is closed
     */
    public SendResult send(Envelope envelope, MessageContent content, @Nullable Duration timeout) {
        check(envelope, content);
        try {
            return engine.send(envelope, content, timeout).outcome();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Starts to send a message and returns at once: name lookup, connecting, TLS and reading the message happen elsewhere.
     *
     * @param envelope whom the message goes to
     * @param content the message
     * @return the result to come
     * @throws ObjectDisposedException if the sender is closed
     */
    public SendFuture sendAsync(Envelope envelope, MessageContent content) {
        check(envelope, content);
        SendFuture future = new SendFuture();
        Delivery delivery = engine.start(envelope, content, ended -> {
            try {
                future.ended(ended);
            } finally {
                Reference.reachabilityFence(this); // Until here the delivery keeps its sender.
            }
        });
        future.begun(delivery);
        return future;
    }

    /**
     * Makes a connection as if there were something to send, logs in, and says goodbye: so a program finds out at its start whether
     * host, TLS and credentials are right. Nothing is sent, and no connection is kept.
     *
     * @param timeout how long it may take in all, name lookup included; zero or less is over at once, null for no limit but those of the
     *     steps
     * @return the connection that a message would have travelled on
     * @throws DeliveryException if no message could have been sent; its result tells how far it came
     * @throws ObjectDisposedException if the sender is closed
     */
    public ConnectionFacts verify(@Nullable Duration timeout) {
        checkOpen();
        try {
            return engine.verify(timeout);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private void check(Envelope envelope, MessageContent content) {
        Objects.requireNonNull(envelope, "envelope");
        Objects.requireNonNull(content, "content");
        checkOpen();
    }

    private void checkOpen() {
        if (engine.isClosed()) {
            throw new ObjectDisposedException("SmtpSender");
        }
    }

    /**
     * Ends the sends under way as cancelled, says QUIT on idle connections, waits for the answers up to the limit of QUIT (2 s by
     * default), and closes. Calling it again has no effect.
     */
    @Override
    public void close() {
        CompletableFuture<Void> goodbyes = closeAsync();
        // The watchdog ends each goodbye at its limit; the second is for the watchdog.
        long limit = options.limits().quit().toMillis() + 1000;
        goodbyes.completeOnTimeout(null, limit, TimeUnit.MILLISECONDS);
        try {
            goodbyes.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The goodbyes go on without us.
        } catch (ExecutionException e) {
            throw new IllegalStateException("goodbyes don't fail", e);
        }
    }

    /**
     * Does what {@link #close()} does, and doesn't wait for the answers to QUIT.
     *
     * @return completes when the last idle connection is closed, within the limit of QUIT
     */
    public CompletableFuture<Void> closeAsync() {
        CompletableFuture<Void> goodbyes = engine.close().copy();
        cleanable.clean();
        return goodbyes;
    }
}
