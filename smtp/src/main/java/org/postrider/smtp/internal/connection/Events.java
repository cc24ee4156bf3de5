package org.postrider.smtp.internal.connection;

import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.SmtpStep;
import org.postrider.smtp.TlsFacts;

/**
 * Hands events to the user's listener, one after the other: at once in a blocking conversation, by an executor in one that lives on a
 * loop, for the user's code never runs there. What the listener throws is logged and changes nothing.
 */
final class Events implements SmtpListener {
    private static final System.Logger LOG = System.getLogger("org.postrider.smtp");

    private final Supplier<SmtpListener> source;
    private final Executor executor;
    private final Queue<Consumer<SmtpListener>> waiting = new ArrayDeque<>(); // guarded by itself
    private boolean draining; // guarded by waiting
    private SmtpListener listener = SmtpListener.NONE; // of whoever drains, as are the next two
    private boolean found;
    private boolean failed;

    private Events(Supplier<SmtpListener> source, Executor executor) {
        this.source = source;
        this.executor = executor;
    }

    /** Gives what a conversation should tell its events to; the listener's own for it is asked for where the first is told. */
    static SmtpListener ofConnection(SmtpListener listener, Executor executor) {
        return listener == SmtpListener.NONE ? listener : new Events(listener::opening, executor);
    }

    /** Gives what a message that has no conversation should tell its end to. */
    static SmtpListener ofMessage(SmtpListener listener, Executor executor) {
        return listener == SmtpListener.NONE ? listener : new Events(() -> listener, executor);
    }

    @Override
    public void connecting(InetSocketAddress address) {
        tell(l -> l.connecting(address));
    }

    @Override
    public void unreachable(InetSocketAddress address, String reason) {
        tell(l -> l.unreachable(address, reason));
    }

    @Override
    public void connected(InetSocketAddress address) {
        tell(l -> l.connected(address));
    }

    @Override
    public void command(String line) {
        tell(l -> l.command(line));
    }

    @Override
    public void reply(SmtpReply reply) {
        tell(l -> l.reply(reply));
    }

    @Override
    public void secured(TlsFacts facts) {
        tell(l -> l.secured(facts));
    }

    @Override
    public void progress(long sent, long size) {
        tell(l -> l.progress(sent, size));
    }

    @Override
    public void stepEnded(SmtpStep step, Duration took) {
        tell(l -> l.stepEnded(step, took));
    }

    @Override
    public void messageEnded(SendResult result, @Nullable FailureKind failure) {
        tell(l -> l.messageEnded(result, failure));
    }

    @Override
    public void closed(String reason) {
        tell(l -> l.closed(reason));
    }

    private void tell(Consumer<SmtpListener> event) {
        synchronized (waiting) {
            waiting.add(event);
            if (draining) {
                return;
            }
            draining = true;
        }
        try {
            executor.execute(this::drain);
        } catch (RuntimeException | OutOfMemoryError e) {
            synchronized (waiting) {
                draining = false;
            }
            LOG.log(
                    Level.WARNING,
                    "No thread is to be had to tell an SmtpListener what happens; it hears of it with what happens next",
                    e);
        }
    }

    private void drain() {
        for (Consumer<SmtpListener> event = next(); event != null; event = next()) {
            try {
                if (!found) {
                    found = true;
                    listener = Objects.requireNonNull(source.get(), "opening() gave no listener");
                }
                event.accept(listener);
            } catch (Throwable e) {
                LOG.log(failed ? Level.DEBUG : Level.WARNING, "an SmtpListener threw an exception: " + e, e);
                failed = true; // A listener that always throws would fill the log.
            }
        }
    }

    private @Nullable Consumer<SmtpListener> next() {
        synchronized (waiting) {
            Consumer<SmtpListener> event = waiting.poll();
            draining = event != null;
            return event;
        }
    }
}
