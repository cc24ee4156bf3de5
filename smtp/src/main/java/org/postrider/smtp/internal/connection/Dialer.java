package org.postrider.smtp.internal.connection;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.ProxyOptions;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpStep;
import org.postrider.smtp.internal.ClientDomain;
import org.postrider.smtp.internal.Printable;
import org.postrider.smtp.internal.dns.NoServersException;
import org.postrider.smtp.internal.proxy.Negotiation;
import org.postrider.smtp.internal.tls.HostNames;
import org.postrider.sockets.ObjectDisposedException;
import org.postrider.sockets.Socket;
import org.postrider.sockets.SocketError;
import org.postrider.sockets.SocketException;

/**
 * Finds a server and its addresses, and connects to the first of them that answers (RFC 5321, section 5.1; RFC 8305).
 *
 * <p>Where there is a proxy, it is the one that is connected to, and then told whom it is for.
 *
 * <p>The lookup runs on the workers, since nothing can end one that hangs; the race of the addresses at home, whichever door it is
 * for. Whoever waits for it can stop waiting. The caller is told of the end on the conversation's thread, once; {@link #abort()} and
 * {@link #expire()} may be called by any thread.
 */
final class Dialer implements Race.Finish {
    /** Whom the line is for. */
    interface Caller {
        /**
         * A stage begins, the lookup, the race or the words with a proxy: its limit starts now. Called by any thread.
         *
         * @param server what makes the connection, as far as it is known: with host and port of a service until its server is found
         */
        void dialling(SmtpOptions server);

        void connected(Socket socket);

        void failed(Loss loss);
    }

    /** What is being done, each bounded for itself, since when. */
    private record Stage(SmtpStep step, long begun) {
        static Stage of(SmtpStep step) {
            return new Stage(step, System.nanoTime());
        }

        Duration took() {
            return Duration.ofNanos(System.nanoTime() - begun);
        }
    }

    /** Where the socket itself leads: to the server, or to the proxy on the way there, or to a path of this machine. */
    private record Hop(
            String host, int port, String shown, @Nullable Path path) {
        static Hop of(SmtpOptions options) {
            Path path = options.route().unixSocket();
            ProxyOptions proxy = options.route().proxy();
            return path != null || proxy == null
                    ? new Hop(options.host(), options.port(), options.server(), path)
                    : new Hop(
                            proxy.host(),
                            proxy.port(),
                            "the proxy " + HostNames.withPort(proxy.host(), proxy.port()),
                            null);
        }

        /** Gives the host for people: it may be anything that somebody has typed in. */
        String name() {
            return Printable.escape(host);
        }

        List<? extends SocketAddress> addresses(Addresses resolver) throws UnknownHostException {
            return path != null
                    ? List.of(UnixDomainSocketAddress.of(path))
                    : Addresses.byTurns(resolver.of(HostNames.aLabels(host)), port);
        }

        /** Says what keeps a socket from being connected, and what to do. */
        String why(SocketError error) {
            return switch (error) {
                case CONNECTION_REFUSED ->
                    path != null
                            ? "nobody listens there: check that it is a socket, and that its server runs"
                            : "connection refused: check the port, and whether the server runs";
                case TIMED_OUT -> "no answer in time: check the address, and whether a firewall is in the way";
                case ADDRESS_NOT_AVAILABLE ->
                    path != null
                            ? "there is no such file: check the path, and that its server runs"
                            : "this machine has no address to connect from: check the local end point";
                case WOULD_BLOCK -> "too many wait there already: its server is slow, or hangs";
                case ACCESS_DENIED ->
                    path != null ? "this user may not write to it: check its permissions" : error.toString();
                default -> error.toString();
            };
        }
    }

    /** Says why there is no line. */
    private static final class Unreached extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Loss loss;

        Unreached(Loss loss) {
            super(loss.text());
            this.loss = loss;
        }
    }

    private final Servers.Tour tour;
    private final Door door;
    private final Loop home;
    private final Caller caller;
    private final SmtpListener events;
    private final Addresses resolver;
    private final CompletableFuture<Socket> line = new CompletableFuture<>();
    private volatile SmtpOptions options;
    private volatile Hop hop;
    private volatile Stage stage = Stage.of(SmtpStep.LOOKUP);
    private volatile List<? extends SocketAddress> addresses = List.of();
    private volatile @Nullable Socket socket;
    private volatile boolean aborted;
    private final Queue<Consumer<SmtpListener>> untold = new ConcurrentLinkedQueue<>();
    private final List<SocketError> errors = new ArrayList<>(); // of the loop's thread
    private @Nullable Race race; // of the loop's thread
    private @Nullable Socket tunnelled; // of the loop's thread

    Dialer(Servers.Tour tour, Door door, Loop home, SmtpListener events, Caller caller, Addresses resolver) {
        this.tour = tour;
        this.options = tour.service();
        this.door = door;
        this.home = home;
        this.events = events;
        this.caller = caller;
        this.resolver = resolver;
        this.hop = Hop.of(options);
    }

    void dial(Executor workers) {
        stage = Stage.of(SmtpStep.LOOKUP);
        caller.dialling(options);
        try {
            workers.execute(this::lookUp);
        } catch (RuntimeException | OutOfMemoryError e) {
            fail(new Loss(FailureKind.CONNECTION, "no thread is to be had to look up " + hop.name(), e));
        }
        door.await(line, this::ended);
    }

    /** Ends whatever is under way; the caller hears of it where it waits. */
    void abort() {
        aborted = true;
        fail(new Loss(FailureKind.CANCELLED, "connecting was given up", null));
        Socket open = socket;
        if (open != null) {
            open.close();
        }
    }

    /** The time of the stage is over. */
    void expire() {
        switch (stage.step) {
            case CONNECT -> home.enter(() -> tell(race, Race::expire));
            case PROXY -> fail(notTunnelled(new Loss(FailureKind.TIMEOUT, "it didn't answer in time", null)));
            default -> fail(notLookedUp());
        }
    }

    private void fail(Loss loss) {
        if (line.completeExceptionally(new Unreached(loss))) {
            home.enter(this::stop);
        }
    }

    private void stop() {
        tell(race, Race::stop);
        Socket open = tunnelled;
        if (open != null) {
            open.close();
        }
    }

    private static void tell(@Nullable Race race, Consumer<Race> what) {
        if (race != null) {
            what.accept(race);
        }
    }

    private void enter(SmtpStep next) {
        Stage over = stage;
        Duration took = over.took();
        stage = Stage.of(next);
        tell(l -> l.stepEnded(over.step, took));
        caller.dialling(options);
    }

    private void lookUp() {
        try {
            ClientDomain.ofHost(); // Waits for a name server as well, so it is done where waiting is allowed.
            SmtpOptions server = tour.next();
            if (line.isDone()) {
                return; // It took too long.
            }
            options = server;
            hop = Hop.of(server);
            caller.dialling(server);
            List<? extends SocketAddress> found = hop.addresses(resolver);
            home.enter(() -> begin(found));
        } catch (NoServersException | IllegalArgumentException e) { // They quote the host.
            fail(new Loss(FailureKind.CONNECTION, String.valueOf(e.getMessage()), e));
        } catch (UnknownHostException | RuntimeException e) {
            fail(notFound(e));
        } catch (Error e) {
            fail(new Loss(FailureKind.CONNECTION, "the lookup of " + hop.name() + " failed: " + e, e));
        }
    }

    private void begin(List<? extends SocketAddress> found) {
        if (line.isDone()) {
            return;
        }
        try {
            race(found);
        } catch (RuntimeException | Error e) { // Nobody else would end the line.
            fail(new Loss(FailureKind.CONNECTION, "can't connect to " + hop.shown + ": " + e, e));
        }
    }

    private void race(List<? extends SocketAddress> found) {
        addresses = found;
        enter(SmtpStep.CONNECT);
        InetSocketAddress local = hop.path == null ? options.route().localEndPoint() : null;
        Race begun = new Race(home, found, local, options.limits().connect(), this);
        race = begun;
        begun.start();
    }

    @Override
    public void won(Socket winner) {
        ProxyOptions proxy = options.route().proxy();
        if (proxy == null || hop.path != null || line.isDone()) {
            opened(winner);
        } else {
            tunnel(winner, proxy);
        }
    }

    private void tunnel(Socket winner, ProxyOptions proxy) {
        tunnelled = winner;
        enter(SmtpStep.PROXY);
        try {
            Negotiation words = Negotiation.of(proxy, options.host(), options.port());
            new Tunnel(winner, words, loss -> tunnelEnded(winner, loss)).start();
        } catch (IllegalArgumentException e) {
            fail(notTunnelled(new Loss(FailureKind.CONNECTION, String.valueOf(e.getMessage()), e)));
        }
    }

    private void tunnelEnded(Socket socket, @Nullable Loss loss) {
        if (loss != null) {
            fail(notTunnelled(loss));
            return;
        }
        tunnelled = null; // It is somebody else's now.
        opened(socket);
    }

    private void opened(Socket winner) {
        if (!line.complete(winner)) {
            winner.close(); // Nobody waits for it any more.
        }
    }

    @Override
    public void trying(SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            tell(l -> l.connecting(inet));
        }
    }

    @Override
    public void failed(SocketAddress address, SocketError error) {
        errors.add(error);
        if (address instanceof InetSocketAddress inet) {
            tell(l -> l.unreachable(inet, hop.why(error)));
        }
    }

    @Override
    public void lost() {
        fail(notConnected(mostTelling(errors)));
    }

    /** The listener of a blocking conversation is called by the thread that waits, when it does so no more. */
    private void tell(Consumer<SmtpListener> event) {
        if (door.isBlocking()) {
            untold.add(event);
        } else {
            event.accept(events);
        }
    }

    /** Where one address can't be reached at all, as IPv6 in many places, what another one said is the better hint. */
    private static SocketError mostTelling(List<SocketError> errors) {
        return errors.stream()
                .filter(error -> error == SocketError.CONNECTION_REFUSED || error == SocketError.TIMED_OUT)
                .findFirst()
                .orElseGet(() -> errors.get(errors.size() - 1));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Closing doesn't fail.
    private void ended(@Nullable Socket winner, @Nullable Throwable error) {
        untold.forEach(event -> event.accept(events));
        events.stepEnded(stage.step, stage.took());
        if (winner != null) {
            hand(winner);
            return;
        }
        if (error instanceof Unreached unreached) {
            caller.failed(unreached.loss);
            return;
        }
        Loss left = Loss.interrupted(error);
        fail(left);
        line.thenAccept(Socket::close); // It may have come about at that moment.
        caller.failed(left);
    }

    private void hand(Socket winner) {
        socket = winner;
        if (aborted) {
            winner.close();
        }
        try {
            winner.setBlocking(door.isBlocking());
        } catch (ObjectDisposedException | SocketException e) {
            caller.failed(notConnected(SocketError.OPERATION_ABORTED));
            return;
        }
        caller.connected(winner);
    }

    /** Of a service it isn't the address that is asked for first; that of this machine may be what takes so long. */
    private Loss notLookedUp() {
        String text = "the name lookup for " + hop.name() + " took too long: check the name servers of this machine";
        return new Loss(FailureKind.TIMEOUT, text, null);
    }

    private Loss notFound(Throwable error) {
        return new Loss(FailureKind.CONNECTION, "the host " + hop.name() + " can't be found: check its name", error);
    }

    private Loss notTunnelled(Loss loss) {
        return new Loss(
                loss.kind(), hop.shown + " gives no way to " + options.server() + ": " + loss.text(), loss.cause());
    }

    private Loss notConnected(SocketError error) {
        FailureKind kind = error == SocketError.TIMED_OUT ? FailureKind.TIMEOUT : FailureKind.CONNECTION;
        String tried = addresses.toString();
        String where = hop.shown + (hop.path != null ? "" : " (" + tried.substring(1, tried.length() - 1) + ")");
        return new Loss(kind, "can't connect to " + where + ": " + hop.why(error), new SocketException(error));
    }
}
