package org.postrider.smtp.internal.connection;

import org.jspecify.annotations.Nullable;
import org.postrider.smtp.internal.session.Failure;

/**
 * A delivery's hold of its connection, for which whoever ends it from outside and the delivery itself compete.
 *
 * <p>One of them lets go, the other finds nothing: so a late cancel can't hit the next user of the connection. What has ended takes hold
 * of nothing again. Thread safe.
 */
final class Grip {
    private @Nullable Connection held; // guarded by this
    private @Nullable Loss ended; // why; guarded by this

    /** Takes hold of a connection, unless the end came first: then gives why. */
    synchronized @Nullable Loss take(Connection connection) {
        if (ended == null) {
            held = connection;
        }
        return ended;
    }

    /** Lets go of a connection; false if somebody else has done so. */
    synchronized boolean letGo(Connection connection) {
        boolean had = held == connection;
        if (had) {
            held = null;
        }
        return had;
    }

    /** Ends it for a reason, of which the first counts, and lets go of the connection that it gives, if any. */
    synchronized @Nullable Connection end(Loss why) {
        Connection last = held;
        held = null;
        ended = ended == null ? why : ended;
        return last;
    }

    /** Tells what a failure is to who was ended meanwhile: a loss by another's fault has the reason of the end. */
    synchronized Failure own(Failure why) {
        return ended != null && why.anothers() ? ended.failure(why.outcome()) : why;
    }

    /** Gives why it was ended, or null. */
    synchronized @Nullable Loss whyEnded() {
        return ended;
    }
}
