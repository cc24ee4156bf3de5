package org.postrider.smtp.internal.connection;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.postrider.smtp.FailureKind;
import org.postrider.sockets.SocketException;

/**
 * The loops that connections are at home on: each new connection gets the next one in turn, so that those of a busy sender keep several
 * cores busy, and one that sends message by message stays on one thread.
 *
 * <p>A loop is started when a connection first needs it. Thread safe.
 */
final class Loops {
    private static final System.Logger LOG = System.getLogger("org.postrider.smtp");

    /** What all senders share: half of the cores are left to those who make the messages. */
    private static final Loops SHARED =
            new Loops("postrider-smtp", Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

    private final int most;
    private final IntFunction<Loop> starter;
    private final List<Loop> running = new ArrayList<>(); // guarded by this
    private int turn; // guarded by this

    /**
     * Makes loops, and starts none.
     *
     * @param name of their threads, which are counted from 1
     * @param most how many there may be, 1 at least
     */
    Loops(String name, int most) {
        this(most, number -> new Loop(name + "-" + number));
    }

    Loops(int most, IntFunction<Loop> starter) {
        this.most = most;
        this.starter = starter;
    }

    static Loops shared() {
        return SHARED;
    }

    /**
     * Gives the loop whose turn it is.
     *
     * @throws SocketException if none runs and none can be started, for want of files; {@link #whyNone} tells it
     * @throws OutOfMemoryError the same, for want of a thread
     */
    synchronized Loop next() {
        if (running.size() < most) {
            start();
        }
        Loop next = running.get(turn % running.size());
        turn = (turn + 1) % most;
        return next;
    }

    /** Tells a person why there is no loop. */
    static Loss whyNone(Throwable shortage) {
        String text = "no connection can be made (" + shortage.getMessage()
                + "): raise the limits of open files and threads (ulimit -n, -u), or see what uses them up";
        return new Loss(FailureKind.CONNECTION, text, shortage);
    }

    /** Where no further one can be had, those that run do its work until it can. */
    private void start() {
        try {
            running.add(starter.apply(running.size() + 1));
        } catch (SocketException | OutOfMemoryError e) {
            if (running.isEmpty()) {
                throw e;
            }
            LOG.log(Level.WARNING, "A further loop can't be started; connections share those that run", e);
        }
    }
}
