package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.FastSink;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** What a bench sends, shows and refuses to do. */
class BenchTest {
    @TempDir
    Path folder;

    private static Cli bench(int port, String... more) {
        return new Cli()
                .with("bench", "localhost:" + port, "--recipient", "sink@example.com", "--tls", "none")
                .with(more);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    private static Map<String, Object> json(Cli.Run run) {
        assertThat(run.out().lines()).as(run.err()).hasSize(1);
        return JsonReader.object(run.out());
    }

    @Test
    void everyMessageArrivesAndIsCounted() {
        try (FastSink sink = FastSink.start()) {
            Cli.Run run = bench(sink.getPort(), "--messages", "1500", "--connections", "3", "--size", "2000")
                    .run();

            assertThat(run.code()).as(run.out() + run.err()).isZero();
            assertThat(run.err()).isEmpty();
            assertThat(run.out())
                    .containsSubsequence(
                            "Server localhost:" + sink.getPort() + ", in clear",
                            "3 connections, 10 messages handed over for each",
                            "1,500 of 1,500 messages accepted in ",
                            "with 2,000 octets of text each",
                            " messages/s, ",
                            "half ",
                            "99 % ",
                            "all ",
                            "ms at most")
                    .doesNotContain("Not accepted");
            assertThat(sink.counts().messages()).isEqualTo(1500);
            assertThat(sink.counts().octets()).isBetween(1500 * 2000L, 1500 * 3000L);
        }
    }

    @Test
    void programsReadTheSameAsJson() {
        try (FastSink sink = FastSink.start()) {
            Map<String, Object> report = json(bench(sink.getPort(), "--json").run());

            assertThat(report)
                    .containsEntry("server", "localhost:" + sink.getPort())
                    .containsEntry("tls", null)
                    .containsEntry("accepted", 100.0)
                    .containsEntry("failed", 0.0)
                    .containsEntry("connections", 2.0)
                    .containsEntry("inFlight", 10.0)
                    .containsEntry("size", 1000.0)
                    .containsEntry("failures", List.of());
            assertThat((Double) report.get("messagesPerSecond")).isPositive();
            Map<String, Object> times = object(report.get("timesMs"));
            assertThat((Double) times.get("p50")).isPositive().isLessThanOrEqualTo((Double) times.get("p99"));
            assertThat((Double) times.get("p99")).isLessThanOrEqualTo((Double) times.get("max"));
        }
    }

    @Test
    void theServerIsLoadedUnderTlsUnlessItIsToldOtherwise() {
        String ca =
                CertificateAuthority.shared().writePem(folder.resolve("ca.pem")).toString();
        try (FastSink sink = FastSink.builder().startTls().start()) {
            Cli.Run run = new Cli()
                    .with("bench", "localhost:" + sink.getPort(), "--recipient", "sink@example.com", "--ca", ca)
                    .with("--messages", "20")
                    .run();

            assertThat(run.code()).as(run.out() + run.err()).isZero();
            assertThat(run.out()).contains(", TLSv1.3 ");
            assertThat(sink.counts().messages()).isEqualTo(20);
        }
    }

    @Test
    void messagesSayThatAProgramSentThem() {
        try (SmtpTestServer server = SmtpTestServer.start()) {
            bench(server.getPort(), "--messages", "1", "--size", "5000").run();

            ReceivedMessage message = server.awaitMessage(Duration.ofSeconds(10));
            assertThat(message.getReversePath()).isEqualTo("sink@example.com");
            assertThat(message.getHeader("Auto-Submitted")).isEqualTo("auto-generated");
            assertThat(message.getSubject()).isEqualTo("Postrider bench, message 1");
            assertThat(message.getText()).hasSizeBetween(4990, 5010);
        }
    }

    @Test
    void failuresAreSummedUpByWhatTheServerSaid() {
        try (SmtpTestServer server =
                SmtpTestServer.builder().without("CHUNKING").start()) {
            server.script()
                    .on(Step.RCPT, Reply.of(450, "4.3.2 slow down, number 1"))
                    .times(7);
            server.script()
                    .on(Step.END_OF_DATA, Reply.of(452, "4.3.1 too many"))
                    .times(1);
            Cli.Run run = bench(server.getPort(), "--messages", "50", "--connections", "1", "--in-flight", "1")
                    .with("--json")
                    .run();

            assertThat(run.code()).isEqualTo(1);
            Map<String, Object> report = json(run);
            assertThat(report).containsEntry("accepted", 42.0).containsEntry("failed", 8.0);
            assertThat(failures(report)).containsExactly("450 4.3.2 refused 7.0", "452 4.3.1 refused 1.0");
        }
    }

    private static List<String> failures(Map<String, Object> report) {
        return ((List<?>) report.get("failures"))
                .stream()
                        .map(BenchTest::object)
                        .map(each -> each.get("reason") + " " + each.get("outcome") + " " + each.get("count"))
                        .toList();
    }

    @Test
    void whatMayHaveArrivedIsToldApartFromWhatDidNot() {
        try (SmtpTestServer server =
                SmtpTestServer.builder().without("CHUNKING").start()) {
            server.script().on(Step.RCPT, Behaviour.close()).times(1);
            server.script().on(Step.END_OF_DATA, Behaviour.close()).times(1);
            Map<String, Object> report = json(bench(server.getPort(), "--messages", "5", "--connections", "1")
                    .with("--in-flight", "1", "--json")
                    .run());

            assertThat(failures(report)).containsExactly("connection in-doubt 1.0", "connection not-sent 1.0");
        }
    }

    @Test
    void waitingForRoomIsNoTimeOfAMessage() {
        try (SmtpTestServer server = SmtpTestServer.start()) {
            server.script()
                    .on(Step.MAIL, Behaviour.delay(Duration.ofSeconds(2)))
                    .times(1);
            Map<String, Object> times = object(json(bench(server.getPort(), "--messages", "2", "--connections", "1")
                            .with("--in-flight", "1", "--json")
                            .run())
                    .get("timesMs"));

            assertThat((Double) times.get("max")).isGreaterThan(2000);
            assertThat((Double) times.get("p50")).isLessThan(2000);
        }
    }

    @Test
    void theGoodbyeIsNoLoad() {
        try (SmtpTestServer server = SmtpTestServer.start()) {
            server.script().on(Step.QUIT, Behaviour.silence()); // Two seconds are waited for that, by StepLimits.
            Map<String, Object> report =
                    json(bench(server.getPort(), "--messages", "1", "--json").run());

            assertThat((Double) report.get("seconds")).isPositive().isLessThan(2);
        }
    }

    @Test
    void failuresAreShownToPeopleWithAnExample() {
        try (SmtpTestServer server = SmtpTestServer.start()) {
            server.script().on(Step.RCPT, Reply.of(550, "5.1.1 no\u001b[2J such user"));
            Cli.Run run = bench(server.getPort(), "--messages", "3").run();

            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out())
                    .containsSubsequence("0 of 3 messages accepted", "Not accepted", "550 5.1.1", " 3  ", "such user")
                    .doesNotContain("\u001b");
        }
    }

    @Test
    void theTimeEndsWhatTheCountDoesNot() {
        try (FastSink sink =
                FastSink.builder().replyDelay(Duration.ofMillis(100)).start()) {
            long before = System.nanoTime();
            Cli.Run run = bench(sink.getPort(), "--duration", "1", "--connections", "1", "--in-flight", "1")
                    .run();

            assertThat(run.code()).as(run.out() + run.err()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
            assertThat(sink.counts().messages()).isBetween(1L, 11L);
        }
    }

    @ParameterizedTest
    @CsvSource({"GREETING, 1", "EHLO, 1", "MAIL, 1"})
    void aServerThatFallsSilentIsLeftInTime(Step step, int code) {
        try (SmtpTestServer server = SmtpTestServer.start()) {
            server.script().on(step, Behaviour.silence());
            long before = System.nanoTime();
            Cli.Run run = bench(server.getPort(), "--messages", "3", "--timeout", "1", "--duration", "1")
                    .run();

            assertThat(run.code()).as(run.out() + run.err()).isEqualTo(code);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(40));
        }
    }

    @Test
    void aServerThatIsNotThereIsOneLine() {
        int port;
        try (FastSink sink = FastSink.start()) {
            port = sink.getPort();
        }
        Cli.Run run = bench(port).run();

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines()).hasSize(1).first().asString().startsWith("postrider bench: ");

        assertThat(json(bench(port, "--json").run()))
                .containsEntry("server", "localhost:" + port)
                .containsEntry("accepted", 0.0)
                .containsEntry("failed", 0.0)
                .containsEntry("timesMs", null)
                .containsEntry("kind", "connection")
                .hasEntrySatisfying("message", text -> assertThat((String) text).contains("localhost:" + port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "[2001:db8::1]:25", "example.invalid"})
    void aStrangersServerIsNotLoadedUnasked(String host) {
        Cli.Run run = Cli.postrider("bench", host, "--recipient", "sink@example.com");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errLines()).hasSize(1).first().asString().contains("is not this machine", "--yes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no\n", "\n", "", "y\n"})
    void whoDoesNotSayYesSendsNothing(String answer) {
        Cli.Run run = new Cli()
                .with("bench", "192.0.2.1:2525", "--recipient", "sink@example.com", "--messages", "5000")
                .answering(question -> null)
                .in(answer)
                .run();

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains("up to 5,000 messages to sink@example.com by way of 192.0.2.1:2525, over 2 connections")
                .contains("nothing was sent");
    }

    /** Nobody is at that address (RFC 5737), so it gets as far as trying. */
    @ParameterizedTest
    @CsvSource({"yes, ", "' YES ', ", "no, --yes"})
    void whoSaysYesSends(String answer, String option) {
        Cli cli = new Cli()
                .with("bench", "192.0.2.1:2525", "--recipient", "sink@example.com", "--timeout", "1")
                .answering(question -> null)
                .in(answer + "\n");
        Cli.Run run = (option == null ? cli : cli.with(option)).run();

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("192.0.2.1").doesNotContain("nothing was sent");
    }

    @ParameterizedTest
    @CsvSource({
        "--connections, 0",
        "--connections, 1001",
        "--in-flight, 0",
        "--in-flight, 1001",
        "--messages, 0",
        "--messages, 1000001",
        "--duration, 0",
        "--duration, 3601",
        "--size, -1",
        "--size, 25000001",
        "--timeout, 0",
        "--from, nobody",
        "--messages, many"
    })
    void everyOptionHasItsBounds(String option, String value) {
        Cli.Run run = bench(25, option, value).run();

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errLines()).hasSize(1).first().asString().contains(option);
    }

    @Test
    void withoutARecipientNothingIsSent() {
        Cli.Run run = Cli.postrider("bench", "localhost");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errLines()).hasSize(1).first().asString().contains("--recipient");
    }

    @Test
    void timesAreThoseOfTheRank() {
        long[] sorted = new long[200];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = i + 1;
        }
        Percentiles percentiles = new Percentiles(sorted);

        assertThat(percentiles.of(50)).hasNanos(100);
        assertThat(percentiles.of(99)).hasNanos(198);
        assertThat(percentiles.of(100)).hasNanos(200);
        assertThat(percentiles.of(0)).hasNanos(1);
        assertThat(new Percentiles(new long[] {7}).of(99)).hasNanos(7);
        assertThat(new Percentiles(new long[0]).of(50)).isZero();
    }
}
