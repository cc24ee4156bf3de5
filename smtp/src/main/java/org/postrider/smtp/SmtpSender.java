package org.postrider.smtp;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.internal.connection.Delivery;
import org.postrider.smtp.internal.connection.Engine;
import org.postrider.sockets.ObjectDisposedException;

/**
 * Sends messages to one server, and tells of each what the server said.
 *
 * <p>It is the engine's door, below any message model: envelope and bytes go in, a {@link SendResult} comes out. The same conversation
 * runs through both methods, on the caller's thread by {@link #send}, on a loop's by {@link #sendAsync}. Thread safe; each message
 * under way has a connection of its own, and connections are used again. {@link #close()} says goodbye.
 *
 * <p>One trap: a result is no exception when only some recipients were refused; look at {@link SendResult#outcome()}.
 */
public final class SmtpSender implements AutoCloseable {
    private final SmtpOptions options;
    private final Engine engine;

    /**
     * Makes a sender; nothing is connected before the first message.
     *
     * @param options what makes its connections
     */
    public SmtpSender(SmtpOptions options) {
        this.options = Objects.requireNonNull(options, "options");
        this.engine = new Engine(options);
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
     * @param timeout how long it may take in all, name lookup included, noticed within 100 ms; null for no limit but those of the steps
     * @return the result; all recipients or some got the message
     * @throws DeliveryException if nobody got it, or nobody can tell
     * @throws ObjectDisposedException if the sender is closed
     */
    public SendResult send(Envelope envelope, MessageContent content, @Nullable Duration timeout) {
        check(envelope, content);
        return engine.send(envelope, content, timeout).outcome();
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
        Delivery delivery = engine.start(envelope, content, future::ended);
        future.begun(delivery);
        return future;
    }

    private void check(Envelope envelope, MessageContent content) {
        Objects.requireNonNull(envelope, "envelope");
        Objects.requireNonNull(content, "content");
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
        engine.close();
    }
}
