package org.postrider.smtp.internal.connection;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.StepLimits;
import org.postrider.smtp.internal.session.SessionState;
import org.postrider.smtp.internal.session.Step;

/**
 * Until when a connection has to have done what it is doing: the step that it is in, and the send as a whole.
 *
 * <p>Moved by the conversation's thread at each step of each message, so without a look at the clock: the limit of a step begins when the
 * watchdog first sees it, a tenth of a second late at most. {@link #next} and {@link #late} are the watchdog's.
 */
final class Deadlines {
    /** The send, in place of a step. */
    static final int WHOLE = -1;

    private final StepLimits limits;
    private volatile long total = Watchdog.NEVER;

    private int steps;
    private @Nullable SessionState waitingIn; // for a reply; null while none is awaited
    private int heard;
    private volatile @Nullable Duration limit; // of the step; null while nothing is awaited
    private volatile int moved; // written behind the limit, and read before it: a limit that is new has not been seen

    private int seen; // of the watchdog's thread, as is what follows
    private long step = Watchdog.NEVER;

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

    /**
     * Another step begins, unless the first message still waits for the same reply: what others have begun or ended meanwhile is no step
     * of it.
     *
     * @param replies how many have come
     */
    void stepped(SessionState state, @Nullable Step awaited, int replies) {
        boolean waiting = awaited != null && (state == SessionState.ENVELOPE || state == SessionState.OUTCOME);
        if (waiting && state == waitingIn && replies == heard) {
            return;
        }
        waitingIn = waiting ? state : null;
        heard = replies;
        switch (state) {
            case READY, CLOSED -> begin(null);
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

    /** Gives what is past its limit: {@link #WHOLE}, or the number of the step, once; 0 if nothing is. */
    int late(long now) {
        if (Watchdog.isPast(total, now)) {
            return WHOLE;
        }
        if (!Watchdog.isPast(step(), now)) {
            return 0;
        }
        step = Watchdog.NEVER;
        return seen;
    }

    /** Tells whether what was late still goes on; any thread may ask. */
    boolean isIn(int late) {
        return late == WHOLE || (late != 0 && late == moved);
    }

    /** Says what was late; {@code reading} where a content was waited for. */
    static Loss loss(int late, boolean reading) {
        String what = late == WHOLE ? "the send" : reading ? "to read the message's content" : "the step";
        return new Loss(FailureKind.TIMEOUT, what + " took longer than its limit", null);
    }

    /** The earlier of the two. */
    long next() {
        return Watchdog.earlier(step(), total);
    }

    private void begin(@Nullable Duration next) {
        limit = next;
        moved = ++steps;
    }

    private long step() {
        int current = moved;
        if (current != seen) {
            seen = current;
            Duration begun = limit;
            step = begun == null ? Watchdog.NEVER : Watchdog.after(System.nanoTime(), begun);
        }
        return step;
    }
}
