package org.postrider.mail;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.sockets.ObjectDisposedException;

/**
 * Cancels whatever was started with its {@linkplain #getToken() token}, now or after some time.
 *
 * <pre>{@code
 * try (CancellationTokenSource stop = new CancellationTokenSource()) {
 *     stop.cancelAfter(Duration.ofSeconds(30));
 *     client.sendMailAsync(message, stop.getToken()).join();
 * }
 * }</pre>
 *
 * <p>Thread safe. One trap: once cancelled it stays so; make another one for what comes next. Re-expresses
 * System.Threading.CancellationTokenSource.
 */
public final class CancellationTokenSource implements AutoCloseable {
    private final CancellationToken token = new CancellationToken(this);
    private final Set<CancellationTokenRegistration> registrations = new LinkedHashSet<>(); // guarded by this
    private @Nullable Object timer; // guarded by this
    private boolean cancelled; // guarded by this
    private boolean closed; // guarded by this

    /** Makes a source that isn't cancelled. */
    public CancellationTokenSource() {}

    /** {@return the token to hand to what may have to be cancelled} */
    public CancellationToken getToken() {
        return token;
    }

    /** {@return whether it has been cancelled} */
    public synchronized boolean isCancellationRequested() {
        return cancelled;
    }

    /**
     * Cancels: the callbacks run here and now, all of them, whatever one of them throws. A second call does nothing.
     *
     * @throws ObjectDisposedException if the source is closed
     */
    public void cancel() {
        synchronized (this) {
            requireOpen();
        }
        cancelNow();
    }

    /**
     * Cancels after some time, instead of the time that was set before.
     *
     * @param delay how long to wait, in whole milliseconds; zero cancels at once
     * @throws IllegalArgumentException if it is negative
     * @throws ObjectDisposedException if the source is closed
     */
    public void cancelAfter(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("A delay is zero or more, this is " + delay);
        }
        Object set = new Object();
        synchronized (this) {
            requireOpen();
            timer = set;
        }
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> elapsed(set));
    }

    private void elapsed(Object set) {
        boolean current;
        synchronized (this) {
            current = timer == set;
        }
        if (current) {
            cancelNow();
        }
    }

    private void cancelNow() {
        List<CancellationTokenRegistration> waiting;
        synchronized (this) {
            cancelled = true;
            waiting = List.copyOf(registrations);
            registrations.clear();
        }
        Closing.all(waiting, registration -> registration.callback().run());
    }

    CancellationTokenRegistration register(Runnable callback) {
        CancellationTokenRegistration registration = new CancellationTokenRegistration(this, callback);
        if (!keep(registration)) {
            callback.run();
        }
        return registration;
    }

    private synchronized boolean keep(CancellationTokenRegistration registration) {
        if (!closed && !cancelled) {
            registrations.add(registration);
        }
        return !cancelled;
    }

    synchronized void remove(CancellationTokenRegistration registration) {
        registrations.remove(registration);
    }

    /** How many callbacks wait, for tests. */
    synchronized int waiting() {
        return registrations.size();
    }

    private void requireOpen() {
        if (closed) {
            throw new ObjectDisposedException("CancellationTokenSource");
        }
    }

    /** Forgets callbacks and times; what was started goes on. A second call does nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        timer = null;
        registrations.clear();
    }
}
