package org.postrider.smtp.internal.wire;

/** Takes work that may wait or compute for long away from the thread that moves the bytes. */
@FunctionalInterface
public interface Offload {
    /**
     * Runs a task elsewhere and then goes on where the connection lives. In a blocking conversation both have run before this returns,
     * or the wait for the task was given up, and what goes on has no wire any more.
     *
     * @param task what may take long; it must not touch the connection
     * @param then what goes on, on the connection's own thread
     */
    void run(Runnable task, Runnable then);
}
