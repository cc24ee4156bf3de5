package org.postrider.mail;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Lets somebody else end what you start: hand it to {@link SmtpClient#sendMailAsync(MailMessage, CancellationToken)}.
 *
 * <p>A token only listens; it is cancelled by the {@link CancellationTokenSource} that made it, once and for good. Immutable and thread
 * safe. Re-expresses System.Threading.CancellationToken.
 */
public final class CancellationToken {
    private static final CancellationToken NONE = new CancellationToken(null);

    private final @Nullable CancellationTokenSource source;

    CancellationToken(@Nullable CancellationTokenSource source) {
        this.source = source;
    }

    /**
     * Gives the token that nobody can cancel.
     *
     * @return always the same one
     */
    public static CancellationToken none() {
        return NONE;
    }

    /** {@return whether there is a source that could cancel it} */
    public boolean canBeCanceled() {
        return source != null;
    }

    /** {@return whether it has been cancelled} */
    public boolean isCancellationRequested() {
        return source != null && source.isCancellationRequested();
    }

    /**
     * Ends what you are doing if the token has been cancelled.
     *
     * @throws CancellationException if it has been
     */
    public void throwIfCancellationRequested() {
        if (isCancellationRequested()) {
            throw new CancellationException("The cancellation token was cancelled");
        }
    }

    /**
     * Asks to be told when the token is cancelled.
     *
     * @param callback run once, on the thread that cancels; at once if that has happened already; never if the source is
     *     closed first
     * @return close it when the callback has lost its meaning, so that a long-lived source doesn't keep it
     */
    public CancellationTokenRegistration register(Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        return source == null ? new CancellationTokenRegistration(null, callback) : source.register(callback);
    }
}
