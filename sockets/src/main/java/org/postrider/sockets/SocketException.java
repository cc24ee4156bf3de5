package org.postrider.sockets;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a socket cannot do what was asked: {@link #getSocketErrorCode()} says why.
 *
 * <p>Re-expresses System.Net.Sockets.SocketException, unchecked. The cause is what the JDK threw, if it threw something.
 * A trap for the reader of imports: {@code java.net.SocketException} is another class.
 */
public class SocketException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    private final SocketError socketErrorCode;

    /**
     * Makes an exception that says no more than its error.
     *
     * @param error why
     */
    public SocketException(SocketError error) {
        this(error, null, null);
    }

    /**
     * Makes an exception for something that the JDK reported.
     *
     * @param error why
     * @param cause what was thrown, or null
     */
    public SocketException(SocketError error, @Nullable Throwable cause) {
        this(error, cause == null ? null : cause.getMessage(), cause);
    }

    /**
     * Makes an exception.
     *
     * @param error why
     * @param detail words that follow the name of the error in the message, or null
     * @param cause what was thrown, or null
     */
    public SocketException(SocketError error, @Nullable String detail, @Nullable Throwable cause) {
        super(error + " (" + error.value() + ")" + (detail == null ? "" : ": " + detail), cause);
        this.socketErrorCode = error;
    }

    /**
     * Says why, as one of the named errors.
     *
     * @return the error
     */
    public SocketError getSocketErrorCode() {
        return socketErrorCode;
    }

    /**
     * Says why, as the number of Windows Sockets that .NET reports on every platform.
     *
     * @return {@link SocketError#value()} of {@link #getSocketErrorCode()}
     */
    public int getErrorCode() {
        return socketErrorCode.value();
    }
}
