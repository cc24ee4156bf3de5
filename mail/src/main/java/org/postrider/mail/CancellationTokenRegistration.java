package org.postrider.mail;

import org.jspecify.annotations.Nullable;

/**
 * A callback that waits for a {@link CancellationToken} to be cancelled, until it is closed.
 *
 * <p>Thread safe. One trap: closing doesn't wait for a callback that is running. Re-expresses
 * System.Threading.CancellationTokenRegistration.
 */
public final class CancellationTokenRegistration implements AutoCloseable {
    private final @Nullable CancellationTokenSource source;
    private final Runnable callback;

    CancellationTokenRegistration(@Nullable CancellationTokenSource source, Runnable callback) {
        this.source = source;
        this.callback = callback;
    }

    Runnable callback() {
        return callback;
    }

    /** Takes the callback back, unless it has been called. A second call does nothing. */
    @Override
    public void close() {
        if (source != null) {
            source.remove(this);
        }
    }
}
