package org.postrider.mail;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What a mailer knows of time; a test has its own. */
interface MailerTime {
    /** The time of the machine. What is due runs on a thread for completions, of which none waits for it. */
    MailerTime SYSTEM = new MailerTime() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void after(long nanos, Runnable task) {
            CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, ClientSettings.COMPLETIONS)
                    .execute(task);
        }
    };

    /** Tells the time, as {@link System#nanoTime} does. */
    long nanos();

    /** Runs a task later. */
    void after(long nanos, Runnable task);
}
