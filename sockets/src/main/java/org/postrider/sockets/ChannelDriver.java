package org.postrider.sockets;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The channel behind a {@link Socket}: its two lanes, its mode, its registration with the loop, its end.
 *
 * <p>Life cycle: {@link Phase}, and closed from any of them, once. The JDK closes a channel when a connect fails or a
 * blocked thread is interrupted; the driver then closes too, so that channel and socket never disagree.
 *
 * <p>Threads: {@link #attempt} runs on the thread that owns the head of the lane, {@link #await} and {@link #ready} on
 * the loop's, the rest on any.
 */
final class ChannelDriver {
    /** How far the socket has come. */
    enum Phase {
        UNCONNECTED,
        CONNECTING,
        CONNECTED,
        DISCONNECTED,
        LISTENING
    }

    private static final System.Logger LOG = System.getLogger("org.postrider.sockets");

    final Lane inbound = new Lane(this);
    final Lane outbound = new Lane(this);

    private final SocketChannel stream;
    private volatile @Nullable ServerSocketChannel listener;
    private volatile Phase phase;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Where loop mode goes back to. Of the thread that has claimed both lanes. */
    private @Nullable SocketLoop home;

    /** The loop that serves the socket, null in blocking mode; changes only while both lanes are claimed. */
    private volatile @Nullable SocketLoop loop;

    private final Watch watch = new Watch();

    private volatile @Nullable SocketAddress localEndPoint;
    private volatile @Nullable SocketAddress remoteEndPoint;

    private ChannelDriver(SocketChannel stream, Phase phase) {
        this.stream = stream;
        this.phase = phase;
    }

    /**
     * Opens a channel.
     *
     * @param family of the addresses to connect to, or null for those of IP, be it version 4 or 6
     * @param loop the loop to be on, or null for blocking mode
     */
    static ChannelDriver open(@Nullable ProtocolFamily family, @Nullable SocketLoop loop) {
        try {
            SocketChannel channel = family == null ? SocketChannel.open() : SocketChannel.open(family);
            return adopt(channel, Phase.UNCONNECTED, loop);
        } catch (IOException | UnsupportedOperationException e) {
            throw new SocketException(SocketErrors.of(e, true), e);
        }
    }

    private static ChannelDriver adopt(SocketChannel channel, Phase phase, @Nullable SocketLoop loop)
            throws IOException {
        ChannelDriver driver = new ChannelDriver(channel, phase);
        try {
            if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            driver.noteEndPoints();
            if (loop != null) {
                driver.join(loop);
            }
            return driver;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void noteEndPoints() throws IOException {
        localEndPoint = stream.getLocalAddress();
        remoteEndPoint = stream.getRemoteAddress();
    }

    // The operations. They run on the thread that owns the head of the lane.

    /**
     * Tries to carry an operation on, and records its result once it has one.
     *
     * @return whether it is done, well or badly; false if it has to wait for the channel
     */
    boolean attempt(SocketAsyncEventArgs e) {
        try {
            boolean done = perform(e);
            if (done) {
                e.record(SocketError.SUCCESS, e.buffers().transferred(), null);
            }
            return done;
        } catch (Throwable thrown) {
            // Whatever it was, even a lack of memory: it is the result of this operation, and the lane lives on.
            fail(e, thrown);
            return true;
        }
    }

    private void fail(SocketAsyncEventArgs e, Throwable thrown) {
        boolean open = selectable().isOpen();
        e.record(SocketErrors.of(thrown, open), e.buffers().transferred(), thrown);
        if (!open) {
            close();
        } else if (e.getLastOperation() == SocketAsyncOperation.CONNECT) {
            moveTo(Phase.CONNECTING, Phase.UNCONNECTED);
        }
    }

    private boolean perform(SocketAsyncEventArgs e) throws IOException {
        return switch (e.getLastOperation()) {
            case SEND -> e.buffers().writeTo(stream);
            case RECEIVE -> e.buffers().readFrom(stream);
            case CONNECT -> connect(e);
            case DISCONNECT -> disconnect();
            case ACCEPT -> accept(e);
            default -> throw new UnsupportedOperationException("No socket does " + e.getLastOperation());
        };
    }

    private boolean connect(SocketAsyncEventArgs e) throws IOException {
        boolean connected = stream.isConnectionPending() ? stream.finishConnect() : stream.connect(target(e));
        if (connected) {
            noteEndPoints();
            moveTo(Phase.CONNECTING, Phase.CONNECTED);
            e.recordConnected();
        }
        return connected;
    }

    private static SocketAddress target(SocketAsyncEventArgs e) throws UnknownHostException {
        SocketAddress address = Objects.requireNonNull(e.getRemoteEndPoint()); // Looked at before.
        if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
            throw new UnknownHostException(address + " is not resolved; look its name up before connecting");
        }
        return address;
    }

    /** The phase first: a send that is refused by it fails better than one that finds half of a connection. */
    boolean disconnect() throws IOException {
        moveTo(Phase.CONNECTED, Phase.DISCONNECTED);
        return shutdown(SocketShutdown.BOTH);
    }

    boolean shutdown(SocketShutdown how) throws IOException {
        if (how != SocketShutdown.RECEIVE) {
            stream.shutdownOutput();
        }
        if (how != SocketShutdown.SEND) {
            stream.shutdownInput();
        }
        return true;
    }

    private boolean accept(SocketAsyncEventArgs e) throws IOException {
        SocketChannel accepted = Objects.requireNonNull(listener).accept();
        if (accepted != null) {
            e.setAcceptSocket(new Socket(adopt(accepted, Phase.CONNECTED, loop)));
        }
        return accepted != null;
    }

    // Waiting, on the thread of the loop.

    /** Asks the selector to say when an operation can go on. */
    void await(int ops) {
        SocketLoop current = loop;
        try {
            if (current != null) {
                watch.extend(ops, selectable(), current, this);
            }
        } catch (IOException | RuntimeException e) {
            // Most often closed a moment ago by another thread. The close has the lanes resumed, and they see why.
            LOG.log(Level.DEBUG, "A socket cannot be waited for and is closed", e);
            close();
        }
    }

    /**
     * Carries on what waited for the channel. What comes next mostly waits for the same, perhaps a little later, and a change of
     * interest is a system call: so the selector looks for input until it finds some that nobody waits for.
     */
    void ready(SelectionKey ready) {
        try {
            int ops = ready.readyOps();
            int before = inbound.awaited() | outbound.awaited();
            inbound.resume(ops);
            outbound.resume(ops);
            int kept = (ops & ~before) == 0 ? before & SelectionKey.OP_READ : 0;
            if (ready.isValid()) { // No handler has closed it just now.
                watch.settle(inbound.awaited() | outbound.awaited() | kept);
            }
        } catch (CancelledKeyException expected) {
            // Closed, or now in blocking mode: the one resumes the lanes by itself, in the other nothing waits.
            assert !ready.isValid();
        }
    }

    /** Tells whether everything that had come by a time was received: the selector was asked since, and would have said if there was more. */
    boolean isQuietSince(long time) {
        SocketLoop current = loop;
        boolean looked = current != null && current.isLoopThread() && current.hasLookedSince(time);
        return looked && inbound.isDrained() && watch.isForInput();
    }

    // The mode.

    @Nullable
    SocketLoop loop() {
        return loop;
    }

    boolean setBlocking(boolean blocking) throws IOException {
        return exclusively(() -> {
            if (blocking && loop != null) {
                leaveLoop(loop);
            } else if (!blocking && loop == null) {
                join(home == null ? SocketLoop.shared() : home);
            }
            return blocking;
        });
    }

    private void join(SocketLoop newLoop) throws IOException {
        newLoop.enrol(this);
        home = newLoop;
        loop = newLoop;
        try {
            selectable().configureBlocking(false);
        } finally {
            if (closed.get()) {
                // A close that came before the loop was set could not say good-bye to it.
                newLoop.dismiss(this);
            }
        }
    }

    private void leaveLoop(SocketLoop oldLoop) throws IOException {
        watch.end(oldLoop);
        selectable().configureBlocking(true);
        loop = null;
        oldLoop.dismiss(this);
    }

    /** Runs something that no operation may run beside. */
    private <T> T exclusively(IoCall<T> call) throws IOException {
        return claiming(inbound, () -> claiming(outbound, call));
    }

    private static <T> T claiming(Lane lane, IoCall<T> call) throws IOException {
        if (!lane.claim()) {
            throw new IllegalStateException("An operation is in progress on this socket; wait for its completion");
        }
        try {
            return call.run();
        } finally {
            lane.unclaim();
        }
    }

    /** Reads what is there. The mode is certain once the lane is claimed. */
    int receiveAvailable(ByteBuffer buffer) throws IOException {
        return claiming(inbound, () -> {
            int read = loop == null ? claiming(outbound, () -> readAtOnce(buffer)) : stream.read(buffer);
            if (read != 0) {
                inbound.refill();
            }
            return read;
        });
    }

    /** A blocking channel is made to answer at once for the length of the call. */
    private int readAtOnce(ByteBuffer buffer) throws IOException {
        stream.configureBlocking(false);
        try {
            return stream.read(buffer);
        } finally {
            stream.configureBlocking(true);
        }
    }

    // Phases, addresses, the end.

    Phase phase() {
        return phase;
    }

    /** The one place where the phase changes: only from the phase that the caller believes in. */
    synchronized boolean moveTo(Phase from, Phase to) {
        boolean asBelieved = phase == from;
        if (asBelieved) {
            phase = to;
        }
        return asBelieved;
    }

    boolean bind(SocketAddress address) throws IOException {
        stream.bind(address);
        noteEndPoints();
        return true;
    }

    /** Java listens on a channel of another class. The first one has kept the address until now and has to give it up. */
    boolean listen(int backlog) throws IOException {
        return exclusively(() -> {
            if (localEndPoint == null || phase != Phase.UNCONNECTED) {
                throw new IllegalStateException(
                        "A socket listens once it is bound, and it does so once; bind a new one");
            }
            ServerSocketChannel server = ServerSocketChannel.open();
            listener = server;
            stream.close();
            try {
                server.configureBlocking(loop == null);
                server.bind(localEndPoint, backlog);
            } catch (IOException e) {
                close();
                throw e;
            }
            if (closed.get()) {
                server.close();
            }
            return moveTo(Phase.UNCONNECTED, Phase.LISTENING);
        });
    }

    @Nullable
    SocketAddress localEndPoint() {
        return localEndPoint;
    }

    @Nullable
    SocketAddress remoteEndPoint() {
        return remoteEndPoint;
    }

    NetworkChannel network() {
        ServerSocketChannel server = listener;
        return server == null ? stream : server;
    }

    private SelectableChannel selectable() {
        ServerSocketChannel server = listener;
        return server == null ? stream : server;
    }

    boolean isClosed() {
        return closed.get();
    }

    /** Closes the channel. Whoever owns a lane finds out by its next attempt; what waits in the loop is resumed for it. */
    void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            selectable().close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A socket reported an error while it was closed", e);
        }
        SocketLoop current = loop;
        if (current != null) {
            current.dismiss(this);
            current.offer(() -> {
                inbound.resume(~0);
                outbound.resume(~0);
            });
        }
    }
}
