package org.postrider.smtp.internal.session;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The steps that were said and not answered, in order, and whether another one may follow (RFC 2920, section 3.1). */
final class Pipeline {
    /** A client that writes without reading has to bound what the server may have to answer meanwhile. */
    private static final int LONGEST = 200;

    private final Deque<Step> awaiting = new ArrayDeque<>();

    void said(Step step) {
        awaiting.add(step);
    }

    /** Gives the step that a reply answers, or null if nothing was asked. */
    @Nullable
    Step answered() {
        return awaiting.poll();
    }

    /** Takes back that a step is answered: another reply to it will come. */
    void notThrough(Step step) {
        awaiting.addFirst(step);
    }

    @Nullable
    Step oldest() {
        return awaiting.peek();
    }

    boolean isFull() {
        return awaiting.size() >= LONGEST;
    }

    /** Tells whether something may be said now. */
    boolean mayFollow(boolean pipelining) {
        Step last = awaiting.peekLast();
        return last == null || (pipelining && !last.isLastOfGroup() && !isFull());
    }

    boolean isEmpty() {
        return awaiting.isEmpty();
    }

    void clear() {
        awaiting.clear();
    }
}
