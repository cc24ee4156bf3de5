package org.postrider.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.benchmarks.Payload;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.FastSink;
import org.postrider.testkit.SinkCounts;

/** Whoever is compared does what it claims: the sink counts what the client says. */
class LoadClientsTest {
    private static final int LANES = 3;
    private static final int MESSAGES = 30;

    @TempDir
    Path folder;

    static Stream<ClientKind> javaClients() {
        return Stream.of(ClientKind.values()).filter(ClientKind::isJava);
    }

    static Stream<ClientKind> tlsClients() {
        return javaClients().filter(kind -> kind.fits(Scenario.TLS_TEXT1K_C10));
    }

    static Stream<ClientKind> clientsWithoutChunking() {
        return javaClients().filter(kind -> kind.fits(Scenario.TEXT1K_C10_DATA));
    }

    @ParameterizedTest
    @MethodSource("javaClients")
    void everyClientSendsWhatItCounts(ClientKind kind) throws Exception {
        try (FastSink sink = FastSink.start()) {
            SinkCounts counts = drive(kind, sink, new Target(sink.getPort(), LANES, Payload.TEXT1K, null));
            assertThat(counts.octets() / counts.messages()).isBetween(1000L, 1500L);
        }
    }

    @ParameterizedTest
    @MethodSource("clientsWithoutChunking")
    void everyClientSendsTheAttachmentByDataToo(ClientKind kind) throws Exception {
        try (FastSink sink = FastSink.builder().without("CHUNKING").start()) {
            SinkCounts counts = drive(kind, sink, new Target(sink.getPort(), LANES, Payload.ATT1M, null));
            assertThat(counts.octets() / counts.messages()).isBetween(1_000_000L, 1_010_000L);
        }
    }

    @ParameterizedTest
    @MethodSource("tlsClients")
    void everyClientSendsUnderTls(ClientKind kind) throws Exception {
        Path authority = CertificateAuthority.shared().writePem(folder.resolve("authority.pem"));
        try (FastSink sink = FastSink.builder().startTls().start()) {
            SinkCounts counts = drive(kind, sink, new Target(sink.getPort(), LANES, Payload.ALT10K, authority));
            assertThat(counts.octets() / counts.messages()).isBetween(9_000L, 13_000L);
        }
    }

    private static SinkCounts drive(ClientKind kind, FastSink sink, Target target) throws Exception {
        try (LoadClient client = kind.connect(target)) {
            Driver driver = new Driver(client, LANES, kind.depth(Scenario.TEXT1K_C10));
            driver.start();
            await().atMost(Duration.ofSeconds(40)).until(() -> driver.sent() >= MESSAGES || driver.errors() > 0);
            driver.stop();
            assertThat(driver.awaitEnd(10_000)).isTrue();
            assertThat(driver.firstError()).isNull();

            SinkCounts counts = sink.counts();
            assertThat(counts.messages()).isEqualTo(driver.sent());
            assertThat(counts.refused()).isZero();
            return counts;
        }
    }

    @Test
    void aSinkThatRefusesIsAnErrorAndEndsTheRun() throws Exception {
        try (FastSink sink = FastSink.builder().maxSize(100).start();
                LoadClient client =
                        ClientKind.POSTRIDER_AWAITED.connect(new Target(sink.getPort(), LANES, Payload.TEXT1K, null))) {
            Driver driver = new Driver(client, LANES, 1);
            driver.start();
            assertThat(driver.awaitEnd(40_000)).isTrue();
            assertThat(driver.sent()).isZero();
            assertThat(driver.errors()).isGreaterThan(100);
            assertThat(driver.firstError()).isNotNull();
        }
    }
}
