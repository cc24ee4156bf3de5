package org.postrider.mail;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.SmtpOptions;
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
public non-sealed class SmtpClient extends SmtpClientProperties implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.postrider.mail");

    private final List<SendCompletedEventHandler> handlers = new CopyOnWriteArrayList<>();

    /**
     * Makes a client from configuration. What is configured nowhere has its default, and can be set until the first message.
     *
     * <p>The sources, of which a later one wins for each property:
     *
     * <ol>
     *   <li>{@code mail.properties} on the class path, in UTF-8: {@code host=smtp.example.com}, or {@code postrider.host=...};
     *   <li>the file that the system property {@code postrider.config} names, or else the environment variable
     *       {@code POSTRIDER_CONFIG}: properties as before, or a configuration file of .NET as it stands, whose
     *       {@code <system.net><mailSettings><smtp>} counts (also alone, as in a file for {@code configSource});
     *   <li>environment variables: {@code POSTRIDER_HOST=smtp.example.com};
     *   <li>system properties: {@code -Dpostrider.host=smtp.example.com}.
     * </ol>
     *
     * <table class="striped">
     * <caption>What can be configured; the variables begin with POSTRIDER_, the system properties with postrider.</caption>
     * <thead><tr><th>property<th>variable<th>attribute in .NET's file<th>value, and the default</thead>
     * <tbody>
     * <tr><td>{@code host}<td>{@code HOST}<td>{@code <network host>}<td>the server's name or address; none
     * <tr><td>{@code port}<td>{@code PORT}<td>{@code <network port>}<td>1 to 65,535; 25
     * <tr><td>{@code userName}<td>{@code USER_NAME}<td>{@code <network userName>}<td>the user to log in as; none: no authentication
     * <tr><td>{@code password}<td>{@code PASSWORD}<td>{@code <network password>}<td>the user's password; empty
     * <tr><td>{@code defaultCredentials}<td>{@code DEFAULT_CREDENTIALS}<td>{@code <network defaultCredentials>}<td>true or false; false
     * <tr><td>{@code enableSsl}<td>{@code ENABLE_SSL}<td>{@code <network enableSsl>}<td>true or false; false
     * <tr><td>{@code clientDomain}<td>{@code CLIENT_DOMAIN}<td>{@code <network clientDomain>}<td>a domain name or an address
     *     literal; this host's
     * <tr><td>{@code targetName}<td>{@code TARGET_NAME}<td>{@code <network targetName>}<td>a service principal name;
     *     {@code SMTPSVC/} and the host
     * <tr><td>{@code from}<td>{@code FROM}<td>{@code <smtp from>}<td>the author of {@linkplain MailMessage#MailMessage() new
     *     messages}; none
     * <tr><td>{@code deliveryMethod}<td>{@code DELIVERY_METHOD}<td>{@code <smtp deliveryMethod>}<td>a constant of
     *     {@link SmtpDeliveryMethod}, also as .NET writes it; Network
     * <tr><td>{@code deliveryFormat}<td>{@code DELIVERY_FORMAT}<td>{@code <smtp deliveryFormat>}<td>a constant of
     *     {@link SmtpDeliveryFormat}, also as .NET writes it; SevenBit
     * <tr><td>{@code pickupDirectoryLocation}<td>{@code PICKUP_DIRECTORY_LOCATION}<td>{@code <specifiedPickupDirectory
     *     pickupDirectoryLocation>}<td>an absolute path; none</tbody>
     * </table>
     *
     * <p>An empty value takes back what an earlier source gave. All sources are read when the first client or message is made in a class
     * loader, and again when a system property of these has changed; a file that changes isn't read again.
     *
     * @throws IllegalStateException if a source can't be read, a name isn't known or a value is wrong: the message has the source
     *     and the line, and never a password
     */
    public SmtpClient() {
        this(null, 0);
    }

    /**
     * Makes a client for a server; the rest is from {@linkplain #SmtpClient() configuration}, the credentials with it.
     *
     * @param host the server's name or address; null and empty leave it to the configuration
     * @throws IllegalArgumentException if the host is a URL, which {@link #fromUrl} takes, or has a character that no host has
     * @throws IllegalStateException if the configuration can't be read or holds something wrong; it says where
     */
    public SmtpClient(@Nullable String host) {
        this(host, 0);
    }

    /**
     * Makes a client for a server; the rest is from {@linkplain #SmtpClient() configuration}, the credentials with it.
     *
     * @param host the server's name or address; null and empty leave it to the configuration
     * @param port the port; 0 leaves it to the configuration, and is 25 without one
     * @throws IllegalArgumentException if the port is negative, or the host is a URL or has a character that no host has
     * @throws IllegalStateException if the configuration can't be read or holds something wrong; it says where
     */
    public SmtpClient(@Nullable String host, int port) {
        this(host, port, ClientConfiguration.current());
    }

    SmtpClient(@Nullable String host, int port, ClientConfiguration configuration) {
        if (port < 0) {
            throw new IllegalArgumentException("A port is not negative, this is " + port + "; 0 is the default, 25");
        }
        state.change(settings -> configuration.applyTo(settings, host, port));
    }

    /**
     * Makes a client for the server, the user and the TLS of a URL; what the URL doesn't say is from configuration.
     *
     * @param url such as {@code smtps://ann%40example.com:password@smtp.example.com}; see {@link SmtpOptions#of(String)}
     * @return a client, whose properties can still be changed
     * @throws IllegalArgumentException if the URL is wrong, or has {@code tls=optional}; the password isn't shown
     */
    public static SmtpClient fromUrl(String url) {
        SmtpClient client = new SmtpClient();
        client.state.change(settings -> settings.take(SmtpOptions.of(url)));
        return client;
    }

    /**
     * Sends a message and waits until the server has taken it.
     *
     * @param message the message; it is not changed and can be sent again
     * @throws ObjectDisposedException if the client or the message is closed
     * @throws IllegalStateException if a send runs, host or port is missing, or the message has no From or no recipient
     * @throws SmtpFailedRecipientException if recipients were refused; the others have got the message
     * @throws SmtpException if it could not be sent
     */
    public void send(MailMessage message) {
        send(message, Mailing::of);
    }

    /**
     * Sends a ready-made message as it is, and waits until the server has taken it.
     *
     * @param message the message, which goes to whom its {@linkplain Eml#envelope() envelope} says
     * @throws ObjectDisposedException if the client is closed
     * @throws IllegalStateException if a send runs, host or port is missing, or the message has no envelope
     * @throws org.postrider.mime.FormatException if an address in its header is malformed
     * @throws SmtpFailedRecipientException if recipients were refused; the others have got the message
     * @throws SmtpException if it could not be sent
     */
    public void send(Eml message) {
        send(message, Mailing::of);
    }

    private <T> void send(T message, Function<T, Mailing> reader) {
        Outgoing outgoing = state.begin(message, reader);
        try {
            outgoing.send();
        } finally {
            state.end(outgoing);
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
     * @throws ObjectDisposedException if the client or the message is closed
     * @throws IllegalStateException if a send runs, host or port is missing, or the message has no From or no recipient
     */
    public void sendAsync(MailMessage message, @Nullable Object userToken) {
        Outgoing outgoing = state.begin(message, Mailing::of);
        state.start(outgoing, ending -> onSendCompleted(ending.toArgs(userToken)));
    }

    /**
     * Starts to send a ready-made message as it is and returns at once; {@code SendCompleted} handlers hear of the end.
     *
     * @param message the message, which goes to whom its {@linkplain Eml#envelope() envelope} says
     * @param userToken handed to the handlers untouched
     * @throws ObjectDisposedException if the client is closed
     * @throws IllegalStateException if a send runs, host or port is missing, or the message has no envelope
     * @throws org.postrider.mime.FormatException if an address in its header is malformed
     */
    public void sendAsync(Eml message, @Nullable Object userToken) {
        Outgoing outgoing = state.begin(message, Mailing::of);
        state.start(outgoing, ending -> onSendCompleted(ending.toArgs(userToken)));
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
            outgoing.cancel();
        }
    }

    /**
     * Starts to send a message; the future completes when the server has taken it. Cancelling the future ends the I/O, as does
     * a time-out by {@link CompletableFuture#orTimeout}, and the client is free for the next.
     *
     * @param message the message as it is now: later changes don't reach this send
     * @return completes exceptionally with an {@link SmtpException} if the message could not be sent, or not to all; is cancelled by
     *     {@link #sendAsyncCancel()} and {@link #close()}, with an {@link SmtpException} as cause that tells how far the message got
     *     (since Java 23, {@code get} and {@code join} put a CancellationException of their own around that one)
     * @throws ObjectDisposedException if the client or the message is closed
     * @throws IllegalStateException if a send runs, host or port is missing, or the message has no From or no recipient
     */
    public CompletableFuture<Void> sendMailAsync(MailMessage message) {
        return sendMailAsync(message, CancellationToken.none());
    }

    /**
     * Starts to send a message that can be cancelled by a token; the future completes when the server has taken it.
     *
     * @param message the message as it is now: later changes don't reach this send
     * @param cancellationToken ends the send when it is cancelled; if it is already, the future is cancelled and nothing is begun
     * @return completes as that of {@link #sendMailAsync(MailMessage)}
     * @throws ObjectDisposedException if the client or the message is closed
     * @throws IllegalStateException if a send runs, host or port is missing, or the message has no From or no recipient
     */
    public CompletableFuture<Void> sendMailAsync(MailMessage message, CancellationToken cancellationToken) {
        return sendMailAsync(message, Mailing::of, cancellationToken);
    }

    /**
     * Starts to send a ready-made message as it is; the future completes when the server has taken it.
     *
     * @param message the message, which goes to whom its {@linkplain Eml#envelope() envelope} says
     * @return completes as that of {@link #sendMailAsync(MailMessage)}
     * @throws ObjectDisposedException if the client is closed
     * @throws IllegalStateException if a send runs, host or port is missing, or the message has no envelope
     * @throws org.postrider.mime.FormatException if an address in its header is malformed
     */
    public CompletableFuture<Void> sendMailAsync(Eml message) {
        return sendMailAsync(message, CancellationToken.none());
    }

    /**
     * Starts to send a ready-made message as it is, which can be cancelled by a token.
     *
     * @param message the message, which goes to whom its {@linkplain Eml#envelope() envelope} says
     * @param cancellationToken ends the send when it is cancelled; if it is already, the future is cancelled and nothing is begun
     * @return completes as that of {@link #sendMailAsync(MailMessage)}
     * @throws ObjectDisposedException if the client is closed
     * @throws IllegalStateException if a send runs, host or port is missing, or the message has no envelope
     * @throws org.postrider.mime.FormatException if an address in its header is malformed
     */
    public CompletableFuture<Void> sendMailAsync(Eml message, CancellationToken cancellationToken) {
        return sendMailAsync(message, Mailing::of, cancellationToken);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Unregistering can't fail.
    private <T> CompletableFuture<Void> sendMailAsync(
            T message, Function<T, Mailing> reader, CancellationToken cancellationToken) {
        state.requireOpen();
        if (cancellationToken.isCancellationRequested()) {
            CompletableFuture<Void> never = new CompletableFuture<>();
            never.cancel(false);
            return never;
        }
        Outgoing outgoing = state.begin(message, reader);
        MailTask task = new MailTask(() -> {
            state.end(outgoing);
            outgoing.abort();
        });
        state.start(outgoing, task::ended);
        CancellationTokenRegistration registration = cancellationToken.register(outgoing::abort);
        task.whenComplete((ended, failure) -> registration.close());
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
     * Starts to send a message of text that can be cancelled by a token.
     *
     * @param from the sender's address
     * @param recipients one address, or several with commas between them
     * @param subject the subject, or null for none
     * @param body the text, or null for none
     * @param cancellationToken ends the send when it is cancelled
     * @return completes as that of {@link #sendMailAsync(MailMessage)}
     * @throws org.postrider.mime.FormatException if an address is malformed
     */
    public CompletableFuture<Void> sendMailAsync(
            String from,
            String recipients,
            @Nullable String subject,
            @Nullable String body,
            CancellationToken cancellationToken) {
        return sendMailAsync(new MailMessage(from, recipients, subject, body), cancellationToken);
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
            } catch (Throwable thrown) {
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
}
