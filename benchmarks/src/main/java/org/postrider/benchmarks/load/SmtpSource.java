package org.postrider.benchmarks.load;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.postrider.benchmarks.FloorComposer;
import org.postrider.benchmarks.Payload;

/**
 * Postfix's load generator. It sends a number of messages, so a first run finds out how many fill the time; the shell tells what the second used.
 */
final class SmtpSource {
    private static final int TRIAL = 2000;
    private static final int LEAST_A_CONNECTION = 5;
    private static final int MOST = 2_000_000;
    private static final long LIMIT_SECONDS = 120;

    private final int port;
    private final Scenario scenario;

    SmtpSource(int port, Scenario scenario) {
        this.port = port;
        this.scenario = scenario;
    }

    static boolean isInstalled() {
        return Jvm.isInstalled("smtp-source") && Jvm.isInstalled("bash");
    }

    Sample run(Duration time) throws IOException, InterruptedException {
        int least = scenario.connections() * LEAST_A_CONNECTION;
        int trial = scenario.delayMillis() > 0 ? least : Math.max(TRIAL, least);
        double rate = send(trial, 0).rate();
        int count = (int) Math.max(trial, Math.min(MOST, rate * time.toMillis() / 1000));
        return send(count, trial);
    }

    private Sample send(int count, int before) throws IOException, InterruptedException {
        String program = String.join(
                " ",
                List.of(
                        "smtp-source -d -s",
                        Integer.toString(scenario.connections()),
                        "-m",
                        Integer.toString(count),
                        "-l",
                        Long.toString(size(scenario.payload())),
                        "-f " + Payload.FROM + " -t " + Payload.TO,
                        Target.HOST + ":" + port));
        Process process = new ProcessBuilder("bash", "-c", "TIMEFORMAT='%3R %3U %3S'; time " + program)
                .redirectErrorStream(true)
                .start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("smtp-source takes longer than " + LIMIT_SECONDS + " s");
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String[] lines = said.strip().split("\n", -1);
        if (process.exitValue() != 0 || lines.length != 1) {
            throw new IOException("smtp-source failed: " + said.strip());
        }
        String[] seconds = lines[0].split(" ", -1);
        return new Sample(
                count,
                (long) count + before,
                nanos(seconds[0]),
                nanos(seconds[1]) + nanos(seconds[2]),
                -1,
                0,
                0,
                0,
                0,
                "null");
    }

    private static long nanos(String seconds) {
        return (long) (Double.parseDouble(seconds) * 1e9);
    }

    /** As many octets as the others send; what is in them is its own affair. */
    private static long size(Payload payload) throws IOException {
        Counter counter = new Counter();
        new FloorComposer().compose(payload, 0, counter);
        return counter.count;
    }

    private static final class Counter extends OutputStream {
        private long count;

        @Override
        public void write(int octet) {
            count++;
        }

        @Override
        public void write(byte[] octets, int start, int length) {
            count += length;
        }
    }
}
