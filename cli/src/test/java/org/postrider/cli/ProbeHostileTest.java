package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** Whatever answers, a probe ends in time, in one line that says why, and with a report that can be read. */
class ProbeHostileTest {
    private static final Duration BOUND = Duration.ofSeconds(30);

    static Stream<Arguments> servers() {
        return Stream.of(
                Arguments.of("silent", Step.GREETING, Behaviour.silence(), "timeout"),
                Arguments.of("endless", Step.GREETING, Behaviour.flood("220-welcome\r\n", 50_000_000), "protocol"),
                Arguments.of("one endless line", Step.GREETING, Behaviour.flood("x", 50_000_000), "protocol"),
                Arguments.of("junk", Step.GREETING, Behaviour.raw("HTTP/1.1 400 Bad Request\r\n\r\n"), "protocol"),
                Arguments.of("octets", Step.GREETING, Behaviour.raw(new byte[] {0, -1, 13, 10}), "protocol"),
                Arguments.of(
                        "dripping",
                        Step.GREETING,
                        Behaviour.drip(Reply.of(220, "w".repeat(400)), Duration.ofMillis(200)),
                        "timeout"),
                Arguments.of("closing", Step.GREETING, Behaviour.close(), "connection"),
                Arguments.of("resetting", Step.EHLO, Behaviour.reset(), "connection"),
                Arguments.of("refusing", Step.GREETING, Reply.of(554, "no service here"), "refused"),
                Arguments.of("busy", Step.EHLO, Reply.of(421, "later"), "refused"),
                Arguments.of("refusing TLS", Step.STARTTLS, Reply.of(454, "not now"), "tls"),
                Arguments.of("silent about TLS", Step.STARTTLS, Behaviour.silence(), "timeout"),
                Arguments.of("speaking no TLS", Step.STARTTLS, Behaviour.raw("220 go\r\n250 forged\r\n"), null),
                Arguments.of("hanging up at TLS", Step.STARTTLS, Behaviour.raw("220 go\r\n"), null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("servers")
    void hostileServerIsBoundedAndClear(String name, Step step, Behaviour behaviour, String kind) {
        try (SmtpTestServer server = SmtpTestServer.builder().startTls().start()) {
            server.script().on(step, behaviour);
            long before = System.nanoTime();
            Cli.Run run = Cli.postrider("probe", "--json", "--timeout", "2", server.getHost() + ":" + server.getPort());

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(BOUND);
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.errLines()).hasSize(1).first().asString().startsWith("postrider probe: ");
            Map<String, Object> report = JsonReader.object(run.out());
            assertThat(report).containsEntry("outcome", "failed");
            if (kind != null) {
                assertThat(report).containsEntry("kind", kind);
            }
        }
    }

    @Test
    void whatTheServerSaysCanNeitherMoveTheCursorNorTurnTheDirectionOfWriting() {
        try (SmtpTestServer server = SmtpTestServer.start()) {
            server.script().on(Step.GREETING, raw("220 a\u001b[2Jb\u202ec\r\n"));
            server.script().on(Step.EHLO, raw("250-x\r\n250-AUTH \u001b[31mPLAIN\u202e\r\n250 \u001b]0;\u2067y\r\n"));
            server.script().on(Step.QUIT, raw("221 a\u001b[2Jb\u202ec\r\n"));
            for (String form : List.of("--json", "--debug", "--transcript")) {
                Cli.Run run = Cli.postrider("probe", form, "--tls", "none", server.getHost() + ":" + server.getPort());

                assertThat(run.code()).as(run.err()).isNotEqualTo(2);
                assertThat(run.out() + run.err()).doesNotContain("\u001b", "\u202e", "\u2067");
            }
        }
    }

    private static Behaviour raw(String text) {
        return Behaviour.raw(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void nobodyThereIsTold() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Cli.Run run = Cli.postrider("probe", "127.0.0.1:" + port);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.errLines())
                .hasSize(1)
                .first()
                .asString()
                .contains("connection refused")
                .doesNotContain("--host");
        assertThat(run.out()).contains("127.0.0.1:" + port + "  connection refused");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "probe | HOST[:PORT]",
                "probe one two | two",
                "probe localhost:0 | number from 1 to 65535",
                "probe localhost:x | number from 1 to 65535",
                "probe localhost --timeout 0 | --timeout: give at least 1",
                "probe localhost --expiry-days -1 | --expiry-days: give at least 0",
                "probe localhost --jsno | --json",
                "probe localhost --user u | --password-file",
                "prob localhost | probe"
            })
    void mistakesNameTheMend(String line, String mend) {
        Cli.Run run = Cli.postrider(line.split(" "));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errLines()).hasSize(1).first().asString().contains(mend);
    }
}
