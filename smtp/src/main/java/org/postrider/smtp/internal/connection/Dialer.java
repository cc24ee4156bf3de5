package org.postrider.smtp.internal.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.internal.ClientDomain;
import org.postrider.smtp.internal.connection.Pump.Loss;
import org.postrider.sockets.ObjectDisposedException;
import org.postrider.sockets.Socket;
import org.postrider.sockets.SocketAsyncEventArgs;
import org.postrider.sockets.SocketError;
import org.postrider.sockets.SocketException;

/**
 * Finds the addresses of a server and connects to the first of them that answers (RFC 5321, section 5.1).
 *
 * <p>The lookup always runs on the workers, since nothing can end one that hangs; whoever waits for it can stop waiting. Used by the
 * conversation's thread, but for {@link #abort()}.
 */
final class Dialer {
    /** Whom the line is for. */
    interface Caller {
        /** The lookup or an attempt begins: its limit starts now. */
        void dialling();

        void connected(Socket socket, InetSocketAddress address);

        void failed(Loss loss);
    }

    private final SmtpOptions options;
    private final Door door;
    private final SmtpListener events;
    private final Caller caller;
    private final CompletableFuture<List<InetAddress>> lookup = new CompletableFuture<>();
    private final SocketAsyncEventArgs args = new SocketAsyncEventArgs();
    private volatile @Nullable Socket socket;
    private Iterator<InetAddress> addresses = List.<InetAddress>of().iterator();
    private @Nullable InetSocketAddress target;
    private @Nullable Loss lastLoss;
    private volatile boolean aborted;
    private volatile boolean attemptExpired;

    Dialer(SmtpOptions options, Door door, SmtpListener events, Caller caller) {
        this.options = options;
        this.door = door;
        this.events = events;
        this.caller = caller;
        args.addCompletedHandler((sender, e) -> {
            if (!attemptEnded()) {
                dialNext();
            }
        });
    }

    void dial(Executor workers) {
        caller.dialling();
        workers.execute(this::lookUp);
        door.await(lookup, (found, error) -> {
            if (found == null) {
                caller.failed(notFound(error));
                return;
            }
            addresses = found.iterator();
            dialNext();
        });
    }

    /** Ends whatever is under way, from any thread; the caller hears of it where an operation ends. */
    void abort() {
        aborted = true;
        lookup.cancel(false);
        Socket open = socket;
        if (open != null) {
            open.close();
        }
    }

    /** Gives up the address that is being tried, from any thread, and goes on to the next. */
    void expireAttempt() {
        attemptExpired = true;
        lookup.completeExceptionally(new UnknownHostException("the name lookup took too long"));
        Socket open = socket;
        if (open != null) {
            open.close();
        }
    }

    private void lookUp() {
        try {
            ClientDomain.ofHost(); // Waits for a name server as well, so it is done where waiting is allowed.
            lookup.complete(List.of(InetAddress.getAllByName(options.host())));
        } catch (UnknownHostException | RuntimeException e) {
            lookup.completeExceptionally(e);
        }
    }

    /** Tries addresses until one is pending, one has answered or none is left. */
    private void dialNext() {
        while (!aborted && addresses.hasNext()) {
            caller.dialling();
            attemptExpired = false;
            InetSocketAddress next = new InetSocketAddress(addresses.next(), options.port());
            target = next;
            events.connecting(next);
            args.setRemoteEndPoint(next);
            if (start() || attemptEnded()) {
                return;
            }
        }
        Loss loss = lastLoss;
        caller.failed(loss != null ? loss : notConnected(SocketError.OPERATION_ABORTED, null));
    }

    /** Starts an attempt; true when it is pending. */
    private boolean start() {
        Socket next = null;
        try {
            next = door.newSocket();
            socket = next;
            if (aborted) {
                next.close();
            }
            return next.connectAsync(args);
        } catch (ObjectDisposedException e) {
            args.setSocketError(SocketError.OPERATION_ABORTED);
        } catch (SocketException e) {
            args.setSocketError(e.getSocketErrorCode());
        }
        return false;
    }

    /** Looks at an attempt that has ended; true when it gave a connection. */
    private boolean attemptEnded() {
        Socket tried = socket;
        InetSocketAddress address = target;
        if (tried != null && address != null && args.getSocketError() == SocketError.SUCCESS) {
            caller.connected(tried, address);
            return true;
        }
        SocketError error = attemptExpired ? SocketError.TIMED_OUT : args.getSocketError();
        lastLoss = notConnected(error, address);
        if (address != null) {
            events.unreachable(address, why(error));
        }
        if (tried != null) {
            tried.close();
        }
        return false;
    }

    private Loss notFound(@Nullable Throwable error) {
        FailureKind kind = attemptExpired ? FailureKind.TIMEOUT : FailureKind.CONNECTION;
        return new Loss(kind, "the host " + options.host() + " can't be found: check its name", error);
    }

    private Loss notConnected(SocketError error, @Nullable InetSocketAddress address) {
        FailureKind kind = error == SocketError.TIMED_OUT ? FailureKind.TIMEOUT : FailureKind.CONNECTION;
        String where = options.server() + (address == null ? "" : " (" + address + ")");
        return new Loss(kind, "can't connect to " + where + ": " + why(error), new SocketException(error));
    }

    private static String why(SocketError error) {
        return switch (error) {
            case CONNECTION_REFUSED -> "connection refused: check the port, and whether the server runs";
            case TIMED_OUT -> "no answer in time: check the address, and whether a firewall is in the way";
            default -> error.toString();
        };
    }
}
