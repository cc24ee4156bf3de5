package org.postrider.benchmarks.load;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this process has used.
 *
 * @param nanos the clock
 * @param cpuNanos time of processors, in user and in system mode
 * @param allocated octets that threads which are still alive have allocated
 */
record Gauges(long nanos, long cpuNanos, long allocated) {
    private static final Path STATUS = Path.of("/proc/self/status");

    static Gauges now() {
        return new Gauges(System.nanoTime(), cpu(), allocation());
    }

    static long cpu() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static long allocation() {
        ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        long sum = 0;
        for (long octets : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            sum += Math.max(0, octets); // -1 for a thread that has ended meanwhile.
        }
        return sum;
    }

    /** {@return the most memory that this process ever held, in kilobytes}; 0 where there is no {@code /proc}. */
    static long peakKilobytes() throws IOException {
        if (!Files.exists(STATUS)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findAny()
                    .orElse(0);
        }
    }
}
