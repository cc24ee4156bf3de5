package org.postrider.sockets;

/**
 * Called when an operation that was pending has completed: .NET's {@code EventHandler<SocketAsyncEventArgs>}.
 *
 * <p>It runs on the thread of the {@link SocketLoop}, together with every other socket of that loop, and so must not
 * wait for anything. What it throws is logged and goes no further.
 */
@FunctionalInterface
public interface SocketCompletedHandler {
    /**
     * Takes note of a completed operation; the args are free again and may start the next one from here.
     *
     * @param sender the socket (or the transport on top of one) on which the operation ran
     * @param e the args of the operation, which hold its result
     */
    void completed(Object sender, SocketAsyncEventArgs e);
}
