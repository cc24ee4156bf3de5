package org.postrider.cli;

import java.time.Duration;

/** Times in order. Immutable once made; the array is its own from then on. */
final class Percentiles {
    private final long[] sorted;

    Percentiles(long[] sorted) {
        this.sorted = sorted;
    }

    int count() {
        return sorted.length;
    }

    /** {@return what that many of a hundred took at most}; zero if there were none. */
    Duration of(double percent) {
        int rank = (int) Math.ceil(sorted.length * percent / 100);
        return sorted.length == 0 ? Duration.ZERO : Duration.ofNanos(sorted[Math.max(0, rank - 1)]);
    }
}
