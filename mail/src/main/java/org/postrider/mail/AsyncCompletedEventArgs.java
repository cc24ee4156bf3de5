package org.postrider.mail;

import org.jspecify.annotations.Nullable;

/**
 * How an asynchronous send ended: well, with an error, or cancelled.
 *
 * <p>Immutable. Re-expresses System.ComponentModel.AsyncCompletedEventArgs; {@link #isInDoubt()} is ours.
 */
public class AsyncCompletedEventArgs {
    private final @Nullable Exception error;
    private final boolean cancelled;
    private final boolean inDoubt;
    private final @Nullable Object userState;

    /**
     * Makes args.
     *
     * @param error why it failed, or null
     * @param cancelled whether it was cancelled
     * @param userState the token that it was started with
     */
    public AsyncCompletedEventArgs(@Nullable Exception error, boolean cancelled, @Nullable Object userState) {
        this(error, cancelled, false, userState);
    }

    AsyncCompletedEventArgs(@Nullable Exception error, boolean cancelled, boolean inDoubt, @Nullable Object userState) {
        this.error = error;
        this.cancelled = cancelled;
        this.inDoubt = inDoubt;
        this.userState = userState;
    }

    /**
     * Gives the error.
     *
     * @return why the send failed; null when it went well or was cancelled
     */
    public @Nullable Exception getError() {
        return error;
    }

    /**
     * Tells whether the send was cancelled.
     *
     * @return true after {@link SmtpClient#sendAsyncCancel()} or {@link SmtpClient#close()} during the send
     */
    public boolean isCancelled() {
        return cancelled;
    }

    /**
     * Tells whether the server may have taken the message although the send didn't end well: its end had been handed over.
     *
     * @return true when sending it again may make a second copy
     */
    public boolean isInDoubt() {
        return inDoubt;
    }

    /**
     * Gives the token that the send was started with.
     *
     * @return the same object
     */
    public @Nullable Object getUserState() {
        return userState;
    }
}
