package org.postrider.sockets;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state and the options of a {@link Socket}, apart from what it does.
 *
 * <p>Options may be set from any thread, at any time until the socket is closed; buffer sizes and the reuse of addresses
 * work best before the socket connects or listens. A listening socket has the receive buffer size and the reuse of
 * addresses alone, and other options throw {@link UnsupportedOperationException}.
 */
abstract sealed class ChannelSocket permits Socket {
    /** The channel behind this socket. */
    final ChannelDriver driver;

    ChannelSocket(ChannelDriver driver) {
        this.driver = driver;
    }

    /** {@return the own address, once bound or connected, also after a close; otherwise null} */
    public @Nullable SocketAddress getLocalEndPoint() {
        return driver.localEndPoint();
    }

    /** {@return the address of the peer, once connected, also after a close; otherwise null} */
    public @Nullable SocketAddress getRemoteEndPoint() {
        return driver.remoteEndPoint();
    }

    /**
     * Takes an address of this host, to listen on or to connect from.
     *
     * @param address the address, with port 0 for any that is free
     * @throws IllegalStateException if the socket has an address already
     * @throws SocketException if the address cannot be had
     */
    public void bind(SocketAddress address) {
        Objects.requireNonNull(address, "address");
        requireOpen();
        if (isBound()) {
            throw new IllegalStateException("The socket is bound to " + getLocalEndPoint() + "; bind a new one");
        }
        call(() -> driver.bind(address));
    }

    /**
     * {@return whether the socket was connected and neither disconnected nor closed} A peer that has gone since is noticed
     * by the next operation, or by {@link Socket#receiveAvailable}, not here.
     */
    public boolean isConnected() {
        return driver.phase() == ChannelDriver.Phase.CONNECTED && !driver.isClosed();
    }

    /**
     * {@return whether nothing had come by a time behind the last receive, neither bytes nor the peer's goodbye, as far as the loop
     * knows} It asks nobody, so it costs no system call. False wherever that isn't known: if the loop hasn't looked at its sockets
     * since, on other threads than the loop's, in blocking mode, until a receive has had to wait; {@link Socket#receiveAvailable}
     * tells then.
     *
     * @param time on the clock of {@link System#nanoTime()}; what comes later may be missed
     */
    public boolean isQuietSince(long time) {
        return driver.isQuietSince(time);
    }

    /** {@return whether the socket has an own address, by bind or by connect} */
    public boolean isBound() {
        return driver.localEndPoint() != null;
    }

    /** {@return whether the socket was closed, by its user or by a failed connect} */
    public boolean isClosed() {
        return driver.isClosed();
    }

    /**
     * {@return whether small sends leave at once (TCP_NODELAY), true by default} .NET's default is false. A dialogue of
     * commands and replies, in which one side always waits for the other, would stand still for up to 200 ms wherever the
     * kernel held a small segment back until the peer, in turn, got round to its delayed acknowledgement.
     */
    public boolean isNoDelay() {
        return get(StandardSocketOptions.TCP_NODELAY);
    }

    /**
     * Chooses whether small sends leave at once.
     *
     * @param noDelay false to have the kernel gather them first
     */
    public void setNoDelay(boolean noDelay) {
        set(StandardSocketOptions.TCP_NODELAY, noDelay);
    }

    /** {@return whether the kernel probes an idle connection (SO_KEEPALIVE), false by default} */
    public boolean isKeepAlive() {
        return get(StandardSocketOptions.SO_KEEPALIVE);
    }

    /**
     * Chooses whether the kernel probes an idle connection.
     *
     * @param keepAlive whether to probe
     */
    public void setKeepAlive(boolean keepAlive) {
        set(StandardSocketOptions.SO_KEEPALIVE, keepAlive);
    }

    /** {@return the size of the kernel's send buffer in bytes (SO_SNDBUF), as the system states it} */
    public int getSendBufferSize() {
        return get(StandardSocketOptions.SO_SNDBUF);
    }

    /**
     * Asks for a size of the kernel's send buffer; the system may round it. The default grows with the connection, and a
     * size that is set no longer does.
     *
     * @param bytes the size, 0 or more
     */
    public void setSendBufferSize(int bytes) {
        set(StandardSocketOptions.SO_SNDBUF, bytes);
    }

    /** {@return the size of the kernel's receive buffer in bytes (SO_RCVBUF), as the system states it} */
    public int getReceiveBufferSize() {
        return get(StandardSocketOptions.SO_RCVBUF);
    }

    /**
     * Asks for a size of the kernel's receive buffer; on a listening socket, of those that it accepts.
     *
     * @param bytes the size, 0 or more
     */
    public void setReceiveBufferSize(int bytes) {
        set(StandardSocketOptions.SO_RCVBUF, bytes);
    }

    /** {@return for how many seconds a close waits for unsent bytes (SO_LINGER), -1 by default: it does not} */
    public int getLingerState() {
        return get(StandardSocketOptions.SO_LINGER);
    }

    /**
     * Chooses what a close does with bytes that are not sent yet.
     *
     * @param seconds -1 to send them in the background; 0 to throw them away and reset the connection; more, to have the
     *     close wait for them (in blocking mode)
     */
    public void setLingerState(int seconds) {
        set(StandardSocketOptions.SO_LINGER, seconds);
    }

    /** {@return whether an address that lingers from an earlier connection may be bound (SO_REUSEADDR)} */
    public boolean isReuseAddress() {
        return get(StandardSocketOptions.SO_REUSEADDR);
    }

    /**
     * Chooses whether an address that lingers from an earlier connection may be bound; for {@link Socket#bind} it has to
     * be chosen before.
     *
     * @param reuseAddress whether it may
     */
    public void setReuseAddress(boolean reuseAddress) {
        set(StandardSocketOptions.SO_REUSEADDR, reuseAddress);
    }

    private <T> T get(SocketOption<T> option) {
        return call(() -> driver.network().getOption(option));
    }

    private <T> void set(SocketOption<T> option, T value) {
        call(() -> driver.network().setOption(option, value));
    }

    final void requireOpen() {
        if (driver.isClosed()) {
            throw new ObjectDisposedException("Socket");
        }
    }

    /** Asks the system, and says in our words why it failed. */
    final <T> T call(IoCall<T> call) {
        requireOpen();
        try {
            return call.run();
        } catch (IOException e) {
            throw new SocketException(SocketErrors.of(e, !driver.isClosed()), e);
        }
    }
}
