package org.postrider.sockets;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Which thread runs a loop: the one at its helm.
 *
 * <p>That thread may leave the helm for a task that might wait, and comes back to it unless somebody else has taken it meanwhile: a
 * second thread stands by, and takes the helm that was left for too long. So a task that is short costs no change of threads, and one
 * that isn't holds the loop up for some milliseconds only. Then the two change places. The second thread starts before the helm is first
 * left, and sleeps until it is left again.
 *
 * <p>What is written at the helm is seen by whoever is at it next.
 */
final class Helm {
    /** In nanoseconds: until somebody is asked for again when nobody was to be had; the JVM complains each time. */
    static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

    private static final System.Logger LOG = System.getLogger("org.postrider.sockets");

    private final String name;
    private final Runnable loop;
    private final long patience;
    private final AtomicReference<@Nullable Thread> holder = new AtomicReference<>();
    private final AtomicReference<@Nullable Thread> second = new AtomicReference<>();
    private final AtomicLong left = new AtomicLong(); // how many times
    private volatile boolean sleeping; // the second thread, until the helm is left
    private volatile boolean over;
    private boolean alone; // at the helm, and that was told
    private long asked; // when nobody was to be had last

    /**
     * Makes a helm with nobody at it.
     *
     * @param name of the threads
     * @param loop what to do at the helm; it returns when the helm is lost, or after {@link #end}
     * @param patience nanoseconds that the loop does without its thread, at least, before another one runs it; less than twice as many
     */
    Helm(String name, Runnable loop, long patience) {
        this.name = name;
        this.loop = loop;
        this.patience = patience;
    }

    void start() {
        Thread first = newThread(true);
        holder.set(first);
        first.start();
    }

    /** It serves everybody, so it has nothing of whoever came first: neither the thread's values nor the class loader. */
    private Thread newThread(boolean first) {
        Thread thread = new Thread(null, () -> serve(first), name, 0, false);
        thread.setContextClassLoader(Helm.class.getClassLoader());
        thread.setDaemon(true);
        return thread;
    }

    private void serve(boolean first) {
        for (boolean mine = first || standBy(); mine; mine = standBy()) {
            loop.run();
        }
    }

    boolean isMine() {
        return holder.get() == Thread.currentThread();
    }

    /**
     * Tells, at the helm, whether it can be left: whether somebody stands by, or can be had to. For a helm that is left without one, a task
     * that waits for the loop would wait for ever.
     */
    boolean isRelieved() {
        if (second.get() != null) {
            return true;
        }
        if (alone && System.nanoTime() - asked < PAUSE) {
            return false;
        }
        try {
            Thread fresh = newThread(false);
            if (second.compareAndSet(null, fresh)) {
                fresh.start();
            }
            alone = false;
            return true;
        } catch (OutOfMemoryError e) {
            second.set(null);
            asked = System.nanoTime();
            if (!alone) {
                alone = true;
                report(Level.WARNING, "No thread is to be had to stand by for the loop " + name, e);
            }
            return false;
        }
    }

    /**
     * Leaves the helm for a task, and comes back to it. What the task throws is logged, and an interrupt that it leaves behind is cleared.
     *
     * @param task what may wait, or take long
     * @return whether the caller is at the helm again; if not, whatever is done there is no longer its business
     */
    boolean leaveFor(Runnable task) {
        left.incrementAndGet();
        holder.set(null);
        if (sleeping) {
            sleeping = false;
            LockSupport.unpark(second.get());
        }
        run(task);
        Thread.interrupted();
        return holder.compareAndSet(null, Thread.currentThread());
    }

    /** Runs a task; what it throws is logged. */
    void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable thrown) {
            report(Level.ERROR, "A task of the loop " + name + " threw; the loop goes on", thrown);
        }
    }

    /** Logs a failure, as far as that is possible: where the log fails as well there is nobody left to tell, and the loop goes on. */
    static void report(Level level, String what, Throwable failure) {
        try {
            LOG.log(level, what, failure);
        } catch (Throwable untold) {
            Thread.interrupted(); // All that it may have left behind.
        }
    }

    /** Says, at the helm, that nothing is left to be done there. */
    void end() {
        over = true;
        LockSupport.unpark(second.get());
    }

    /** Waits until the helm has been left for too long, and takes it; false if there is another one to do so, or no need to any more. */
    private boolean standBy() {
        Thread me = Thread.currentThread();
        if (over || (second.get() != me && !second.compareAndSet(null, me))) {
            return false;
        }
        boolean taken;
        long seen = left.get();
        do {
            sleepUntilItIsLeft(seen);
            seen = left.get();
            bePatient();
            taken = left.get() == seen && holder.compareAndSet(null, me);
        } while (!taken && !over);
        second.set(null);
        return taken;
    }

    /** Says that it sleeps before it looks whether it may; whoever leaves the helm does the two the other way round. */
    private void sleepUntilItIsLeft(long seen) {
        sleeping = true;
        while (sleeping && left.get() == seen && holder.get() != null && !over) {
            LockSupport.park(this);
            Thread.interrupted(); // Or else the next park would return at once, for ever.
        }
        sleeping = false;
    }

    private void bePatient() {
        long until = System.nanoTime() + patience;
        for (long rest = patience; rest > 0 && !over; rest = until - System.nanoTime()) {
            LockSupport.parkNanos(this, rest);
            Thread.interrupted();
        }
    }
}
