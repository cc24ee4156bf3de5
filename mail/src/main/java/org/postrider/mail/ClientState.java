package org.postrider.mail;

import java.net.URI;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.PoolLimits;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpSender;
import org.postrider.sockets.ObjectDisposedException;

/**
 * What a client is doing: idle, in one send, or closed; and the sender that its properties have led to.
 *
 * <p>Thread safe. The lock is held for looking and noting only, never while something is sent or a sender is closed.
 */
final class ClientState {
    private final ClientSettings settings = new ClientSettings(); // guarded by this
    private @Nullable Plan plan; // of the settings as they are; guarded by this
    private @Nullable Outgoing running; // guarded by this
    private @Nullable SmtpSender sender; // guarded by this
    private PoolLimits limits = PoolLimits.DEFAULT; // guarded by this
    private boolean closed; // guarded by this

    synchronized <T extends @Nullable Object> T read(Function<ClientSettings, T> property) {
        return property.apply(settings);
    }

    synchronized void change(Consumer<ClientSettings> property) {
        requireIdle();
        plan = null;
        property.accept(settings);
    }

    /**
     * Accepts a send, or says why not, in the order of .NET: closed, busy, no message, host and port, From, recipients. Looking up
     * credentials is the user's code, so the properties are copied first and the lock is held for the last word only.
     */
    <T> Outgoing begin(T message, Function<T, Mailing> reader) {
        Plan idle = idlePlan();
        ClientSettings now = idle.settings;
        Objects.requireNonNull(message, "message");
        if (now.deliveryMethod != SmtpDeliveryMethod.NETWORK) {
            PickupFile file = new PickupFile(reader.apply(message));
            return accept(() -> new PickupSend(file, now));
        }
        SmtpOptions options = idle.options();
        Mailing mailing = reader.apply(message);
        return accept(() -> new NetworkSend(senderFor(options), mailing, now));
    }

    private synchronized Plan idlePlan() {
        requireIdle();
        Plan current = plan == null ? new Plan(settings) : plan;
        plan = current;
        return current;
    }

    private synchronized Outgoing accept(Supplier<Outgoing> send) {
        requireIdle();
        Outgoing accepted = send.get();
        running = accepted;
        return accepted;
    }

    synchronized void end(Outgoing ended) {
        if (running == ended) {
            running = null;
        }
    }

    synchronized @Nullable Outgoing running() {
        requireOpen();
        return running;
    }

    synchronized void requireOpen() {
        if (closed) {
            throw new ObjectDisposedException("SmtpClient");
        }
    }

    synchronized PoolLimits limits() {
        return limits;
    }

    /** Changes the limits of the client's connections, also while one is in use. */
    synchronized void limit(UnaryOperator<PoolLimits> change) {
        limits = change.apply(limits);
        if (sender != null) {
            sender.setLimits(limits);
        }
    }

    /** Counts the connections to a server, if it is the client's. */
    synchronized int connectionsTo(URI address) {
        SmtpOptions options = sender == null ? null : sender.options();
        boolean same = options != null
                && ServicePoint.addressOf(options.host(), options.port()).equals(address);
        return same && sender != null ? sender.connections() : 0;
    }

    void close() {
        Outgoing unfinished;
        SmtpSender last;
        synchronized (this) {
            closed = true;
            unfinished = running;
            last = sender;
            sender = null;
        }
        if (unfinished != null) {
            unfinished.abort();
        }
        if (last != null) {
            last.close();
        }
    }

    private void requireIdle() {
        requireOpen();
        if (running != null) {
            throw new IllegalStateException(
                    "A send is in progress with this client; wait for its end, or use another client");
        }
    }

    /** A connection that was made with other properties is never used again; its goodbye isn't waited for. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private SmtpSender senderFor(SmtpOptions options) {
        SmtpSender kept = sender;
        if (kept != null && kept.options().equals(options)) {
            return kept;
        }
        if (kept != null) {
            kept.closeAsync();
        }
        SmtpSender made = new SmtpSender(options, limits);
        sender = made;
        return made;
    }

    /**
     * The client is free before anybody hears of the end, so that a handler may start the next send. The end is never told on the thread
     * that starts: it may have come already, and the stack would grow with each next send.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // What it would hold is caught and told where it happens.
    void start(Outgoing outgoing, Consumer<Ending> ended) {
        Consumer<Ending> heard = ending -> {
            end(outgoing);
            outgoing.complete(() -> ended.accept(ending));
        };
        begin(outgoing).thenAcceptAsync(heard, ClientSettings.COMPLETIONS);
    }

    /** What couldn't be started is no send in progress. */
    private CompletableFuture<Ending> begin(Outgoing outgoing) {
        try {
            return outgoing.start();
        } catch (RuntimeException | Error e) {
            end(outgoing);
            throw e;
        }
    }
}
