package org.postrider.smtp.internal.connection;

import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.internal.ClientDomain;
import org.postrider.smtp.internal.connection.Pump.Loss;
import org.postrider.sockets.ObjectDisposedException;
import org.postrider.sockets.Socket;
import org.postrider.sockets.SocketError;
import org.postrider.sockets.SocketException;

/**
 * Finds the addresses of a server and connects to the first of them that answers (RFC 5321, section 5.1; RFC 8305).
 *
 * <p>The lookup runs on the workers, since nothing can end one that hangs; the race of the addresses on the loop, whichever door it is
 * for. Whoever waits for it can stop waiting. The caller is told of the end on the conversation's thread, once; {@link #abort()} and
 * {@link #expire()} may be called by any thread.
 */
final class Dialer implements Race.Finish {
    /** Whom the line is for. */
    interface Caller {
        /** A stage begins, the lookup or the race: its limit starts now. Called by any thread. */
        void dialling();

        void connected(Socket socket);

        void failed(Loss loss);
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

    private final SmtpOptions options;
    private final Door door;
    private final Caller caller;
    private final SmtpListener events;
    private final Addresses resolver;
    private final CompletableFuture<Socket> line = new CompletableFuture<>();
    private volatile List<InetSocketAddress> addresses = List.of();
    private volatile @Nullable Socket socket;
    private volatile boolean aborted;
    private final Queue<Consumer<SmtpListener>> untold = new ConcurrentLinkedQueue<>();
    private final List<SocketError> errors = new ArrayList<>(); // of the loop's thread
    private @Nullable Race race; // of the loop's thread

    Dialer(SmtpOptions options, Door door, SmtpListener events, Caller caller, Addresses resolver) {
        this.options = options;
        this.door = door;
        this.events = events;
        this.caller = caller;
        this.resolver = resolver;
    }

    void dial(Executor workers) {
        caller.dialling();
        workers.execute(this::lookUp);
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
        if (addresses.isEmpty()) {
            fail(notFound(FailureKind.TIMEOUT, new UnknownHostException("the name lookup took too long")));
        } else {
            Door.looping().enter(() -> tell(race, Race::expire));
        }
    }

    private void fail(Loss loss) {
        if (line.completeExceptionally(new Unreached(loss))) {
            Door.looping().enter(() -> tell(race, Race::stop));
        }
    }

    private static void tell(@Nullable Race race, Consumer<Race> what) {
        if (race != null) {
            what.accept(race);
        }
    }

    private void lookUp() {
        try {
            ClientDomain.ofHost(); // Waits for a name server as well, so it is done where waiting is allowed.
            List<InetSocketAddress> found = Addresses.byTurns(resolver.of(options.host()), options.port());
            Door.looping().enter(() -> race(found));
        } catch (UnknownHostException | RuntimeException e) {
            fail(notFound(FailureKind.CONNECTION, e));
        }
    }

    private void race(List<InetSocketAddress> found) {
        if (line.isDone()) {
            return;
        }
        addresses = found;
        caller.dialling();
        Race begun = new Race(found, options.localEndPoint(), options.limits().connect(), this);
        race = begun;
        begun.start();
    }

    @Override
    public void won(Socket winner) {
        if (!line.complete(winner)) {
            winner.close(); // Nobody waits for it any more.
        }
    }

    @Override
    public void trying(InetSocketAddress address) {
        tell(l -> l.connecting(address));
    }

    @Override
    public void failed(InetSocketAddress address, SocketError error) {
        errors.add(error);
        tell(l -> l.unreachable(address, why(error)));
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
        if (winner != null) {
            hand(winner);
            return;
        }
        if (error instanceof Unreached unreached) {
            caller.failed(unreached.loss);
            return;
        }
        Loss left = new Loss(FailureKind.CANCELLED, "the sending thread was interrupted", error);
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

    private Loss notFound(FailureKind kind, Throwable error) {
        return new Loss(kind, "the host " + options.host() + " can't be found: check its name", error);
    }

    private Loss notConnected(SocketError error) {
        FailureKind kind = error == SocketError.TIMED_OUT ? FailureKind.TIMEOUT : FailureKind.CONNECTION;
        String tried = addresses.toString();
        String where = options.server() + " (" + tried.substring(1, tried.length() - 1) + ")";
        return new Loss(kind, "can't connect to " + where + ": " + why(error), new SocketException(error));
    }

    private static String why(SocketError error) {
        return switch (error) {
            case CONNECTION_REFUSED -> "connection refused: check the port, and whether the server runs";
            case TIMED_OUT -> "no answer in time: check the address, and whether a firewall is in the way";
            case ADDRESS_NOT_AVAILABLE -> "this machine has no address to connect from: check the local end point";
            default -> error.toString();
        };
    }
}
