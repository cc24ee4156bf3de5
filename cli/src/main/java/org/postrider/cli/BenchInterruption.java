package org.postrider.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a bench that is interrupted (Ctrl-C, SIGTERM) tell what it has found out: no more messages begin, and the process stays until the report is out. What
 * has no answer after five seconds is given up.
 */
final class BenchInterruption {
    private static final long PATIENCE_SECONDS = 5;

    private final CountDownLatch reported = new CountDownLatch(1);
    private final Bench bench;
    private final Thread hook = new Thread(this::interrupted, "postrider-bench-interruption");

    private BenchInterruption(Bench bench) {
        this.bench = bench;
    }

    static BenchInterruption of(Bench bench) {
        BenchInterruption interruption = new BenchInterruption(bench);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private void interrupted() {
        if (bench.stop() && !isReported()) {
            bench.close();
            isReported();
        }
    }

    private boolean isReported() {
        try {
            return reported.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Says that the report is out. */
    void end() {
        reported.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException expected) {
            // The process is about to end, and was waiting for this.
        }
    }
}
