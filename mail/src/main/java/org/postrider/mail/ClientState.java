package org.postrider.mail;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.MessageContent;
import org.postrider.smtp.SendFuture;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpSender;
import org.postrider.sockets.ObjectDisposedException;

/**
 * What a client is doing: idle, in one send, or closed; and the sender that its properties have led to.
 *
 * <p>Thread safe. The lock is held for looking and noting only, never while something is sent or a sender is closed.
 */
final class ClientState {
    /** One send, from the moment at which it was accepted. */
    static final class Outgoing {
        final SmtpSender sender;
        final Envelope envelope;
        final MessageContent content;
        final Duration timeout;
        private final Executor completionExecutor;
        private volatile @Nullable SendFuture future;
        private volatile boolean aborted;

        private Outgoing(SmtpSender sender, Envelope envelope, MessageContent content, ClientSettings settings) {
            this.sender = sender;
            this.envelope = envelope;
            this.content = content;
            this.timeout = Duration.ofMillis(settings.timeout);
            this.completionExecutor = settings.completionExecutor;
        }

        /** Starts without waiting; whoever wanted to end it before there was a future is heard now. */
        SendFuture start() {
            SendFuture started = sender.sendAsync(envelope, content);
            future = started;
            if (aborted) {
                started.abort();
            }
            return started;
        }

        /** Tells of the end where the user wants to hear of it; an executor that refuses can't make the end unheard. */
        void complete(Runnable end) {
            try {
                completionExecutor.execute(end);
            } catch (RejectedExecutionException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "The completion executor refused; the end of a send is told here",
                        e);
                end.run();
            }
        }

        /** Ends it if it was started without waiting, or is about to be. */
        void abort() {
            aborted = true;
            SendFuture started = future;
            if (started != null) {
                started.abort();
            }
        }
    }

    private static final System.Logger LOG = System.getLogger("org.postrider.mail");

    private final ClientSettings settings = new ClientSettings(); // guarded by this
    private @Nullable Outgoing running; // guarded by this
    private @Nullable SmtpSender sender; // guarded by this
    private boolean closed; // guarded by this

    synchronized <T extends @Nullable Object> T read(Function<ClientSettings, T> property) {
        return property.apply(settings);
    }

    synchronized void change(Consumer<ClientSettings> property) {
        requireIdle();
        property.accept(settings);
    }

    /**
     * Accepts a send, or says why not, in the order of .NET: closed, busy, no message, host and port, From, recipients. Looking up
     * credentials is the user's code, so the properties are copied first and the lock is held for the last word only.
     */
    Outgoing begin(MailMessage message) {
        ClientSettings now = idleSettings();
        Objects.requireNonNull(message, "message");
        SmtpOptions options = now.toOptions();
        MessageContent content = MailMessageContent.of(message);
        Envelope envelope = MailEnvelope.of(message);
        return accept(options, envelope, content, now);
    }

    private synchronized ClientSettings idleSettings() {
        requireIdle();
        return settings.copy();
    }

    private synchronized Outgoing accept(
            SmtpOptions options, Envelope envelope, MessageContent content, ClientSettings now) {
        requireIdle();
        Outgoing accepted = new Outgoing(senderFor(options), envelope, content, now);
        running = accepted;
        return accepted;
    }

    synchronized void end(Outgoing ended) {
        if (running == ended) {
            running = null;
        }
    }

    synchronized @Nullable Outgoing running() {
        if (closed) {
            throw disposed();
        }
        return running;
    }

    void close() {
        SmtpSender last;
        synchronized (this) {
            closed = true;
            last = sender;
            sender = null;
        }
        if (last != null) {
            last.close();
        }
    }

    private void requireIdle() {
        if (closed) {
            throw disposed();
        }
        if (running != null) {
            throw new IllegalStateException(
                    "A send is in progress with this client; wait for its end, or use another client");
        }
    }

    private static ObjectDisposedException disposed() {
        return new ObjectDisposedException("SmtpClient");
    }

    /** A connection that was made with other properties is never used again; its goodbye isn't waited for. */
    private SmtpSender senderFor(SmtpOptions options) {
        SmtpSender kept = sender;
        if (kept != null && kept.options().equals(options)) {
            return kept;
        }
        if (kept != null) {
            Thread goodbye = new Thread(kept::close, "postrider-goodbye");
            goodbye.setDaemon(true);
            goodbye.start();
        }
        SmtpSender made = new SmtpSender(options);
        sender = made;
        return made;
    }
}
