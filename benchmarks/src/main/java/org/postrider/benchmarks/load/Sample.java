package org.postrider.benchmarks.load;

import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What one client reached once. Travels as one line from its process to the runner's.
 *
 * @param sent messages in the time that was measured
 * @param total messages in all
 * @param nanos the time that was measured
 * @param cpuNanos time of processors meanwhile
 * @param allocated octets allocated meanwhile; -1 if nobody knows
 * @param peakKilobytes the most memory that the process ever held; 0 if nobody knows
 * @param medianNanos the time of a send, in the middle; 0 if nobody knows
 * @param tailNanos what 99 of 100 sends took at most; 0 if nobody knows
 * @param errors how many sends failed
 * @param error why the first did, or {@code null} as text
 */
record Sample(
        long sent,
        long total,
        long nanos,
        long cpuNanos,
        long allocated,
        long peakKilobytes,
        long medianNanos,
        long tailNanos,
        long errors,
        String error) {
    private static final String MARK = "sample ";
    private static final int NUMBERS = 9;

    String toLine() {
        return MARK
                + LongStream.of(sent, total, nanos, cpuNanos, allocated, peakKilobytes, medianNanos, tailNanos, errors)
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining(" "))
                + " " + error.replaceAll("\\s+", " ");
    }

    static boolean isLine(String line) {
        return line.startsWith(MARK);
    }

    static Sample ofLine(String line) {
        String[] parts = line.substring(MARK.length()).split(" ", NUMBERS + 1);
        long[] n = new long[NUMBERS];
        for (int i = 0; i < NUMBERS; i++) {
            n[i] = Long.parseLong(parts[i]);
        }
        return new Sample(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], parts[NUMBERS]);
    }

    /** {@return messages a second} */
    double rate() {
        return sent * 1e9 / nanos;
    }

    double cpuMicros() {
        return each(cpuNanos) / 1e3;
    }

    double garbage() {
        return each(allocated);
    }

    private double each(long sum) {
        return sum / (double) Math.max(1, sent);
    }
}
