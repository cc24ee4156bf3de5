package org.postrider.sockets;

import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the {@link SocketError} for what the JDK threw.
 *
 * <p>The JDK gives no error number. Its exception type tells the important cases apart and is asked first; for the rest
 * there is only the text of the operating system, so a table of the English texts of Linux, macOS and Windows comes
 * second. A text that is not in the table (say, in another language) leaves the error that the type suggests.
 */
final class SocketErrors {
    /** Parts of messages in lower case. The first that fits wins, so the longer stand before the shorter. */
    private static final List<Map.Entry<String, SocketError>> BY_MESSAGE = List.of(
            Map.entry("connection refused", SocketError.CONNECTION_REFUSED),
            Map.entry("timed out", SocketError.TIMED_OUT),
            Map.entry("connection reset", SocketError.CONNECTION_RESET),
            Map.entry("forcibly closed by the remote host", SocketError.CONNECTION_RESET),
            // The peer reset the connection earlier, and that was reported earlier. After our own shutdown the JDK
            // speaks
            // of a closed channel before the system can speak of a pipe.
            Map.entry("broken pipe", SocketError.CONNECTION_RESET),
            Map.entry("connection abort", SocketError.CONNECTION_ABORTED),
            Map.entry("connection was aborted", SocketError.CONNECTION_ABORTED),
            Map.entry("network is unreachable", SocketError.NETWORK_UNREACHABLE),
            Map.entry("unreachable network", SocketError.NETWORK_UNREACHABLE),
            Map.entry("network is down", SocketError.NETWORK_DOWN),
            Map.entry("network dropped connection", SocketError.NETWORK_RESET),
            Map.entry("no route to host", SocketError.HOST_UNREACHABLE),
            Map.entry("unreachable host", SocketError.HOST_UNREACHABLE),
            Map.entry("host is unreachable", SocketError.HOST_UNREACHABLE),
            Map.entry("host is down", SocketError.HOST_DOWN),
            Map.entry("address already in use", SocketError.ADDRESS_ALREADY_IN_USE),
            Map.entry("only one usage of each socket address", SocketError.ADDRESS_ALREADY_IN_USE),
            Map.entry("assign requested address", SocketError.ADDRESS_NOT_AVAILABLE),
            Map.entry("requested address is not valid", SocketError.ADDRESS_NOT_AVAILABLE),
            Map.entry(
                    "no such file or directory",
                    SocketError.ADDRESS_NOT_AVAILABLE), // As .NET has it, of a Unix-domain path.
            Map.entry(
                    "resource temporarily unavailable",
                    SocketError.WOULD_BLOCK), // A Unix-domain listener with a full queue.
            Map.entry("path too long", SocketError.INVALID_ARGUMENT),
            Map.entry("permission denied", SocketError.ACCESS_DENIED),
            Map.entry("operation not permitted", SocketError.ACCESS_DENIED),
            Map.entry("forbidden by its access permissions", SocketError.ACCESS_DENIED),
            Map.entry("too many open files", SocketError.TOO_MANY_OPEN_SOCKETS),
            Map.entry("no buffer space", SocketError.NO_BUFFER_SPACE_AVAILABLE),
            Map.entry("cannot allocate memory", SocketError.NO_BUFFER_SPACE_AVAILABLE),
            Map.entry("not connected", SocketError.NOT_CONNECTED),
            Map.entry("already connected", SocketError.IS_CONNECTED),
            Map.entry("invalid argument", SocketError.INVALID_ARGUMENT),
            Map.entry("address family not supported", SocketError.ADDRESS_FAMILY_NOT_SUPPORTED),
            Map.entry("protocol family unavailable", SocketError.ADDRESS_FAMILY_NOT_SUPPORTED));

    private SocketErrors() {}

    /**
     * Maps what was thrown.
     *
     * @param channelOpen whether the channel is still open: a closed channel of an open socket means that its sending
     *     half was shut down
     */
    static SocketError of(Throwable thrown, boolean channelOpen) {
        if (thrown instanceof ClosedChannelException closed) {
            return ofClosed(closed, channelOpen);
        }
        SocketError byType = ofType(thrown);
        return byType != null ? byType : ofMessage(thrown.getMessage(), ofFamily(thrown));
    }

    private static SocketError ofClosed(ClosedChannelException thrown, boolean channelOpen) {
        if (thrown instanceof ClosedByInterruptException) {
            return SocketError.INTERRUPTED;
        }
        return channelOpen ? SocketError.SHUTDOWN : SocketError.OPERATION_ABORTED;
    }

    /** Types that leave no doubt. */
    private static @Nullable SocketError ofType(Throwable thrown) {
        if (thrown instanceof UnknownHostException) {
            return SocketError.HOST_NOT_FOUND;
        } else if (thrown instanceof NoRouteToHostException || thrown instanceof PortUnreachableException) {
            return SocketError.HOST_UNREACHABLE;
        } else if (thrown instanceof SocketTimeoutException) {
            return SocketError.TIMED_OUT;
        } else if (thrown instanceof NotYetConnectedException) {
            return SocketError.NOT_CONNECTED;
        } else if (thrown instanceof UnsupportedAddressTypeException) {
            return SocketError.ADDRESS_FAMILY_NOT_SUPPORTED;
        } else if (thrown instanceof UnsupportedOperationException) {
            return SocketError
                    .PROTOCOL_FAMILY_NOT_SUPPORTED; // How a channel says so; nothing else of it is optional here.
        } else if (thrown instanceof OutOfMemoryError) {
            return SocketError.NO_BUFFER_SPACE_AVAILABLE;
        }
        return null;
    }

    /** Types that cover several errors: the likeliest, should the message not say it. */
    private static SocketError ofFamily(Throwable thrown) {
        if (thrown instanceof ConnectException) {
            return SocketError.CONNECTION_REFUSED;
        }
        return thrown instanceof BindException ? SocketError.ADDRESS_NOT_AVAILABLE : SocketError.SOCKET_ERROR;
    }

    private static SocketError ofMessage(@Nullable String message, SocketError otherwise) {
        String text = message == null ? "" : message.toLowerCase(Locale.ROOT);
        for (Map.Entry<String, SocketError> row : BY_MESSAGE) {
            if (text.contains(row.getKey())) {
                return row.getValue();
            }
        }
        return otherwise;
    }
}
