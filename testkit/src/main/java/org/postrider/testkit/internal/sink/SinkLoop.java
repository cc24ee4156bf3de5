package org.postrider.testkit.internal.sink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.postrider.testkit.SinkCounts;

/**
 * The sink's one thread: accepts, reads, answers, and sends delayed replies when their time has come.
 *
 * <p>Runs from {@link #start} to {@link #close}; both and {@link #counts} are for any thread, the rest is for its own.
 */
public final class SinkLoop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.postrider.testkit");
    private static final int BACKLOG = 1024;

    /** Holds what a socket gives at once: some hundred small messages, or a good part of a large one. */
    private static final int INPUT = 128 * 1024;

    /** A batch of replies, on its way for a while. */
    private record Late(SinkConnection connection, long mark, long nanos) {}

    private final SinkSettings settings;
    private final Selector selector;
    private final ServerSocketChannel listener;
    private final InetSocketAddress address;
    private final Thread thread = new Thread(this::run, "postrider-sink");
    private final Tally tally = new Tally();
    private final ByteBuffer input = ByteBuffer.allocateDirect(INPUT);
    private final Deque<Late> late = new ArrayDeque<>();
    private volatile boolean isClosed;

    private SinkLoop(SinkSettings settings) throws IOException {
        this.settings = settings;
        this.selector = Selector.open();
        this.listener = ServerSocketChannel.open();
        listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port()), BACKLOG);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        this.address = (InetSocketAddress) listener.getLocalAddress();
    }

    /**
     * Listens, and begins to serve.
     *
     * @param settings how the sink is
     * @return a running loop
     * @throws UncheckedIOException if the port is taken
     */
    public static SinkLoop start(SinkSettings settings) {
        try {
            SinkLoop loop = new SinkLoop(settings);
            loop.thread.setDaemon(true);
            loop.thread.start();
            return loop;
        } catch (IOException e) {
            throw new UncheckedIOException("The sink can't listen on port " + settings.port(), e);
        }
    }

    /** {@return where it listens} */
    public InetSocketAddress address() {
        return address;
    }

    /** {@return what it has taken so far} */
    public SinkCounts counts() {
        return tally.counts();
    }

    SinkSettings settings() {
        return settings;
    }

    Tally tally() {
        return tally;
    }

    /** {@return the buffer that a connection reads into and empties before the next one reads} */
    ByteBuffer input() {
        return input;
    }

    /** Lets replies go when the delay is over. All wait equally long, so the first to wait is the first to go. */
    void later(SinkConnection connection, long mark) {
        late.add(new Late(connection, mark, System.nanoTime() + settings.delayNanos()));
    }

    private void run() {
        try (selector;
                listener) {
            while (!isClosed) {
                selector.select(this::serve, untilNextReply());
                sendLate();
            }
            selector.keys().forEach(SinkLoop::drop);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "The sink's selector failed", e);
        }
    }

    /** {@return milliseconds to wait at most}, rounded up so that none is spent on asking again; 0 for no limit. */
    private long untilNextReply() {
        Late next = late.peek();
        if (next == null) {
            return 0;
        }
        long nanos = next.nanos() - System.nanoTime();
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos + 999_999));
    }

    private void sendLate() {
        long now = System.nanoTime();
        for (Late next = late.peek(); next != null && next.nanos() - now <= 0; next = late.peek()) {
            late.remove();
            SinkConnection connection = next.connection();
            long mark = next.mark();
            guard(connection, () -> connection.due(mark));
        }
    }

    private void serve(SelectionKey key) {
        if (key.isAcceptable()) {
            accept();
        } else if (key.attachment() instanceof SinkConnection connection) {
            guard(connection, connection::ready);
        }
    }

    private void accept() {
        try {
            for (SocketChannel socket = listener.accept(); socket != null; socket = listener.accept()) {
                socket.configureBlocking(false);
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
                SelectionKey key = socket.register(selector, SelectionKey.OP_READ);
                SinkConnection connection = new SinkConnection(this, socket, key);
                key.attach(connection);
                tally.connection();
                guard(connection, connection::begin);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The sink couldn't accept a connection", e);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** A client that has hung up, or spoken nonsense under TLS, ends its own connection and no other. */
    private static void guard(SinkConnection connection, Step step) {
        try {
            step.run();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "A client's connection broke", e);
            connection.close();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "The sink failed a client", e);
            connection.close();
        }
    }

    private static void drop(SelectionKey key) {
        if (key.attachment() instanceof SinkConnection connection) {
            connection.close();
        }
    }

    /** Ends all connections and the thread, and returns when it is gone. Does nothing the second time. */
    @Override
    public void close() {
        isClosed = true;
        selector.wakeup();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // It ends as soon as it looks.
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
