package org.postrider.smtp.internal.connection;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads for whatever may wait: name lookups, reading files, TLS computations, the user's callbacks.
 *
 * <p>Daemon threads, made when needed and gone ten idle seconds later. There is no bound of their own: each task belongs to a send,
 * and one that hangs must not keep another from running.
 */
public final class Workers {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final ThreadPoolExecutor SHARED = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> newThread(task, "postrider-worker-" + NUMBER.incrementAndGet()));

    private Workers() {}

    /**
     * Gives the executor that all senders share.
     *
     * @return an executor that never waits to start a task
     */
    public static Executor shared() {
        return SHARED;
    }

    /**
     * Makes a daemon thread. It serves everybody, so it has nothing of whoever came first: neither the thread's values nor the class loader.
     *
     * @param task what it does
     * @param name its name
     * @return the thread, not started
     */
    public static Thread newThread(Runnable task, String name) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setContextClassLoader(Workers.class.getClassLoader());
        thread.setDaemon(true);
        return thread;
    }
}
