package org.postrider.smtp.internal.connection;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.internal.wire.PlainWire;
import org.postrider.sockets.Socket;
import org.postrider.sockets.SocketException;

/**
 * The socket below a conversation, once it is connected. Used by the conversation's thread, but for {@link #close()}, which any thread
 * may call.
 */
final class Line {
    private volatile @Nullable Socket socket;
    private @Nullable InetSocketAddress peer;
    private final ByteBuffer unasked = ByteBuffer.allocate(1);

    /** Takes the socket and gives the wire over it. */
    PlainWire connected(Socket connected) {
        socket = connected;
        peer = connected.getRemoteEndPoint() instanceof InetSocketAddress address ? address : null;
        return new PlainWire(connected);
    }

    /** Gives the address that was connected to, or null without one of a network. */
    @Nullable
    InetSocketAddress peer() {
        return peer;
    }

    @Nullable
    SocketAddress local() {
        Socket open = socket;
        return open == null ? null : open.getLocalEndPoint();
    }

    /**
     * Brings the socket to a door, and tells whether it is open and nothing had come by a time, when somebody wanted to use it. At home the
     * loop knows that, if it has looked since; else the socket is asked.
     */
    boolean isSilentAt(Door next, long wanted) {
        Socket open = socket;
        if (open == null) {
            return false;
        }
        try {
            if (open.isBlocking() != next.isBlocking()) {
                open.setBlocking(next.isBlocking());
            }
            return open.isQuietSince(wanted) || open.receiveAvailable(unasked.clear()) == 0;
        } catch (SocketException | IllegalStateException expected) {
            return false; // Gone while it was idle: the next message takes a new connection.
        }
    }

    void close() {
        Socket open = socket;
        if (open != null) {
            open.close();
        }
    }
}
