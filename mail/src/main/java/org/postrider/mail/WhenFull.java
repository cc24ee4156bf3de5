package org.postrider.mail;

/** What becomes of a message for which a {@link Mailer} has no room. */
public enum WhenFull {
    /** The thread that sends it waits until there is room. Whoever sends in a loop can so be no faster than the server. */
    BLOCK,
    /** It isn't sent: its future fails with a {@link java.util.concurrent.RejectedExecutionException}. */
    FAIL,
    /** It waits, held by its future, and the thread goes on. Then it is for the caller not to send more than there is memory for. */
    WAIT
}
