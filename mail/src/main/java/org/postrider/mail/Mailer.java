package org.postrider.mail;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.ConnectionFacts;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpOptions;
import org.postrider.sockets.ObjectDisposedException;

/**
 * Sends any number of messages at once over a few connections, and tells of each what the server said.
 *
 * <pre>{@code
 * try (Mailer mailer = Mailer.builder("smtps://ann@smtp.example.com").password(secret).build()) {
 *     CompletableFuture<SendResult> sent = mailer.send(message);
 * }
 * }</pre>
 *
 * <p>Beyond .NET. Immutable and thread safe: make one for a server and keep it. Connections come about with the first messages and are used
 * again; TLS is required unless the {@linkplain MailerBuilder builder} was told otherwise. What it holds at once is
 * {@linkplain MailerBuilder#queueLimit bounded}. {@link #close()} waits for what was begun.
 *
 * <p>One trap: a result is no exception when only some recipients were refused; look at {@link SendResult#outcome()}.
 */
public final class Mailer implements AutoCloseable {
    private final Dispatch dispatch;
    private final Duration closeLimit;

    Mailer(MailerBuilder values, SmtpOptions options) {
        RateLimits rates = values.rates;
        List<Lane> lanes = Lanes.of(options, values.pool, rates.perConnection(), values.time.nanos());
        Pace pace = rates.isNone() ? null : new Pace(rates, values.time, lanes);
        Room room = new Room(values.queuedMessages(), values.queuedOctets);
        this.dispatch = new Dispatch(lanes, pace, room, values.whenFull);
        this.closeLimit = values.closeLimit;
    }

    /**
     * Starts a mailer for the server of a URL, with TLS from the first byte for {@code smtps://} and by STARTTLS, required, for
     * {@code smtp://} and {@code smtp+starttls://}.
     *
     * @param url such as {@code smtps://ann@smtp.example.com}; what else it may say stands at {@link SmtpOptions#of(String)}. The password
     *     is better given apart, by {@link MailerBuilder#password}
     * @return a builder
     * @throws IllegalArgumentException if the URL is wrong; the message shows no password
     */
    public static MailerBuilder builder(String url) {
        return new MailerBuilder(url);
    }

    /**
     * Starts a mailer for a server.
     *
     * @param host its name or address
     * @param port its port; 465 means TLS from the first byte, any other STARTTLS, required
     * @return a builder
     * @throws IllegalArgumentException if the host is empty, a URL, or has a character that no host has, or the port isn't from 1 to 65,535
     */
    public static MailerBuilder builder(String host, int port) {
        return new MailerBuilder(host, port);
    }

    /**
     * Starts a mailer whose connections are made as these options say.
     *
     * @param options the options, TLS mode included
     * @return a builder
     */
    public static MailerBuilder builder(SmtpOptions options) {
        return new MailerBuilder(options);
    }

    /**
     * Starts to send a message. The caller goes on at once, unless the mailer {@linkplain MailerBuilder#queueLimit holds as much as it may}
     * and {@linkplain WhenFull#BLOCK blocks}.
     *
     * @param mail the message as it is now: later changes don't reach this send
     * @return completes when the server has taken the message for all or for some; exceptionally with a {@link DeliveryException} when
     *     nobody got it, or nobody can tell. Cancelling it ends the I/O, as does a time-out by {@link CompletableFuture#orTimeout}
     * @throws IllegalStateException if the message has no author or no recipient
     * @throws ObjectDisposedException if the mailer or the message is closed
     */
    public CompletableFuture<SendResult> send(Mailable mail) {
        return dispatch.send(Mailing.of(mail));
    }

    /**
     * Sends a message on the caller's thread and waits for the server's word, as long as the steps may take. Interrupting the thread ends
     * the send; the thread stays interrupted.
     *
     * @param mail the message
     * @return the result; all recipients or some got the message
     * @throws DeliveryException if nobody got it, or nobody can tell
     * @throws java.util.concurrent.RejectedExecutionException if there is no room, and the mailer {@linkplain WhenFull#FAIL fails} then
     * @throws IllegalStateException if the message has no author or no recipient
     * @throws ObjectDisposedException if the mailer or the message is closed
     */
    public SendResult sendAndWait(Mailable mail) {
        return dispatch.sendAndWait(Mailing.of(mail));
    }

    /**
     * Sends a message for each item of a collection, as fast as the server takes them, on few connections and in bounded memory.
     *
     * <p>The items are read, and the messages made, one after the other on a thread of the library's own, no faster than there is room. An
     * item of which no message can be made fails alone.
     *
     * @param <T> what messages are made of: customers, orders, or messages that are ready
     * @param items the items; they may come from afar and be without end
     * @param composer makes the message of an item
     * @param listener hears what became of each item, one at a time, in the order in which that is known; while it does its work, no more
     *     items are taken than there is room for. What it throws is logged
     * @return how it all went, when each outcome was told
     * @throws ObjectDisposedException if the mailer is closed
     */
    public <T> BulkSend sendAll(
            Iterable<T> items,
            Function<? super T, ? extends Mailable> composer,
            Consumer<? super BulkOutcome<T>> listener) {
        Objects.requireNonNull(items, "items");
        return read(items::iterator, () -> {}, composer, listener);
    }

    /**
     * Sends a message for each item of a stream, as {@link #sendAll(Iterable, Function, Consumer)} does.
     *
     * @param <T> what messages are made of
     * @param items the items; the stream is closed behind the last one that was taken
     * @param composer makes the message of an item
     * @param listener hears what became of each item
     * @return how it all went, when each outcome was told
     * @throws ObjectDisposedException if the mailer is closed
     */
    public <T> BulkSend sendAll(
            Stream<T> items,
            Function<? super T, ? extends Mailable> composer,
            Consumer<? super BulkOutcome<T>> listener) {
        Objects.requireNonNull(items, "items");
        return read(items::iterator, items::close, composer, listener);
    }

    /**
     * Sends a message for each item that is published, as {@link #sendAll(Iterable, Function, Consumer)} does; the items are asked for one
     * by one as there is room, and the messages made on the publisher's thread, which never waits.
     *
     * @param <T> what messages are made of
     * @param items the publisher, which is subscribed to at once
     * @param composer makes the message of an item
     * @param listener hears what became of each item
     * @return how it all went, when each outcome was told
     * @throws ObjectDisposedException if the mailer is closed
     */
    public <T> BulkSend sendAll(
            Flow.Publisher<T> items,
            Function<? super T, ? extends Mailable> composer,
            Consumer<? super BulkOutcome<T>> listener) {
        Objects.requireNonNull(items, "items");
        Bulk<T> bulk = begin(composer, listener);
        BulkSubscriber<T> subscriber = new BulkSubscriber<>(bulk);
        bulk.onStop(subscriber::halt);
        try {
            items.subscribe(subscriber);
        } catch (Throwable broken) { // against rule 1.9
            subscriber.onError(broken);
        }
        return bulk.future();
    }

    private <T> BulkSend read(
            Supplier<Iterator<T>> items,
            BulkReader.Source source,
            Function<? super T, ? extends Mailable> composer,
            Consumer<? super BulkOutcome<T>> listener) {
        Bulk<T> bulk = begin(composer, listener);
        ClientSettings.COMPLETIONS.execute(new BulkReader<>(items, source, bulk));
        return bulk.future();
    }

    private <T> Bulk<T> begin(
            Function<? super T, ? extends Mailable> composer, Consumer<? super BulkOutcome<T>> listener) {
        Objects.requireNonNull(composer, "composer");
        Bulk<T> bulk = new Bulk<>(dispatch, composer, Objects.requireNonNull(listener, "listener"));
        dispatch.begin(bulk);
        return bulk;
    }

    /**
     * Tries host, TLS and credentials without sending anything: so a program finds out at its start whether they are right.
     *
     * @param timeout how long it may take in all, name lookup included; null for no limit but those of the steps
     * @return the connection that a message would have travelled on
     * @throws DeliveryException if no message could have been sent; it says why
     * @throws ObjectDisposedException if the mailer is closed
     */
    public ConnectionFacts verify(@Nullable Duration timeout) {
        return dispatch.sender().verify(timeout);
    }

    /**
     * Counts the messages that it holds: sent and not answered yet, or waiting for a connection or for their time.
     *
     * @return at most the {@linkplain MailerBuilder#queueLimit limit}
     */
    public int queued() {
        return dispatch.queued();
    }

    /**
     * Counts the connections, in use or idle.
     *
     * @return at most the {@linkplain MailerBuilder#connections limit}
     */
    public int connections() {
        return dispatch.connections();
    }

    /**
     * Takes no more messages, waits for those that were begun and for each {@link #sendAll} to its end, for at most the
     * {@linkplain MailerBuilder#closeLimit limit}, and closes all connections. What isn't done by then is cancelled. Calling it again has no
     * effect; calling it where a future or a listener is told of an end makes it wait for itself.
     */
    @Override
    public void close() {
        close(closeLimit);
    }

    /**
     * Takes no more messages, waits for those that were begun, and closes all connections. What isn't done in time is cancelled, and says
     * in its {@link DeliveryException} how far it got. Interrupting the thread ends the wait; the thread stays interrupted.
     *
     * @param limit how long to wait; zero cancels at once
     * @return false if something had to be cancelled
     */
    public boolean close(Duration limit) {
        return dispatch.close(Objects.requireNonNull(limit, "limit"));
    }
}
