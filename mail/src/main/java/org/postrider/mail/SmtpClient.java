package org.postrider.mail;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.ClientState.Outgoing;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.SendResult;
import org.postrider.sockets.ObjectDisposedException;

/**
 * Sends mail to a server: the client of System.Net.Mail.
 *
 * <pre>{@code
 * try (SmtpClient client = new SmtpClient("smtp.example.com", 587)) {
 *     client.setEnableSsl(true);
 *     client.setCredentials(new NetworkCredential("ann", password));
 *     client.send(new MailMessage("ann@example.com", "bob@example.com", "Hello", "Hello, Bob."));
 * }
 * }</pre>
 *
 * <p>One send at a time: {@link #send}, {@link #sendAsync} and {@link #sendMailAsync} refuse to start while one runs. The connection is
 * kept for the next message as long as the properties stay the same. {@link #close()} says QUIT.
 *
 * <p>Threads: every method may be called from any thread. {@code SendCompleted} handlers and futures run on the
 * {@linkplain #setCompletionExecutor completion executor}, never on a loop thread.
 *
 * <p>A trap: {@link #setTimeout} bounds {@code send} only, as documented for .NET; each step of every send has limits of its own.
 */
public class SmtpClient implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.postrider.mail");

    private final ClientState state = new ClientState();
    private final List<SendCompletedEventHandler> handlers = new CopyOnWriteArrayList<>();

    /** Makes a client that has no host yet: {@link #setHost} before the first message. */
    public SmtpClient() {}

    /**
     * Makes a client for a server on port 25.
     *
     * @param host the server's name or address; null leaves it to {@link #setHost}
     */
    public SmtpClient(@Nullable String host) {
        this(host, 0);
    }

    /**
     * Makes a client for a server.
     *
     * @param host the server's name or address; null leaves it to {@link #setHost}
     * @param port the port; 0 is the default, 25
     * @throws IllegalArgumentException if the port is negative
     */
    public SmtpClient(@Nullable String host, int port) {
        if (port < 0) {
            throw new IllegalArgumentException("A port is not negative, this is " + port + "; 0 is the default, 25");
        }
        state.change(s -> {
            s.host = host == null ? null : host.trim();
            s.port = port == 0 ? ClientSettings.DEFAULT_PORT : port;
        });
    }

    /**
     * Gives the server's name or address.
     *
     * @return the host, or null if none was set
     */
    public @Nullable String getHost() {
        return state.<@Nullable String>read(s -> s.host);
    }

    /**
     * Sets the server's name or address.
     *
     * @param host not empty; blanks around it are taken off
     * @throws IllegalArgumentException if it is empty
     * @throws IllegalStateException while a send runs
     */
    public void setHost(String host) {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("The host is empty; give the mail server's name or address");
        }
        state.change(s -> s.host = host.trim());
    }

    /** {@return the port, 25 unless set} */
    public int getPort() {
        return state.read(s -> s.port);
    }

    /**
     * Sets the port. Port 465 with {@link #setEnableSsl} means TLS from the first byte (RFC 8314), any other STARTTLS.
     *
     * @param port 1 or more; above 65,535 is refused by the next send, as in .NET
     * @throws IllegalArgumentException if it is 0 or negative
     * @throws IllegalStateException while a send runs
     */
    public void setPort(int port) {
        if (port <= 0) {
            throw new IllegalArgumentException("A port lies between 1 and 65535, this is " + port);
        }
        state.change(s -> s.port = port);
    }

    /**
     * Gives how long {@link #send} may take.
     *
     * @return milliseconds, 100,000 unless set
     */
    public int getTimeout() {
        return state.read(s -> s.timeout);
    }

    /**
     * Sets how long {@link #send} may take in all, name lookup included. It has no effect on the asynchronous sends.
     *
     * @param timeout milliseconds; 0 ends a send at once, as in .NET
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException while a send runs
     */
    public void setTimeout(int timeout) {
        if (timeout < 0) {
            throw new IllegalArgumentException("A timeout is 0 or more milliseconds, this is " + timeout);
        }
        state.change(s -> s.timeout = timeout);
    }

    /** {@return whether the connection has to be under TLS; false unless set} */
    public boolean isEnableSsl() {
        return state.read(s -> s.enableSsl);
    }

    /**
     * Sets whether the connection has to be under TLS: a server that doesn't offer it is an error.
     *
     * @param enableSsl true for STARTTLS, or TLS from the first byte on port 465; false never uses TLS
     * @throws IllegalStateException while a send runs
     */
    public void setEnableSsl(boolean enableSsl) {
        state.change(s -> s.enableSsl = enableSsl);
    }

    /** {@return the credentials that were set, or null} */
    public @Nullable CredentialsByHost getCredentials() {
        return state.<@Nullable CredentialsByHost>read(s -> s.credentials);
    }

    /**
     * Sets the credentials to log in with. They never travel without TLS, unless
     * {@link #dangerouslyAllowPlaintextAuthentication} was called.
     *
     * @param credentials such as a {@link NetworkCredential}, or null to send without authentication
     * @throws IllegalStateException while a send runs
     */
    public void setCredentials(@Nullable CredentialsByHost credentials) {
        state.change(s -> s.credentials = credentials);
    }

    /**
     * Lets the credentials travel in clear when {@link #isEnableSsl()} is false: whoever listens can read them.
     *
     * @param allowed whether to allow it; not allowed unless set
     * @throws IllegalStateException while a send runs
     */
    public void dangerouslyAllowPlaintextAuthentication(boolean allowed) {
        state.change(s -> s.plaintextAuthentication = allowed);
    }

    /**
     * Sets what TLS is made with: trust in a CA of your own, client certificates, another provider.
     *
     * @param sslContext a context, or null for the platform's default. The host name is checked in any case
     * @throws IllegalStateException while a send runs
     */
    public void setSslContext(@Nullable SSLContext sslContext) {
        state.change(s -> s.sslContext = sslContext);
    }

    /**
     * Tells whether a message goes to the accepted recipients when others are refused.
     *
     * @return true unless set, as in .NET
     */
    public boolean isPartialDelivery() {
        return state.read(s -> s.partialDelivery);
    }

    /**
     * Sets whether a message goes to the accepted recipients when others are refused.
     *
     * @param partialDelivery false to send to all recipients or to none
     * @throws IllegalStateException while a send runs
     */
    public void setPartialDelivery(boolean partialDelivery) {
        state.change(s -> s.partialDelivery = partialDelivery);
    }

    /**
     * Sets where {@code SendCompleted} handlers and futures run; by default on threads of the library made for it.
     *
     * @param executor an executor, for example that of a user interface
     * @throws IllegalStateException while a send runs
     */
    public void setCompletionExecutor(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        state.change(s -> s.completionExecutor = executor);
    }

    /**
     * Sends a message and waits until the server has taken it.
     *
     * @param message the message; it is not changed and can be sent again
     * @throws ObjectDisposedException if the client is closed
     * @throws IllegalStateException if a send runs, host or port is missing, or the message has no From or no recipient
     * @throws SmtpFailedRecipientException if recipients were refused; the others have got the message
     * @throws SmtpException if it could not be sent
     */
    public void send(MailMessage message) {
        Outgoing outgoing = state.begin(message);
        SmtpException failure;
        try {
            SendResult result = outgoing.sender.send(outgoing.envelope, outgoing.content, outgoing.timeout);
            failure = Failures.of(result);
        } catch (DeliveryException e) {
            failure = Failures.of(e);
        } finally {
            state.end(outgoing);
        }
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Sends a message of text and waits until the server has taken it.
     *
     * @param from the sender's address
     * @param recipients one address, or several with commas between them
     * @param subject the subject, or null for none
     * @param body the text, or null for none
     * @throws org.postrider.mime.FormatException if an address is malformed
     * @see #send(MailMessage)
     */
    public void send(String from, String recipients, @Nullable String subject, @Nullable String body) {
        try (MailMessage message = new MailMessage(from, recipients, subject, body)) {
            send(message);
        }
    }

    /**
     * Starts to send a message and returns at once; {@code SendCompleted} handlers hear of the end.
     *
     * @param message the message as it is now: later changes don't reach this send
     * @param userToken handed to the handlers untouched
     * @throws ObjectDisposedException if the client is closed
     * @throws IllegalStateException if a send runs, host or port is missing, or the message has no From or no recipient
     */
    public void sendAsync(MailMessage message, @Nullable Object userToken) {
        Outgoing outgoing = state.begin(message);
        start(outgoing, failure -> onSendCompleted(completed(failure, userToken)));
    }

    /**
     * Starts to send a message of text and returns at once.
     *
     * @param from the sender's address
     * @param recipients one address, or several with commas between them
     * @param subject the subject, or null for none
     * @param body the text, or null for none
     * @param userToken handed to the handlers untouched
     * @throws org.postrider.mime.FormatException if an address is malformed
     * @see #sendAsync(MailMessage, Object)
     */
    public void sendAsync(
            String from,
            String recipients,
            @Nullable String subject,
            @Nullable String body,
            @Nullable Object userToken) {
        sendAsync(new MailMessage(from, recipients, subject, body), userToken);
    }

    /**
     * Ends the asynchronous send that is under way, at whatever step it is: its handlers are told that it was cancelled. When none is
     * under way, nothing happens.
     *
     * @throws ObjectDisposedException if the client is closed
     */
    public void sendAsyncCancel() {
        Outgoing outgoing = state.running();
        if (outgoing != null) {
            outgoing.abort();
        }
    }

    /**
     * Starts to send a message; the future completes when the server has taken it. Cancelling the future ends the I/O, and the client
     * is free at once.
     *
     * @param message the message as it is now: later changes don't reach this send
     * @return completes exceptionally with an {@link SmtpException} if the message could not be sent, or not to all; is cancelled by
     *     {@link #sendAsyncCancel()} and {@link #close()}, with an {@link SmtpException} as cause that tells how far the message got
     * @throws ObjectDisposedException if the client is closed
     * @throws IllegalStateException if a send runs, host or port is missing, or the message has no From or no recipient
     */
    public CompletableFuture<Void> sendMailAsync(MailMessage message) {
        Outgoing outgoing = state.begin(message);
        MailTask task = new MailTask(() -> {
            state.end(outgoing);
            outgoing.abort();
        });
        start(outgoing, task::ended);
        return task;
    }

    /**
     * Starts to send a message of text.
     *
     * @param from the sender's address
     * @param recipients one address, or several with commas between them
     * @param subject the subject, or null for none
     * @param body the text, or null for none
     * @return completes as that of {@link #sendMailAsync(MailMessage)}
     * @throws org.postrider.mime.FormatException if an address is malformed
     */
    public CompletableFuture<Void> sendMailAsync(
            String from, String recipients, @Nullable String subject, @Nullable String body) {
        return sendMailAsync(new MailMessage(from, recipients, subject, body));
    }

    /**
     * Adds a handler that hears of the end of each {@link #sendAsync}.
     *
     * @param handler the handler; added twice, it is called twice
     */
    public void addSendCompletedHandler(SendCompletedEventHandler handler) {
        handlers.add(Objects.requireNonNull(handler, "handler"));
    }

    /**
     * Removes a handler.
     *
     * @param handler the handler; one that wasn't added is no error
     */
    public void removeSendCompletedHandler(SendCompletedEventHandler handler) {
        handlers.remove(handler);
    }

    /**
     * Calls the handlers. What one of them throws is logged and doesn't keep the others from being called.
     *
     * @param e how the send ended
     */
    protected void onSendCompleted(AsyncCompletedEventArgs e) {
        for (SendCompletedEventHandler handler : handlers) {
            try {
                handler.sendCompleted(this, e);
            } catch (RuntimeException thrown) {
                LOG.log(System.Logger.Level.ERROR, "A SendCompleted handler threw an exception", thrown);
            }
        }
    }

    /**
     * Says QUIT, waits for the answer for up to 2 seconds, and closes the connection. A send that is under way is cancelled. Calling it
     * again has no effect.
     */
    @Override
    public void close() {
        state.close();
    }

    /** The client is free before anybody hears of the end, so that a handler may start the next send. */
    @SuppressWarnings("FutureReturnValueIgnored") // What it would hold is caught and told where it happens.
    private void start(Outgoing outgoing, Consumer<@Nullable Throwable> ended) {
        outgoing.start().whenComplete((result, error) -> {
            state.end(outgoing);
            Throwable failure = result == null ? error : Failures.of(result);
            outgoing.complete(() -> ended.accept(failure));
        });
    }

    private static AsyncCompletedEventArgs completed(@Nullable Throwable failure, @Nullable Object userToken) {
        if (failure instanceof DeliveryException delivery) {
            boolean cancelled = delivery.kind() == FailureKind.CANCELLED;
            boolean inDoubt = delivery.result().outcome() == DeliveryOutcome.IN_DOUBT;
            return new AsyncCompletedEventArgs(cancelled ? null : Failures.of(delivery), cancelled, inDoubt, userToken);
        }
        return new AsyncCompletedEventArgs((Exception) failure, false, userToken);
    }
}
