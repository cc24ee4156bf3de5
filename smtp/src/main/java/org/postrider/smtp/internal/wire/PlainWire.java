package org.postrider.smtp.internal.wire;

import java.nio.ByteBuffer;
import org.postrider.sockets.ObjectDisposedException;
import org.postrider.sockets.Socket;
import org.postrider.sockets.SocketAsyncOperation;
import org.postrider.sockets.SocketError;
import org.postrider.sockets.SocketException;

/**
 * The socket itself. Where a socket throws because it was closed or disconnected meanwhile, the operation completes with that error:
 * for a conversation it makes no difference whether the end came before an operation or during it.
 */
public final class PlainWire implements Wire {
    private final Socket socket;

    /**
     * Makes a wire of a connected socket.
     *
     * @param socket the socket; its owner closes it
     */
    public PlainWire(Socket socket) {
        this.socket = socket;
    }

    @Override
    public boolean sendAsync(WireArgs args) {
        try {
            return socket.sendAsync(args);
        } catch (ObjectDisposedException e) {
            return failed(args, SocketAsyncOperation.SEND, SocketError.OPERATION_ABORTED);
        } catch (SocketException e) {
            return failed(args, SocketAsyncOperation.SEND, e.getSocketErrorCode());
        }
    }

    @Override
    public boolean receiveAsync(WireArgs args) {
        try {
            return socket.receiveAsync(args);
        } catch (ObjectDisposedException e) {
            return failed(args, SocketAsyncOperation.RECEIVE, SocketError.OPERATION_ABORTED);
        } catch (SocketException e) {
            return failed(args, SocketAsyncOperation.RECEIVE, e.getSocketErrorCode());
        }
    }

    @Override
    public int receiveAvailable(ByteBuffer target) {
        try {
            return Math.max(0, socket.receiveAvailable(target));
        } catch (SocketException | IllegalStateException expected) {
            return 0; // Whatever is wrong, the next operation tells.
        }
    }

    private boolean failed(WireArgs args, SocketAsyncOperation operation, SocketError error) {
        args.begin(this, operation);
        args.end(error, 0);
        return false;
    }
}
