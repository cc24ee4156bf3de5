package org.postrider.smtp.internal.connection;

import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.internal.session.Failure;
import org.postrider.sockets.SocketError;
import org.postrider.sockets.SocketException;

/**
 * Why a conversation can't go on, or why it was ended.
 *
 * @param kind what went wrong
 * @param text what to tell a person
 * @param cause what lies behind it, or null
 */
record Loss(FailureKind kind, String text, @Nullable Throwable cause) {
    /** Says that a wire broke, which without an error means that the server has closed it. */
    static Loss of(@Nullable SocketError error, boolean shakingHands) {
        if (error == null) {
            return new Loss(FailureKind.CONNECTION, "the server closed the connection", null);
        }
        SocketException cause = new SocketException(error);
        return shakingHands
                ? new Loss(FailureKind.TLS, "the connection was lost during the TLS handshake: " + error, cause)
                : new Loss(FailureKind.CONNECTION, "the connection was lost: " + error, cause);
    }

    /** Gives what it means for a message, as far as that got. */
    Failure failure(DeliveryOutcome outcome) {
        return new Failure(kind, text, outcome, null, cause);
    }
}
