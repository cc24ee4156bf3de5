package org.postrider.benchmarks.load;

import java.nio.file.Path;
import java.time.Duration;

/**
 * One client in a JVM of its own: warms up, measures, drains, and prints one line for {@link Sample}.
 */
public final class ClientMain {
    private static final long PATIENCE_MILLIS = 30_000;

    private ClientMain() {}

    /**
     * Runs one client.
     *
     * @param args the client, the scenario, the sink's port, the file of the authority, and how long to warm up and to measure (ISO 8601)
     * @throws Exception if the client can't connect, or stalls
     */
    public static void main(String[] args) throws Exception {
        ClientKind kind = ClientKind.of(args[0]);
        Scenario scenario = Scenario.of(args[1]);
        Path authority = scenario.isTls() ? Path.of(args[3]) : null;
        Target target = new Target(Integer.parseInt(args[2]), scenario.connections(), scenario.payload(), authority);
        LoadClient client = kind.connect(target);
        Driver driver = new Driver(client, scenario.connections(), kind.depth(scenario));
        driver.start();
        System.out.println(run(driver, Duration.parse(args[4]), Duration.parse(args[5])));
        client.close();
        System.exit(0); // Some leave threads that would go on for a while.
    }

    private static String run(Driver driver, Duration warmUp, Duration time) throws Exception {
        if (!driver.awaitFirst(PATIENCE_MILLIS)) {
            throw new IllegalStateException("no message was taken");
        }
        driver.awaitEnd(warmUp.toMillis());
        driver.measure(true);
        Gauges start = Gauges.now();
        long sentBefore = driver.sent();
        driver.awaitEnd(time.toMillis());
        Gauges end = Gauges.now();
        long sent = driver.sent() - sentBefore;
        driver.measure(false);
        driver.stop();
        if (!driver.awaitEnd(PATIENCE_MILLIS)) {
            throw new IllegalStateException("stalled with sends under way");
        }
        return new Sample(
                        sent,
                        driver.sent(),
                        end.nanos() - start.nanos(),
                        end.cpuNanos() - start.cpuNanos(),
                        end.allocated() - start.allocated(),
                        Gauges.peakKilobytes(),
                        driver.latencies().quantile(0.5),
                        driver.latencies().quantile(0.99),
                        driver.errors(),
                        String.valueOf(driver.firstError()))
                .toLine();
    }
}
