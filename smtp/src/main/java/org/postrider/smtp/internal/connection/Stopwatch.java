package org.postrider.smtp.internal.connection;

import java.time.Duration;
import org.postrider.smtp.Timings;

/** When a connection came to which point. Used by the conversation's thread. */
final class Stopwatch {
    private long opened;
    private long connected;
    private long ready;
    private long submitted;
    private long delivered;

    void opened() {
        opened = System.nanoTime();
    }

    void connected() {
        connected = System.nanoTime();
    }

    void ready() {
        ready = System.nanoTime();
    }

    void submitted() {
        submitted = System.nanoTime();
    }

    void delivered() {
        delivered = System.nanoTime();
    }

    /** Gives the times of the last transaction; those of connecting only to the one that it was made for. */
    Timings timings(boolean reused, long begun) {
        return new Timings(
                reused ? Duration.ZERO : between(opened, connected),
                reused ? Duration.ZERO : between(connected, ready),
                between(submitted, delivered),
                Duration.ofNanos(System.nanoTime() - begun));
    }

    private static Duration between(long from, long to) {
        return from == 0 || to == 0 || to - from < 0 ? Duration.ZERO : Duration.ofNanos(to - from);
    }
}
