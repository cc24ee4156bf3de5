package org.postrider.smtp.internal.wire;

import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;

/**
 * The long computations of a TLS engine, checks of certificates above all, which run where computing is allowed.
 *
 * <p>Used by the wire's thread. Nobody may use the engine while it is busy.
 */
final class EngineTasks {
    private final SSLEngine engine;
    private final Offload offload;
    private final Runnable resume;
    private boolean busy;

    /** What is done at once is seen by {@link #isBusy()}; what takes longer calls {@code resume} on the wire's thread. */
    EngineTasks(SSLEngine engine, Offload offload, Runnable resume) {
        this.engine = engine;
        this.offload = offload;
        this.resume = resume;
    }

    boolean isBusy() {
        return busy;
    }

    /** Runs all that the engine has to compute at the moment. */
    void run() {
        List<Runnable> tasks = new ArrayList<>();
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            tasks.add(task);
        }
        busy = true;
        boolean[] started = {false};
        offload.run(() -> tasks.forEach(Runnable::run), () -> {
            busy = false;
            if (started[0]) {
                resume.run();
            }
        });
        started[0] = true;
    }
}
