package org.postrider.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.FastSink;
import org.postrider.testkit.SinkCounts;

/** The fast sink in a process of its own. It prints its port; each line that it reads it answers with its counts; at the end of its input it ends. */
public final class SinkMain {
    private SinkMain() {}

    /**
     * Serves until the end of standard input.
     *
     * @param args the scenario, and the file to write the certificate authority to
     * @throws IOException if the authority can't be written, or standard input can't be read
     */
    public static void main(String[] args) throws IOException {
        Scenario scenario = Scenario.of(args[0]);
        FastSink.Builder builder = FastSink.builder().replyDelay(Duration.ofMillis(scenario.delayMillis()));
        if (!scenario.isChunking()) {
            builder.without("CHUNKING");
        }
        if (scenario.isTls()) {
            CertificateAuthority.shared().writePem(Path.of(args[1]));
            builder.startTls();
        }
        try (FastSink sink = builder.start()) {
            System.out.println(sink.getPort());
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            while (in.readLine() != null) {
                SinkCounts counts = sink.counts();
                System.out.printf(
                        "%d %d %d %d %d%n",
                        counts.messages(), counts.refused(), counts.reads(), counts.replyBatches(), Gauges.cpu());
            }
        }
    }
}
