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
        @SuppressWarnings("FutureReturnValueIgnored") // The task tells what came of it.
        public Runnable after(long nanos, Runnable task) {
            CompletableFuture<Boolean> timer =
                    new CompletableFuture<Boolean>().completeOnTimeout(true, nanos, TimeUnit.NANOSECONDS);
            timer.thenAccept(isDue -> {
                if (isDue) {
                    ClientSettings.COMPLETIONS.execute(task);
                }
            });
            return () -> timer.complete(false); // Where it is cancelled instead, Java 17 keeps its timer (JDK-8303742).
        }
    };

    /** Tells the time, as {@link System#nanoTime} does. */
    long nanos();

    /** Runs a task later; gives what calls it off. */
    Runnable after(long nanos, Runnable task);
}
