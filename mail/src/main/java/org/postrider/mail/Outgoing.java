package org.postrider.mail;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * One send, from the moment at which it was accepted: by the network, or into a pickup directory.
 *
 * <p>It is sent once, by {@link #send} or by {@link #start}. {@link #abort} may come from any thread and at any time, before the start too.
 */
abstract class Outgoing {
    private static final System.Logger LOG = System.getLogger("org.postrider.mail");

    private final Executor completionExecutor;
    private volatile boolean awaited;

    Outgoing(ClientSettings settings) {
        this.completionExecutor = settings.completionExecutor;
    }

    /** Sends and waits for the end, for as long as the client's timeout; a failure is thrown. */
    final void send() {
        awaited = true;
        await();
    }

    abstract void await();

    /** Starts without waiting. The future never fails: what it completes with tells. */
    abstract CompletableFuture<Ending> start();

    /** Ends it, whatever it is doing. */
    abstract void abort();

    /** Ends it unless its caller waits for it: that one is told by the server, the clock or an interrupt. */
    final void cancel() {
        if (!awaited) {
            abort();
        }
    }

    /** Tells of the end where the user wants to hear of it; an executor that refuses can't make the end unheard. */
    final void complete(Runnable end) {
        try {
            completionExecutor.execute(end);
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.WARNING, "The completion executor refused; the end of a send is told here", e);
            end.run();
        }
    }
}
