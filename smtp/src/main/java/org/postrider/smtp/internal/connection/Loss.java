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

    /** Says that whoever waits for the send was asked to wait no longer. */
    static Loss interrupted(@Nullable Throwable cause) {
        return new Loss(FailureKind.CANCELLED, "the sending thread was interrupted", cause);
    }

    /** Gives the same, unless it comes of the thread's interruption; to be asked where the conversation is. */
    Loss orInterrupted(Door door) {
        return door.isBlocking() && Thread.currentThread().isInterrupted() ? interrupted(cause) : this;
    }

    /** Gives the text for a server that has said nothing at all in clear: one that waits for a handshake does so. */
    String textOfSilence() {
        return kind == FailureKind.TIMEOUT
                ? text
                        + ": the server didn't greet; if it speaks TLS from the first byte on this port, use TlsMode.IMPLICIT"
                : text;
    }

    /** Gives what it means for a message, as far as that got. */
    Failure failure(DeliveryOutcome outcome) {
        return new Failure(kind, text, outcome, null, cause);
    }
}
