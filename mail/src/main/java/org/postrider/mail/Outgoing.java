package org.postrider.mail;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

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

    /**
     * Tells of the end where the user wants to hear of it, once; an executor that fails can't make the end unheard. Threads of the
     * {@linkplain ClientSettings#COMPLETIONS library's own} call, where it is told if the user has no other wish.
     */
    final void complete(Runnable end) {
        if (completionExecutor == ClientSettings.COMPLETIONS) {
            tell(end);
            return;
        }
        AtomicBoolean told = new AtomicBoolean();
        Runnable once = () -> {
            if (told.compareAndSet(false, true)) {
                tell(end);
            }
        };
        try {
            completionExecutor.execute(once);
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.WARNING, "The completion executor refused; the end of a send is told here", e);
            once.run();
        }
    }

    private static void tell(Runnable end) {
        try {
            end.run();
        } catch (Throwable e) { // Also what only Java calls a checked exception.
            LOG.log(System.Logger.Level.ERROR, "onSendCompleted threw an exception", e);
        }
    }
}
