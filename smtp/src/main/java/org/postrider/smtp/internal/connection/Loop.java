package org.postrider.smtp.internal.connection;

import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.CompletableFuture;
import org.postrider.sockets.Socket;
import org.postrider.sockets.SocketLoop;

/**
 * The door of a loop, on whose thread nothing waits: the home of connections.
 *
 * <p>A connection has one home for its life, also while it is used through the blocking door: there its addresses race, and from there it
 * says goodbye. Runs from its making to the end of the JVM. Thread safe.
 */
final class Loop extends Door {
    private final SocketLoop sockets;
    private final Ends ends;
    private final Reads reads;

    Loop(String threadName) {
        sockets = new SocketLoop(threadName);
        ends = new Ends(sockets::execute, sockets::lend, Relay.ENDS, System::nanoTime);
        reads = new Reads(sockets::execute, sockets::lend, Relay.READS, System::nanoTime);
    }

    /** Makes a socket for an address that waits on the loop; a connection can take it to the blocking door and back. */
    Socket newSocket(SocketAddress to) {
        return to instanceof UnixDomainSocketAddress
                ? new Socket(StandardProtocolFamily.UNIX, sockets)
                : new Socket(sockets);
    }

    @Override
    void enter(Runnable task) {
        sockets.execute(task);
    }

    @Override
    void tellEnd(Runnable end) {
        if (isHome()) {
            ends.add(end);
        } else {
            super.tellEnd(end);
        }
    }

    @Override
    void read(Read read) {
        if (isHome()) {
            reads.add(read);
        } else {
            super.read(read);
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // Nothing throws in it: the loop lives as long as the JVM.
    <T> void await(CompletableFuture<T> future, Outcome<T> then) {
        future.whenComplete((value, error) -> sockets.execute(() -> then.accept(value, unwrap(error))));
    }

    @Override
    boolean isHome() {
        return sockets.isLoopThread();
    }
}
