package org.postrider.smtp.internal.connection;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.StepLimits;
import org.postrider.smtp.internal.session.SessionState;
import org.postrider.smtp.internal.session.Step;

/**
 * Until when a connection has to have done what it is doing: the step that it is in, and the send as a whole.
 *
 * <p>Moved by the conversation's thread, read by the watchdog's.
 */
final class Deadlines {
    private final StepLimits limits;
    private volatile long step = Watchdog.NEVER;
    private volatile long total = Watchdog.NEVER;

    Deadlines(StepLimits limits) {
        this.limits = limits;
    }

    /** Bounds what is done from now on; {@link Watchdog#NEVER} takes the bound away. */
    void setTotal(long deadline) {
        total = deadline;
    }

    /** The lookup begins, or the connecting; told by the worker or the loop. */
    void dialling() {
        begin(limits.connect());
    }

    /** Another step begins. */
    void stepped(SessionState state, @Nullable Step awaited) {
        switch (state) {
            case READY, CLOSED -> step = Watchdog.NEVER;
            case BODY -> begin(limits.body());
            case ENVELOPE, OUTCOME -> begin(limitOf(awaited));
            case QUITTING -> begin(limits.quit());
            default -> begin(limits.session());
        }
    }

    /** With the whole of a message on its way, it is the reply that counts. */
    private Duration limitOf(@Nullable Step awaited) {
        return awaited == Step.DATA
                ? limits.data()
                : awaited == Step.BDAT || awaited == Step.END_OF_DATA ? limits.endOfData() : limits.envelope();
    }

    /** The deadline of the step was noticed and isn't to be noticed again. */
    void stepExpired() {
        step = Watchdog.NEVER;
    }

    boolean isTotalPast(long now) {
        return Watchdog.isPast(total, now);
    }

    boolean isStepPast(long now) {
        return Watchdog.isPast(step, now);
    }

    /** The earlier of the two. */
    long next() {
        return Watchdog.earlier(step, total);
    }

    private void begin(Duration limit) {
        step = System.nanoTime() + limit.toNanos();
    }
}
