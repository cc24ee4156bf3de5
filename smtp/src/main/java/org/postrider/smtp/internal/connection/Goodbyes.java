package org.postrider.smtp.internal.connection;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.internal.session.Failure;

/**
 * Connections on their way out: QUIT, its answer or its limit, the end; at home on their loops, so that nobody waits and no thread is held.
 *
 * <p>Thread safe. Each goodbye ends, for the watchdog knows the limit of QUIT.
 */
final class Goodbyes {
    private final CompletableFuture<Void> last = new CompletableFuture<>();
    private int underWay; // guarded by this
    private boolean awaited; // guarded by this

    /** Says goodbye on a connection that rests and that nobody else has, or just leaves it when the server has gone already. */
    void say(Connection connection) {
        synchronized (this) {
            underWay++;
        }
        Leaving leaving = new Leaving();
        connection.setClient(leaving);
        connection.home().enter(() -> leave(connection, leaving));
    }

    private static void leave(Connection connection, Leaving leaving) {
        if (connection.isEnding()) {
            leaving.closed(null); // It has told its end already perhaps, and does so once.
        } else if (connection.comeTo(connection.home(), System.nanoTime())) {
            connection.quit();
        } else {
            connection.abort(new Loss(FailureKind.CONNECTION, "the server closed the idle connection", null));
        }
    }

    /** Completes as soon as no goodbye is under way. */
    CompletableFuture<Void> last() {
        synchronized (this) {
            awaited = true;
        }
        completeIfLast();
        return last;
    }

    private void ended() {
        synchronized (this) {
            underWay--;
        }
        completeIfLast();
    }

    private void completeIfLast() {
        boolean over;
        synchronized (this) {
            over = awaited && underWay == 0;
        }
        if (over) {
            last.complete(null);
        }
    }

    /** The client of a connection on its way out: waits for its end. */
    private final class Leaving extends Bystander {
        private boolean gone;

        @Override
        public void closed(@Nullable Failure failure) {
            if (!gone) {
                gone = true;
                ended();
            }
        }

        @Override
        public void expired(Connection late, Loss loss) {
            late.abort(loss);
        }
    }
}
