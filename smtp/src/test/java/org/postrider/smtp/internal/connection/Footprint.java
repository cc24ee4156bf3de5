package org.postrider.smtp.internal.connection;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/**
 * What the engine and the JVM hold at a moment, as far as a leak would show in it. A key of a selector keeps its socket's descriptor
 * open, so that leaked keys show as descriptors.
 *
 * @param threads threads of the engine that come and don't go
 * @param workers threads that go after ten idle seconds
 * @param descriptors open files and sockets; 0 where the system doesn't tell
 * @param deadlines what the watchdog watches
 * @param directMemory bytes in direct buffers
 */
public record Footprint(long threads, long workers, long descriptors, long deadlines, long directMemory) {
    /** Buffers that the JDK keeps for each thread that does I/O: as many threads as the test server happens to have. */
    private static final long BUFFERS_OF_THREADS = 1 << 20;

    public static Footprint now() {
        return new Footprint(
                count("postrider-") - count("postrider-worker-"),
                count("postrider-worker-"),
                openDescriptors(),
                Watchdog.shared().watched(),
                directBuffers());
    }

    public Footprint minus(Footprint earlier) {
        return new Footprint(
                threads - earlier.threads,
                workers - earlier.workers,
                descriptors - earlier.descriptors,
                deadlines - earlier.deadlines,
                directMemory - earlier.directMemory);
    }

    /** Tells whether, as a difference, it shows no growth. */
    public boolean isNothing() {
        return threads <= 0 && workers <= 0 && descriptors <= 0 && deadlines <= 0 && directMemory <= BUFFERS_OF_THREADS;
    }

    @Override
    public String toString() {
        return String.format(
                "%+d threads, %+d workers, %+d descriptors, %+d deadlines, %+d bytes of direct memory",
                threads, workers, descriptors, deadlines, directMemory);
    }

    /** What the heap of the whole JVM holds when collecting garbage frees nothing more. */
    public static long usedHeap() {
        long used = Long.MAX_VALUE;
        for (long now = collected(); now < used; now = collected()) {
            used = now;
        }
        return used;
    }

    private static long collected() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static long count(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(name))
                .count();
    }

    private static long openDescriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    private static long directBuffers() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
