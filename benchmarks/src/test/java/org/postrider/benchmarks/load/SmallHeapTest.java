package org.postrider.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import org.junit.jupiter.api.Test;
import org.postrider.testkit.FastSink;
import org.postrider.testkit.SinkCounts;

/** Messages don't have to fit into memory. */
class SmallHeapTest {
    private static final int CONNECTIONS = 100;
    private static final int SIZE = 2_500_000;

    /** What is sent at once is five times what that heap could keep. */
    @Test
    void aHundredLargeAttachmentsAtOnceTakeAHeapOf48Megabytes() throws Exception {
        try (FastSink sink = FastSink.start()) {
            Process process = new ProcessBuilder(Jvm.command(
                            LargeMain.class,
                            "-Xmx48m",
                            Integer.toString(sink.getPort()),
                            Integer.toString(CONNECTIONS),
                            Integer.toString(SIZE)))
                    .redirectErrorStream(true)
                    .start();
            String said;
            try (BufferedReader out = process.inputReader()) {
                said = String.join("\n", out.lines().toList());
            }
            assertThat(process.waitFor()).as(said).isZero();
            assertThat(said).startsWith(CONNECTIONS + " ");

            SinkCounts counts = sink.counts();
            assertThat(counts.messages()).isEqualTo(CONNECTIONS);
            assertThat(counts.octets()).isGreaterThan(CONNECTIONS * (SIZE * 4L / 3));
        }
    }
}
