package org.postrider.sockets;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One thread that waits for thousands of sockets at once and runs the completed handlers of their operations.
 *
 * <p>{@link #shared()} serves every {@link Socket} that is not given another loop. A loop of one's own is worth having
 * to keep the sockets of two subsystems from delaying each other, or to end many sockets with one {@link #close()}.
 *
 * <p>Life cycle: the daemon thread starts with the loop and ends with {@code close()}. A second one, which takes its place when
 * it was {@linkplain #lend lent} for too long, starts when it is first lent. Threads: every method may be
 * called from any thread.
 *
 * <p>A trap: a handler that waits makes every socket of the loop wait. Hand long work to an executor, or {@link #lend} it
 * the thread.
 */
public final class SocketLoop implements AutoCloseable {
    private enum State {
        RUNNING,
        CLOSING,
        CLOSED
    }

    /** In nanoseconds: the time that a short task may take on a busy machine, and that no connection minds. */
    static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(5);

    private static final System.Logger LOG = System.getLogger("org.postrider.sockets");

    private final Selector selector;
    private final String name;
    private final Helm helm;
    private final boolean shared;

    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock, which is held for these few lines alone, never across I/O or user code.
    private State state = State.RUNNING;
    private final Set<ChannelDriver> sockets = new HashSet<>();
    private ArrayDeque<Runnable> inbox = new ArrayDeque<>();

    /** Whether a task has to wake the loop: to wake one that is busy would cost three system calls. Set under the lock. */
    private volatile boolean resting;

    // Of the loop's thread alone.
    private ArrayDeque<Runnable> batch = new ArrayDeque<>();
    private final ArrayDeque<Runnable> guests = new ArrayDeque<>();
    private long looked = System.nanoTime(); // when the selector was last asked, but for a rest
    private final ReadySockets ready;
    private @Nullable Throwable failure; // of the last round

    /**
     * Makes a loop and starts its thread.
     *
     * @param threadName the name of the thread
     * @throws SocketException if the system has no selector to give
     */
    public SocketLoop(String threadName) {
        this(threadName, false);
    }

    private SocketLoop(String threadName, boolean shared) {
        this.shared = shared;
        name = Objects.requireNonNull(threadName, "threadName");
        ready = new ReadySockets(name);
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new SocketException(SocketErrors.of(e, true), e);
        }
        helm = new Helm(name, this::run, PATIENCE);
        try {
            helm.start();
        } catch (OutOfMemoryError e) { // No thread is to be had.
            closeSelector();
            throw e;
        }
    }

    /** Starts the shared loop when it is first asked for. */
    private static final class Shared {
        static final SocketLoop LOOP = new SocketLoop("postrider-sockets", true);
    }

    /**
     * Gives the loop that sockets use unless told otherwise. It lives as long as the JVM and is not closed.
     *
     * @return the same loop each time
     */
    public static SocketLoop shared() {
        return Shared.LOOP;
    }

    /**
     * Runs something on the thread of this loop, soon, after what was handed over before it. What it throws is logged.
     *
     * @param task what to run; it must not wait
     * @throws ObjectDisposedException if the loop is closed
     */
    public void execute(Runnable task) {
        Objects.requireNonNull(task, "task");
        if (!post(task, State.RUNNING)) {
            throw new ObjectDisposedException("SocketLoop");
        }
    }

    /**
     * Lends the thread of this loop to a task that is short as a rule but may wait, behind what else the loop has to do now: it costs no change
     * of threads. If it has not ended after 5 to 10 ms, another thread goes on with the loop. Meanwhile the task's thread is not the loop's
     * ({@link #isLoopThread()} is false). What the task throws is logged.
     *
     * <p>To be called by handlers and tasks of this loop. A task that was lent the thread when the loop was closed still runs.
     *
     * @param guest what to run; if it always waits, an executor is the better place
     * @throws IllegalStateException if the caller isn't on the thread of this loop
     */
    public void lend(Runnable guest) {
        Objects.requireNonNull(guest, "guest");
        if (!isLoopThread()) {
            throw new IllegalStateException(
                    "Only the loop's own thread can be lent: call this from within execute(...)");
        }
        guests.add(guest);
    }

    /**
     * Tells whether the caller runs on the thread of this loop.
     *
     * @return true inside handlers and tasks of this loop, but not inside of those that its thread was {@linkplain #lend lent} to
     */
    public boolean isLoopThread() {
        return helm.isMine();
    }

    /**
     * Closes the sockets of this loop and ends its thread. Pending operations complete with
     * {@link SocketError#OPERATION_ABORTED} on that thread, soon after this call, which does not wait for it. Closing
     * twice is the same as once.
     *
     * @throws IllegalStateException for the {@linkplain #shared() shared} loop, which is everybody's
     */
    @Override
    public void close() {
        if (shared) {
            throw new IllegalStateException(
                    "The shared loop is not closed; close its sockets, or use new SocketLoop(name)");
        }
        beginClosing();
        selector.wakeup();
    }

    // What the sockets of this loop use.

    /** As {@link #execute}, also while the loop closes; false once it has ended. */
    boolean offer(Runnable task) {
        return post(task, State.CLOSING);
    }

    private boolean post(Runnable task, State latest) {
        boolean wake;
        lock.lock();
        try {
            if (state.compareTo(latest) > 0) {
                return false;
            }
            inbox.add(task);
            wake = resting;
            resting = false;
        } finally {
            lock.unlock();
        }
        if (wake) {
            selector.wakeup();
        }
        return true;
    }

    /** Takes a socket in, to be closed with the loop. */
    void enrol(ChannelDriver socket) {
        lock.lock();
        try {
            if (state != State.RUNNING) {
                throw new ObjectDisposedException("SocketLoop");
            }
            sockets.add(socket);
        } finally {
            lock.unlock();
        }
    }

    void dismiss(ChannelDriver socket) {
        lock.lock();
        try {
            sockets.remove(socket);
        } finally {
            lock.unlock();
        }
    }

    /** On the loop's thread: tells whether all sockets were looked at since a time on the clock of {@link System#nanoTime()}. */
    boolean hasLookedSince(long time) {
        return looked - time > 0;
    }

    /** On the loop's thread: a channel is registered when it first has to wait, many never do. */
    SelectionKey register(SelectableChannel channel, int ops, ChannelDriver socket) throws IOException {
        if (channel.keyFor(selector) != null) {
            // It was here before, in blocking mode in between, and its old key is cancelled but not yet gone.
            selector.selectNow(ready);
        }
        return channel.register(selector, ops, socket);
    }

    void wakeup() {
        selector.wakeup();
    }

    // The thread.

    /** Runs the loop until it ends, or another thread runs it. */
    private void run() {
        boolean mine = true;
        while (mine && isRunning()) {
            mine = goRound();
        }
        if (mine) {
            end();
        }
    }

    /** Does what there is to do, and tells whether this thread runs the loop still. What fails once, for want of memory say, may go well later. */
    private boolean goRound() {
        try {
            tellFailure();
            runTasks();
            runTasks(); // What those have put off, and what came meanwhile, before the selector is asked.
            if (runGuests()) {
                askSelector();
            }
        } catch (Throwable e) {
            failure = e; // No more than that: where memory is short, to say it may fail as well.
        }
        return helm.isMine();
    }

    private void tellFailure() {
        Throwable last = failure;
        failure = null;
        if (last instanceof IOException) {
            beginClosing();
            Helm.report(Level.ERROR, "The loop " + name + " fails and closes its sockets", last);
        } else if (last != null) {
            LockSupport.parkNanos(this, PATIENCE);
            Helm.report(Level.ERROR, "A round of the loop " + name + " failed; the loop goes on", last);
        }
    }

    private void askSelector() throws IOException {
        // An interrupt, which only a handler can have left here, would make select return at once for ever.
        Thread.interrupted();
        if (mayRest()) {
            selector.select(ready, guests.isEmpty() ? 0 : TimeUnit.NANOSECONDS.toMillis(Helm.PAUSE));
            resting = false; // Whatever comes from here on is looked for before the next rest.
            resume();
        }
        if (hasTasks()) {
            long now = System.nanoTime(); // Before the look: when a rest ended can't be told that exactly.
            selector.selectNow(ready);
            resume();
            looked = now; // Not while any is left that hasn't been told what was seen.
        }
    }

    private void resume() {
        while (ready.resume()) {
            runTasks();
        }
    }

    /** Runs those that there is a thread to stand by for, and tells whether this thread runs the loop still. */
    private boolean runGuests() {
        boolean mine = true;
        while (mine && !guests.isEmpty() && helm.isRelieved()) {
            mine = helm.leaveFor(guests.remove());
        }
        return mine;
    }

    private boolean isRunning() {
        lock.lock();
        try {
            return state == State.RUNNING;
        } finally {
            lock.unlock();
        }
    }

    private boolean mayRest() {
        lock.lock();
        try {
            resting = inbox.isEmpty();
            return resting;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasTasks() {
        lock.lock();
        try {
            return !inbox.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void runTasks() {
        Runnable task;
        takeInbox();
        while ((task = batch.poll()) != null) {
            helm.run(task);
        }
    }

    private void takeInbox() {
        lock.lock();
        try {
            ArrayDeque<Runnable> taken = inbox;
            inbox = batch;
            batch = taken;
        } finally {
            lock.unlock();
        }
    }

    private void beginClosing() {
        lock.lock();
        try {
            state = state == State.RUNNING ? State.CLOSING : state;
        } finally {
            lock.unlock();
        }
    }

    /** Closes every socket, then runs what that has queued, until there is nothing left to say. */
    private void end() {
        beginClosing();
        socketsNow().forEach(ChannelDriver::close);
        while (!finish()) {
            runTasks();
        }
        closeSelector();
        boolean mine = runGuests();
        if (mine) {
            helm.end();
            guests.forEach(helm::run); // For whom there is nobody to stand by.
        }
    }

    private void closeSelector() {
        try {
            selector.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A selector reported an error while it was closed", e);
        }
    }

    private List<ChannelDriver> socketsNow() {
        lock.lock();
        try {
            return List.copyOf(sockets);
        } finally {
            lock.unlock();
        }
    }

    private boolean finish() {
        lock.lock();
        try {
            if (inbox.isEmpty()) {
                state = State.CLOSED;
            }
            return state == State.CLOSED;
        } finally {
            lock.unlock();
        }
    }
}
