package org.postrider.mail;

import java.time.Duration;

/**
 * How far a {@link BulkSend} has come.
 *
 * @param taken items that were taken from the source
 * @param accepted messages that the server has taken for all their recipients
 * @param partlyAccepted messages that it has taken for some of their recipients
 * @param failed items of which no message came, or one that nobody got, or of which nobody can tell
 * @param bytes the size of the messages that were accepted, also in part; those whose size isn't known before they are read don't count
 * @param elapsed the time since the beginning, up to the end if that has come
 */
public record BulkProgress(long taken, long accepted, long partlyAccepted, long failed, long bytes, Duration elapsed) {
    /**
     * Counts the items of which the outcome is known.
     *
     * @return those accepted, also in part, and those that failed
     */
    public long done() {
        return accepted + partlyAccepted + failed;
    }

    /**
     * Gives the rate.
     *
     * @return items done per second, since the beginning; 0 if no time has passed
     */
    public double perSecond() {
        return elapsed.isZero() ? 0 : done() * 1e9 / elapsed.toNanos();
    }
}
