package org.postrider.smtp.internal.connection;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.TlsFacts;

/**
 * Hands events to the user's listener, one after the other: at once in a blocking conversation, by an executor in one that lives on a
 * loop, for the user's code never runs there. What the listener throws is logged and changes nothing.
 */
final class Events implements SmtpListener {
    private final SmtpListener listener;
    private final Executor executor;
    private final Queue<Consumer<SmtpListener>> waiting = new ArrayDeque<>(); // guarded by itself
    private boolean draining; // guarded by waiting

    private Events(SmtpListener listener, Executor executor) {
        this.listener = listener;
        this.executor = executor;
    }

    /** Gives what a conversation should tell its events to. */
    static SmtpListener of(SmtpListener listener, Executor executor) {
        return listener == SmtpListener.NONE ? listener : new Events(listener, executor);
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
        executor.execute(this::drain);
    }

    private void drain() {
        for (Consumer<SmtpListener> event = next(); event != null; event = next()) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                System.getLogger("org.postrider.smtp")
                        .log(System.Logger.Level.WARNING, "an SmtpListener threw an exception", e);
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
