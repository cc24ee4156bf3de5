package org.postrider.mail;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryOutcome;

/** Counts what becomes of the items of a run. Thread safe. */
final class Tally {
    private final long begun = System.nanoTime();
    private @Nullable Duration elapsed; // all guarded by this
    private long taken;
    private long accepted;
    private long partlyAccepted;
    private long failed;
    private long octets;

    /** Counts an item in, and gives its number. */
    synchronized long take() {
        return taken++;
    }

    synchronized void ended(DeliveryOutcome outcome, long size) {
        switch (outcome) {
            case ACCEPTED -> accepted++;
            case PARTLY_ACCEPTED -> partlyAccepted++;
            case REFUSED, NOT_SENT, IN_DOUBT -> failed++;
        }
        octets += size;
    }

    synchronized BulkProgress end() {
        elapsed = soFar();
        return progress();
    }

    synchronized BulkProgress progress() {
        return new BulkProgress(taken, accepted, partlyAccepted, failed, octets, elapsed == null ? soFar() : elapsed);
    }

    private Duration soFar() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
