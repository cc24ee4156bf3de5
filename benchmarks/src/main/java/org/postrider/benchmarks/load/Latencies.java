package org.postrider.benchmarks.load;

import java.util.concurrent.atomic.AtomicIntegerArray;

/** Counts how long things took, to about 3 %, in a few kilobytes and without garbage. Thread safe. */
final class Latencies {
    private static final int STEPS = 32;
    private static final int STEP_BITS = 5;
    private static final int OCTAVES = 40;
    private static final int STRIPES = 8;

    private final AtomicIntegerArray[] stripes = new AtomicIntegerArray[STRIPES];

    Latencies() {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new AtomicIntegerArray(STEPS * OCTAVES);
        }
    }

    /** Counts one; those of different lanes get less into each other's way. */
    void add(int lane, long nanos) {
        stripes[lane % STRIPES].incrementAndGet(index(nanos));
    }

    private static int index(long nanos) {
        if (nanos < STEPS) {
            return (int) Math.max(0, nanos);
        }
        int shift = 63 - Long.numberOfLeadingZeros(nanos) - STEP_BITS;
        long step = (nanos >>> shift) - STEPS;
        return (int) Math.min((long) STEPS * OCTAVES - 1, (shift + 1L) * STEPS + step);
    }

    private static long nanos(int index) {
        int shift = index / STEPS - 1;
        return shift < 0 ? index : (long) (STEPS + index % STEPS) << shift;
    }

    /** {@return the nanoseconds that such a part of all took at most}, for instance 0.99; 0 if there were none. */
    long quantile(double part) {
        long total = 0;
        for (int i = 0; i < STEPS * OCTAVES; i++) {
            total += count(i);
        }
        long left = (long) Math.ceil(total * part);
        for (int i = 0; i < STEPS * OCTAVES; i++) {
            left -= count(i);
            if (left <= 0) {
                return total == 0 ? 0 : nanos(i);
            }
        }
        throw new IllegalStateException("there is no part " + part + " of anything");
    }

    private long count(int index) {
        long count = 0;
        for (AtomicIntegerArray stripe : stripes) {
            count += stripe.get(index);
        }
        return count;
    }
}
