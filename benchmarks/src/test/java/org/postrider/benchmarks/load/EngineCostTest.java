package org.postrider.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.benchmarks.Payload;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.FastSink;
import org.postrider.testkit.SinkCounts;

/**
 * What a short message costs from its parts to the server's word, counted and not timed: octets that are allocated on all threads of ours, and
 * what passes between client and sink. Alone, since other tests' messages would be counted with it.
 */
@Isolated
class EngineCostTest {
    /** Octets for each message: composing it takes 1,800 of them. */
    private static final long BOUND = 4500;

    /** The JDK's engine leaves 2.5 kB for each message, and for each connection as much as hundreds of messages. */
    private static final long BOUND_TLS = 8000;

    private static final int MESSAGES = 1000;
    private static final int LEAST_ROUNDS = 5;
    private static final int MOST_ROUNDS = 60;
    private static final String SINK = "postrider-sink";

    private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    private interface Round {
        /** Sends some. {@return how many} */
        long run() throws Exception;
    }

    @BeforeEach
    void requireCounting() {
        assumeThat(threads.isThreadAllocatedMemorySupported()).isTrue();
    }

    @Test
    void aBlockingSendLeavesLessGarbageThanPromised() throws Exception {
        try (FastSink sink = FastSink.start();
                LoadClient.Blocking client = new PostriderBlocking(target(sink, 1))) {
            assertGarbageBelow(BOUND, () -> sendEach(client));
        }
    }

    @Test
    void aBlockingSendUnderTlsLeavesLessGarbageThanPromised(@TempDir Path folder) throws Exception {
        try (FastSink sink = FastSink.builder().startTls().start();
                LoadClient.Blocking client = new PostriderBlocking(target(sink, folder))) {
            assertGarbageBelow(BOUND_TLS, () -> sendEach(client));
        }
    }

    /** A connection costs as much as thirty messages, and under TLS as hundreds. */
    @Test
    void blockingSendsOfOneClientShareAConnection() throws Exception {
        try (FastSink sink = FastSink.start();
                LoadClient.Blocking client = new PostriderBlocking(target(sink, 1))) {
            sendEach(client);
            SinkCounts counts = sink.counts();
            assertThat(counts.messages()).isEqualTo(MESSAGES);
            assertThat(counts.connections()).isOne();
            assertThat(counts.replyBatches()).isBetween((long) MESSAGES, MESSAGES + 10L);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void aSendAmongOthersLeavesLessGarbageThanPromised(int depth) throws Exception {
        try (FastSink sink = FastSink.start();
                LoadClient client = new PostriderAsync(target(sink, 2))) {
            assertGarbageBelow(BOUND, () -> drive(client, 2, depth));
        }
    }

    /** With CHUNKING as with PIPELINING alone. */
    @ParameterizedTest
    @CsvSource({"'', 1.1", "CHUNKING, 2.1"})
    void aSendNeedsFewRoundTripsAndAsFewWrites(String hidden, double most) throws Exception {
        try (FastSink sink = FastSink.builder().without(hidden).start();
                LoadClient client = new PostriderAsync(target(sink, 1))) {
            drive(client, 1, 1);
            SinkCounts counts = sink.counts();
            assertThat(counts.replyBatches() / (double) counts.messages()).isBetween(0.9, most);
            assertThat(counts.reads() / (double) counts.messages()).isBetween(0.9, most);
        }
    }

    /** Content by chunks waits for nothing; by DATA the next envelope follows it in the same write. */
    @ParameterizedTest
    @CsvSource({"'', 0.8", "CHUNKING, 1.6"})
    void aSendAmongOthersSharesItsWriteWithThem(String hidden, double most) throws Exception {
        try (FastSink sink = FastSink.builder().without(hidden).start();
                LoadClient client = new PostriderAsync(target(sink, 1))) {
            drive(client, 1, 8);
            SinkCounts counts = sink.counts();
            assertThat(counts.reads() / (double) counts.messages()).isBetween(0.05, most);
        }
    }

    private static Target target(FastSink sink, int lanes) {
        return new Target(sink.getPort(), lanes, Payload.TEXT1K, null);
    }

    private static Target target(FastSink sink, Path folder) throws IOException {
        Path authority = folder.resolve("authority.pem");
        CertificateAuthority.shared().writePem(authority);
        return new Target(sink.getPort(), 1, Payload.TEXT1K, authority);
    }

    private static long sendEach(LoadClient.Blocking client) throws Exception {
        for (int i = 0; i < MESSAGES; i++) {
            client.send(0, i);
        }
        return MESSAGES;
    }

    private static long drive(LoadClient client, int lanes, int depth) throws InterruptedException {
        Driver driver = new Driver(client, lanes, depth);
        driver.start();
        await().pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(30))
                .until(() -> driver.sent() >= MESSAGES || driver.errors() > 0);
        driver.stop();
        assertThat(driver.awaitEnd(10_000)).isTrue();
        assertThat(driver.firstError()).isNull();
        return driver.sent();
    }

    /** The least of many rounds: the first are interpreted, and a compiler at work allocates on our threads too. */
    private void assertGarbageBelow(long bound, Round round) throws Exception {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < LEAST_ROUNDS || (i < MOST_ROUNDS && least >= bound); i++) {
            long before = allocated();
            long messages = round.run();
            least = Math.min(least, (allocated() - before) / (double) messages);
        }
        assertThat(least).isPositive().isLessThan(bound);
    }

    private long allocated() {
        long[] counted = Stream.of(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && isOurs(thread))
                .mapToLong(ThreadInfo::getThreadId)
                .toArray();
        long sum = 0;
        for (long octets : threads.getThreadAllocatedBytes(counted)) {
            sum += Math.max(0, octets);
        }
        return sum;
    }

    private static boolean isOurs(ThreadInfo thread) {
        String name = thread.getThreadName();
        boolean engines = name.startsWith("postrider-") && !name.equals(SINK);
        return engines || thread.getThreadId() == Thread.currentThread().getId();
    }
}
