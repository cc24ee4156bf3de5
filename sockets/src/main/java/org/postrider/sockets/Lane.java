package org.postrider.sockets;

import java.lang.System.Logger.Level;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a socket: carries out the operations of its queue, each as soon as the channel lets it.
 *
 * <p>In loop mode the thread that starts an operation tries it at once if nothing is queued before it. What then has to
 * wait, and what has queued up behind it, is handed to the loop, which owns the head of the queue from there on. In
 * blocking mode each thread waits for its turn and for its own operation. Ownership (see {@link OperationQueue}) is what
 * keeps the bytes of two operations apart; no lock is held while bytes move or handlers run.
 *
 * <p>As a {@link Runnable} it is the loop's task "carry on with this lane".
 */
final class Lane implements Runnable {
    private static final System.Logger LOG = System.getLogger("org.postrider.sockets");

    private final OperationQueue queue = new OperationQueue();
    private final ChannelDriver driver;

    /** What the head waits for, as the selector's bits; 0 while it does not wait. Of the loop's thread alone. */
    private int awaited;

    /** Whether the last receive left nothing to be received. Of whoever owns the head. */
    private boolean drained;

    Lane(ChannelDriver driver) {
        this.driver = driver;
    }

    /**
     * Carries out an operation, or sees to it that the loop does.
     *
     * @return whether it is pending
     */
    boolean start(SocketAsyncEventArgs e) {
        boolean first = queue.enter(e);
        // Only from here on is the mode certain: changing it takes an empty queue.
        SocketLoop loop = driver.loop();
        if (loop == null) {
            runOnThisThread(e, first);
            return false;
        }
        return !first || startOn(loop, e);
    }

    private boolean startOn(SocketLoop loop, SocketAsyncEventArgs e) {
        if (isInVain(loop, e) || !attempt(e)) {
            // From the next line on the loop may complete the operation, before true is returned.
            waitOn(loop);
            return true;
        }
        if (leave(e) != null) {
            handTo(loop);
        }
        return false;
    }

    /** On the loop, where the selector is asked next, it says sooner than a vain attempt whether more has come. */
    private boolean isInVain(SocketLoop loop, SocketAsyncEventArgs e) {
        return drained && e.getLastOperation() == SocketAsyncOperation.RECEIVE && loop.isLoopThread();
    }

    private boolean attempt(SocketAsyncEventArgs e) {
        boolean done = driver.attempt(e);
        if (e.getLastOperation() == SocketAsyncOperation.RECEIVE) {
            drained = !done || e.getBytesTransferred() < e.getCount();
        }
        return done;
    }

    private void waitOn(SocketLoop loop) {
        if (loop.isLoopThread()) {
            park();
        } else {
            handTo(loop);
        }
    }

    private void handTo(SocketLoop loop) {
        if (!loop.offer(this)) {
            // The loop has ended and its sockets are closed: what is left fails at once, and nobody else can say so.
            run();
        }
    }

    private void runOnThisThread(SocketAsyncEventArgs e, boolean first) {
        if (!first && !queue.awaitTurn(e)) {
            e.record(SocketError.INTERRUPTED, 0, null);
            e.release();
            return;
        }
        boolean done;
        do {
            // A blocking channel comes back early only with a part of the work done.
            done = attempt(e);
        } while (!done);
        leave(e);
    }

    /** Goes on as far as the channel lets it. Only the loop runs this, as the owner of the head. */
    @Override
    public void run() {
        awaited = 0;
        SocketAsyncEventArgs e = queue.head();
        while (e != null) {
            if (!attempt(e)) {
                park();
                return;
            }
            SocketAsyncEventArgs next = leave(e);
            raiseCompleted(e);
            e = next;
        }
    }

    /** Goes on if the loop owns the head and that waits for any of this; otherwise its owner will notice by itself. */
    void resume(int readyOps) {
        if ((awaited & readyOps) != 0) {
            run();
        }
    }

    int awaited() {
        return awaited;
    }

    private void park() {
        SocketAsyncEventArgs head = queue.head();
        if (head != null) {
            awaited = interest(head.getLastOperation());
            driver.await(awaited);
        }
    }

    private static int interest(SocketAsyncOperation operation) {
        return switch (operation) {
            case RECEIVE -> SelectionKey.OP_READ;
            case ACCEPT -> SelectionKey.OP_ACCEPT;
            case CONNECT -> SelectionKey.OP_CONNECT;
            default -> SelectionKey.OP_WRITE;
        };
    }

    /** The args are out of the queue before they are free: a new operation may begin with them at once. */
    private @Nullable SocketAsyncEventArgs leave(SocketAsyncEventArgs e) {
        SocketAsyncEventArgs next = queue.leave();
        e.release();
        return next;
    }

    private static void raiseCompleted(SocketAsyncEventArgs e) {
        try {
            e.onCompleted(e);
        } catch (Throwable thrown) {
            LOG.log(Level.ERROR, "A completed handler threw; the loop goes on without its result", thrown);
        }
    }

    /** Tells whether the last receive left nothing, and none is under way. */
    boolean isDrained() {
        return queue.length() == 0 && drained;
    }

    /** More may have come than was received. */
    void refill() {
        drained = false;
    }

    boolean claim() {
        return queue.claim();
    }

    void unclaim() {
        queue.unclaim();
    }

    int length() {
        return queue.length();
    }
}
