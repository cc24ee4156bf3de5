package org.postrider.smtp.internal.connection;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.sockets.Socket;
import org.postrider.sockets.SocketAsyncEventArgs;
import org.postrider.sockets.SocketError;
import org.postrider.sockets.SocketException;

/**
 * Connects to the first of several addresses that answers (RFC 8305, section 5): each is tried a moment after the one before it, or at
 * once when that has failed, and all who come too late are hung up on.
 *
 * <p>Life cycle: {@link #start()} once; the finish is told of the end once, unless {@link #stop()} was called before. Lives on the
 * loop's thread, and is bounded by whoever starts it. The trap: with a local port of one's own there can be no two attempts at a time,
 * so there each has its share of the time for itself.
 */
final class Race implements Watchdog.Watched {
    /** Section 8 recommends it; the watchdog looks ten times a second, so it may be up to 200 ms more. */
    private static final Duration HEAD_START = Duration.ofMillis(250);

    /** Who hears of the race, on the loop's thread. */
    interface Finish {
        /** An address is about to be tried. */
        void trying(SocketAddress address);

        /** An address gave no connection. */
        void failed(SocketAddress address, SocketError error);

        /** The end: an address has answered. */
        void won(Socket socket);

        /** The end: every address has failed. */
        void lost();
    }

    private final Loop home;
    private final Deque<SocketAddress> waiting;
    private final @Nullable InetSocketAddress local;
    private final boolean oneAtATime;
    private final long pause;
    private final Finish finish;
    private final Set<Attempt> running = new LinkedHashSet<>();
    private volatile long nextStart = Watchdog.NEVER;
    private boolean over;

    /**
     * Makes a race.
     *
     * @param home the loop that it lives on
     * @param addresses in the order to try them
     * @param local the address to connect from, or null for any
     * @param limit how long the race may take; it is up to the caller to stop it then
     */
    Race(
            Loop home,
            List<? extends SocketAddress> addresses,
            @Nullable InetSocketAddress local,
            Duration limit,
            Finish finish) {
        this.home = home;
        this.waiting = new ArrayDeque<>(addresses);
        this.local = local;
        this.oneAtATime = local != null && local.getPort() != 0;
        this.pause = (oneAtATime ? limit.dividedBy(addresses.size()) : HEAD_START).toNanos();
        this.finish = finish;
    }

    void start() {
        if (waiting.size() > 1) {
            Watchdog.shared().add(this);
        }
        goOn();
    }

    /** Hangs up on everybody; the finish hears nothing more. */
    void stop() {
        over = true;
        Watchdog.shared().remove(this);
        running.forEach(Attempt::close);
        running.clear();
    }

    /** Ends it because its time is over: whoever was tried and hasn't answered has failed. */
    void expire() {
        if (!over) {
            over = true;
            giveUpRunning();
            loseIfNobodyRuns();
        }
    }

    private void giveUpRunning() {
        running.forEach(Attempt::giveUp);
        running.clear();
    }

    /** Starts attempts until one is pending, one has won or none is left. */
    private void goOn() {
        while (!over) {
            SocketAddress address = waiting.poll();
            nextStart = waiting.isEmpty() ? Watchdog.NEVER : System.nanoTime() + pause;
            if (address == null) {
                loseIfNobodyRuns();
                return;
            }
            if (oneAtATime) {
                giveUpRunning();
            }
            Attempt attempt = new Attempt(address);
            running.add(attempt);
            finish.trying(address);
            if (attempt.connect()) {
                return;
            }
            ended(attempt);
        }
    }

    private void ended(Attempt attempt) {
        if (!running.remove(attempt)) {
            return; // It was hung up on.
        }
        Socket socket = attempt.connected();
        if (socket != null) {
            stop();
            finish.won(socket);
        } else {
            attempt.close();
            finish.failed(attempt.address, attempt.error());
        }
    }

    private void loseIfNobodyRuns() {
        if (running.isEmpty()) {
            stop();
            finish.lost();
        }
    }

    @Override
    public long deadline() {
        return nextStart;
    }

    @Override
    public void expired() {
        nextStart = Watchdog.NEVER;
        home.enter(this::goOn);
    }

    /** One address being tried. */
    private final class Attempt {
        private final SocketAsyncEventArgs args = new SocketAsyncEventArgs();
        private final SocketAddress address;
        private @Nullable Socket socket;

        Attempt(SocketAddress address) {
            this.address = address;
            args.setRemoteEndPoint(address);
            args.addCompletedHandler((sender, e) -> {
                ended(this);
                goOn(); // RFC 8305, section 5: nobody has to wait behind one that has failed.
            });
        }

        /** Begins; true when it is pending. */
        boolean connect() {
            try {
                Socket made = home.newSocket(address);
                socket = made;
                if (local != null) {
                    made.setReuseAddress(true); // The connection before may linger on the port.
                    made.bind(local);
                }
                return made.connectAsync(args);
            } catch (SocketException e) {
                args.setSocketError(e.getSocketErrorCode());
                return false;
            }
        }

        @Nullable
        Socket connected() {
            return error() == SocketError.SUCCESS ? socket : null;
        }

        SocketError error() {
            return args.getSocketError();
        }

        void giveUp() {
            close();
            finish.failed(address, SocketError.TIMED_OUT);
        }

        void close() {
            Socket open = socket;
            if (open != null) {
                open.close();
            }
        }
    }
}
