package org.postrider.sockets;

import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.sockets.ChannelDriver.Phase;

/**
 * A TCP socket whose operations complete at once or call back.
 *
 * <p>Each {@code xxxAsync} method returns true when the operation is pending, and then the completed handlers of the args
 * run once, on the thread of the {@link SocketLoop}; or false when it has completed, well or badly, and then no handler
 * runs and the args can be looked at now. A socket in <em>blocking mode</em> completes everything on the caller's thread
 * and so always returns false: one text serves both.
 *
 * <pre>{@code
 * SocketAsyncEventArgs e = new SocketAsyncEventArgs();
 * e.setRemoteEndPoint(new InetSocketAddress("192.0.2.1", 25));
 * e.addCompletedHandler((sender, args) -> connected(args));
 * Socket socket = new Socket();
 * if (!socket.connectAsync(e)) {
 *     connected(e);
 * }
 * }</pre>
 *
 * <p>Life cycle: new, then either connected, used and closed, or bound, listening and closed. A connect that the network
 * refused, and the interruption of a thread in blocking mode, close the socket as well: Java gives it no second life.
 *
 * <p>Threads: every method may be called from any thread. Sends are done one after the other in the order of their
 * starting, each whole, and so are receives; sending and receiving do not wait for each other.
 *
 * <p>A trap: success of a send means that the kernel has taken the bytes, not that the peer has them.
 *
 * <p>Re-expresses System.Net.Sockets.Socket as far as a client on TCP or on a Unix-domain socket needs it.
 */
public final class Socket extends ChannelSocket implements AutoCloseable {
    /**
     * Makes a TCP socket in loop mode, on the {@linkplain SocketLoop#shared() shared} loop.
     *
     * @throws SocketException if the system has no socket to give
     */
    public Socket() {
        this(SocketLoop.shared());
    }

    /**
     * Makes a TCP socket in loop mode.
     *
     * @param loop the loop whose thread completes what is pending
     * @throws ObjectDisposedException if the loop is closed
     * @throws SocketException if the system has no socket to give
     */
    public Socket(SocketLoop loop) {
        this(ChannelDriver.open(null, Objects.requireNonNull(loop, "loop")));
    }

    /**
     * Makes a socket of a family: {@link java.net.StandardProtocolFamily#UNIX} for one that connects to the socket of
     * another process on this machine, by a {@link UnixDomainSocketAddress}. Such a socket has no TCP option, and doesn't listen.
     *
     * @param family the family of the addresses to connect to
     * @param loop the loop whose thread completes what is pending, or null for blocking mode
     * @throws ObjectDisposedException if the loop is closed
     * @throws SocketException if the system has no socket to give, or doesn't know the family
     */
    public Socket(ProtocolFamily family, @Nullable SocketLoop loop) {
        this(ChannelDriver.open(Objects.requireNonNull(family, "family"), loop));
    }

    Socket(ChannelDriver driver) {
        super(driver);
    }

    /**
     * Makes a TCP socket in blocking mode.
     *
     * @return the socket
     * @throws SocketException if the system has no socket to give
     */
    public static Socket blocking() {
        return new Socket(ChannelDriver.open(null, null));
    }

    /** {@return whether operations complete on the caller's thread, which waits for them} */
    public boolean isBlocking() {
        return driver.loop() == null;
    }

    /**
     * Changes the mode, also of an established connection. A socket that never was in loop mode joins the
     * {@linkplain SocketLoop#shared() shared} loop.
     *
     * @param blocking whether operations are to complete on the caller's thread
     * @throws IllegalStateException while an operation is in progress
     * @throws SocketException if the system refuses
     */
    public void setBlocking(boolean blocking) {
        call(() -> driver.setBlocking(blocking));
    }

    /** {@return the loop that serves this socket, or null in blocking mode} */
    public @Nullable SocketLoop getLoop() {
        return driver.loop();
    }

    // Operations.

    /**
     * Connects to the remote end point of the args. A failure of the network closes the socket; an address that was not
     * resolved completes with {@link SocketError#HOST_NOT_FOUND}, for names are never looked up here.
     *
     * @param e args with a remote end point
     * @return whether the connect is pending
     * @throws ObjectDisposedException if the socket or the args are closed
     * @throws IllegalStateException if the args are in use, or the socket has begun to connect or to listen
     * @throws IllegalArgumentException if the remote end point is neither an {@link InetSocketAddress} nor a
     *     {@link UnixDomainSocketAddress}
     * @throws SocketException with {@link SocketError#IS_CONNECTED} if the socket is connected
     */
    public boolean connectAsync(SocketAsyncEventArgs e) {
        requireUsable(e);
        SocketAddress to = e.getRemoteEndPoint();
        if (!(to instanceof InetSocketAddress || to instanceof UnixDomainSocketAddress)) {
            throw new IllegalArgumentException(
                    "Connecting takes an InetSocketAddress or a UnixDomainSocketAddress; call setRemoteEndPoint first");
        }
        if (driver.phase() == Phase.CONNECTED) {
            throw new SocketException(SocketError.IS_CONNECTED, "connect a new socket instead", null);
        }
        e.beginOperation(this, SocketAsyncOperation.CONNECT);
        if (!driver.moveTo(Phase.UNCONNECTED, Phase.CONNECTING)) {
            e.release();
            throw new IllegalStateException("The socket is " + driver.phase() + "; connect a new one");
        }
        return driver.outbound.start(e);
    }

    /**
     * Sends all bytes of the buffer, or of all buffers of the list. It completes when the kernel has taken every byte or
     * the connection failed; {@link SocketAsyncEventArgs#getBytesTransferred()} tells how many were taken.
     *
     * @param e args with a buffer or a buffer list
     * @return whether the send is pending
     * @throws ObjectDisposedException if the socket or the args are closed
     * @throws IllegalStateException if the args are in use
     * @throws IllegalArgumentException if neither a buffer nor a list is set
     * @throws SocketException with {@link SocketError#NOT_CONNECTED} if the socket is not connected
     */
    public boolean sendAsync(SocketAsyncEventArgs e) {
        requireUsable(e);
        if (!e.buffers().areSet()) {
            throw new IllegalArgumentException("There is nothing to send; call setBuffer or setBufferList first");
        }
        return start(driver.outbound, SocketAsyncOperation.SEND, e);
    }

    /**
     * Receives what has come, or else what comes next, into the buffer. Success with 0 bytes transferred is the end of
     * the stream.
     *
     * @param e args with a buffer of at least one byte
     * @return whether the receive is pending
     * @throws ObjectDisposedException if the socket or the args are closed
     * @throws IllegalStateException if the args are in use
     * @throws IllegalArgumentException if there is no room to receive into
     * @throws SocketException with {@link SocketError#NOT_CONNECTED} if the socket is not connected
     */
    public boolean receiveAsync(SocketAsyncEventArgs e) {
        requireUsable(e);
        ByteBuffer memory = e.getMemoryBuffer();
        if (memory == null || memory.isReadOnly() || e.getCount() == 0) {
            throw new IllegalArgumentException(
                    "There is no room to receive into; set a writable buffer of 1 byte or more");
        }
        return start(driver.inbound, SocketAsyncOperation.RECEIVE, e);
    }

    /**
     * Ends the connection in both directions, after the sends that were started before. The peer reads the end of the
     * stream; pending receives complete with what they have or with 0 bytes. The socket is still to be closed.
     *
     * @param e the args
     * @return whether the disconnect is pending
     * @throws ObjectDisposedException if the socket or the args are closed
     * @throws IllegalStateException if the args are in use
     * @throws UnsupportedOperationException if the args ask for the reuse of the socket
     * @throws SocketException with {@link SocketError#NOT_CONNECTED} if the socket is not connected
     */
    public boolean disconnectAsync(SocketAsyncEventArgs e) {
        requireUsable(e);
        refuseReuse(e.isDisconnectReuseSocket());
        return start(driver.outbound, SocketAsyncOperation.DISCONNECT, e);
    }

    /**
     * Accepts a connection; {@link SocketAsyncEventArgs#getAcceptSocket()} then has it, in the mode and on the loop of
     * this socket.
     *
     * @param e the args
     * @return whether the accept is pending
     * @throws ObjectDisposedException if the socket or the args are closed
     * @throws IllegalStateException if the args are in use or the socket is not listening
     */
    public boolean acceptAsync(SocketAsyncEventArgs e) {
        requireUsable(e);
        if (driver.phase() != Phase.LISTENING) {
            throw new IllegalStateException("The socket is not listening; call bind and listen first");
        }
        e.beginOperation(this, SocketAsyncOperation.ACCEPT);
        return driver.inbound.start(e);
    }

    private boolean start(Lane lane, SocketAsyncOperation operation, SocketAsyncEventArgs e) {
        requireConnected();
        e.beginOperation(this, operation);
        return lane.start(e);
    }

    private void requireUsable(SocketAsyncEventArgs e) {
        requireOpen();
        Objects.requireNonNull(e, "e");
        e.requireFree();
    }

    private void requireConnected() {
        if (driver.phase() != Phase.CONNECTED) {
            throw new SocketException(SocketError.NOT_CONNECTED, "connect the socket first", null);
        }
    }

    private static void refuseReuse(boolean reuseSocket) {
        if (reuseSocket) {
            throw new UnsupportedOperationException("Java cannot use a socket again; connect a new one");
        }
    }

    // The same, on the caller's thread.

    /**
     * Connects and waits for it. In blocking mode only.
     *
     * @param address an {@link InetSocketAddress}, resolved, or a {@link UnixDomainSocketAddress}
     * @throws IllegalStateException in loop mode; use {@link #connectAsync}
     * @throws SocketException if it fails, which closes the socket
     */
    public void connect(SocketAddress address) {
        SocketAsyncEventArgs e = blockingArgs("connectAsync");
        e.setRemoteEndPoint(Objects.requireNonNull(address, "address"));
        connectAsync(e);
        throwFailureOf(e);
    }

    /**
     * Sends what lies between the position and the limit of a buffer and waits until the kernel has it. In blocking mode
     * only.
     *
     * @param buffer what to send; its position moves over what was taken, also before a failure
     * @return how many bytes were sent
     * @throws IllegalStateException in loop mode; use {@link #sendAsync}
     * @throws SocketException if it fails
     */
    public int send(ByteBuffer buffer) {
        SocketAsyncEventArgs e = blockingArgs("sendAsync");
        e.setBuffer(buffer);
        sendAsync(e);
        return advance(buffer, e);
    }

    /**
     * Receives what has come, or else waits for what comes next. In blocking mode only.
     *
     * @param buffer where to put it; its position moves over what was received
     * @return how many bytes were received; 0, as in .NET, at the end of the stream
     * @throws IllegalStateException in loop mode; use {@link #receiveAsync}
     * @throws SocketException if it fails
     */
    public int receive(ByteBuffer buffer) {
        SocketAsyncEventArgs e = blockingArgs("receiveAsync");
        e.setBuffer(buffer);
        receiveAsync(e);
        return advance(buffer, e);
    }

    /**
     * Waits for a connection. In blocking mode only.
     *
     * @return the connection, in blocking mode, for the caller to close
     * @throws IllegalStateException in loop mode (use {@link #acceptAsync}), or if the socket is not listening
     * @throws SocketException if it fails
     */
    public Socket accept() {
        SocketAsyncEventArgs e = blockingArgs("acceptAsync");
        acceptAsync(e);
        throwFailureOf(e);
        return Objects.requireNonNull(e.getAcceptSocket());
    }

    private SocketAsyncEventArgs blockingArgs(String otherwise) {
        requireOpen();
        if (!isBlocking()) {
            throw new IllegalStateException("The socket is in loop mode; use " + otherwise + " or setBlocking(true)");
        }
        return new SocketAsyncEventArgs();
    }

    private static int advance(ByteBuffer buffer, SocketAsyncEventArgs e) {
        buffer.position(buffer.position() + e.getBytesTransferred());
        throwFailureOf(e);
        return e.getBytesTransferred();
    }

    private static void throwFailureOf(SocketAsyncEventArgs e) {
        SocketException failure = e.getSocketException();
        if (failure != null) {
            throw failure;
        }
    }

    // What never waits, in both modes.

    /**
     * Receives what has arrived by now, without waiting: how to find out whether an idle connection is still good.
     *
     * @param buffer where to put it, with room for at least one byte; its position moves over what was received
     * @return how many bytes were received; 0 if nothing is there; -1 if the peer has closed its side
     * @throws IllegalStateException while a receive (in blocking mode, any operation) is in progress
     * @throws SocketException if the connection is broken, or with {@link SocketError#NOT_CONNECTED}
     */
    public int receiveAvailable(ByteBuffer buffer) {
        requireOpen();
        requireConnected();
        if (buffer.isReadOnly() || !buffer.hasRemaining()) {
            throw new IllegalArgumentException(
                    "There is no room to receive into; give a writable buffer with 1 byte left");
        }
        return call(() -> driver.receiveAvailable(buffer));
    }

    /**
     * Begins to listen at the address that the socket is bound to. Options other than the address are to be set after
     * this; a failure closes the socket.
     *
     * @param backlog how many connections may wait to be accepted; 0 or less for the default of Java
     * @throws IllegalStateException if the socket is not bound, or is connected or listening
     * @throws SocketException if the system refuses
     * @throws UnsupportedOperationException if the address is a {@link UnixDomainSocketAddress}
     */
    public void listen(int backlog) {
        if (getLocalEndPoint() instanceof UnixDomainSocketAddress) {
            throw new UnsupportedOperationException("A socket of this family connects, and doesn't listen");
        }
        call(() -> driver.listen(backlog));
    }

    /**
     * Ends one half of the connection at once; sends that are still queued fail with {@link SocketError#SHUTDOWN}. After
     * {@link SocketShutdown#SEND} the peer reads the end of the stream and can still answer.
     *
     * @param how which half
     * @throws SocketException with {@link SocketError#NOT_CONNECTED} if the socket is not connected
     */
    public void shutdown(SocketShutdown how) {
        Objects.requireNonNull(how, "how");
        requireOpen();
        requireConnected();
        call(() -> driver.shutdown(how));
    }

    /**
     * Ends the connection in both directions at once; see {@link #disconnectAsync} for one that lets sends finish. The
     * socket is still to be closed.
     *
     * @param reuseSocket false
     * @throws UnsupportedOperationException if the socket is to be used again, which Java cannot do
     * @throws SocketException with {@link SocketError#NOT_CONNECTED} if the socket is not connected
     */
    public void disconnect(boolean reuseSocket) {
        requireOpen();
        refuseReuse(reuseSocket);
        requireConnected();
        call(driver::disconnect);
    }

    /**
     * Closes the socket. What is pending completes with {@link SocketError#OPERATION_ABORTED}: on the thread of the loop
     * in loop mode, on the thread that waits in blocking mode, soon after this call. Closing twice is the same as once.
     */
    @Override
    public void close() {
        driver.close();
    }
}
