package org.postrider.mail;

import java.util.concurrent.CompletableFuture;
import org.postrider.sockets.ObjectDisposedException;

/**
 * Who is in a mailer's house: counts what was begun and hasn't ended, lets nobody in after the close, and tells when the last one left.
 *
 * <p>Who has {@linkplain #finish finished} is there until somebody was told of that, and then {@linkplain #leave leaves}. Thread safe.
 */
final class Attendance {
    private final CompletableFuture<Void> allGone = new CompletableFuture<>();
    private long present; // guarded by this
    private long busy; // of those, guarded by this
    private boolean closed; // guarded by this

    synchronized void enter() {
        if (closed) {
            throw new ObjectDisposedException("Mailer");
        }
        join();
    }

    /** Comes in with somebody who is there and stays as long. */
    synchronized void join() {
        present++;
        busy++;
    }

    /** Has come to its end, so that nothing is left to cancel. */
    synchronized void finish() {
        busy--;
    }

    /** Tells whether there is something left to cancel. */
    synchronized boolean isBusy() {
        return busy > 0;
    }

    void leave() {
        boolean last;
        synchronized (this) {
            last = --present == 0 && closed;
        }
        if (last) {
            allGone.complete(null);
        }
    }

    /** Lets nobody in any more. Done when the last one has left; who waits for that doesn't cancel it. */
    CompletableFuture<Void> close() {
        boolean nobody;
        synchronized (this) {
            closed = true;
            nobody = present == 0;
        }
        if (nobody) {
            allGone.complete(null);
        }
        return allGone;
    }
}
