package org.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server starts at once, holds many, and leaves nothing behind. */
class LifecycleTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration PROMPTLY = Duration.ofSeconds(5);

    static List<Behaviour> waysToBeBusy() {
        return List.of(
                Behaviour.delay(Duration.ofHours(1)),
                Behaviour.hold(new Gate()),
                Behaviour.silence(),
                Behaviour.stopReading(),
                Behaviour.halfClose(),
                Behaviour.drip(Reply.of(250, "slow"), Duration.ofHours(1)),
                Behaviour.flood("250-more\r\n", Long.MAX_VALUE),
                Behaviour.normally());
    }

    @ParameterizedTest
    @MethodSource("waysToBeBusy")
    void closeIsPromptWhateverTheServerIsAt(Behaviour busy) throws IOException {
        SmtpTestServer server = SmtpTestServer.start();
        Gate gate = new Gate();
        gate.open();
        server.script().on(Step.NOOP, Behaviour.hold(gate).then(busy));
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.send("NOOP\r\n");
            gate.awaitReached(SOON);
            long start = System.nanoTime();
            server.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMPTLY);
            assertThat(server.getOpenConnections()).isZero();
            assertThat(server.getSessions().get(0).getEnding()).isEqualTo(Session.Ending.SERVER);
            // A thread that has been joined is listed for a moment longer.
            await().atMost(PROMPTLY)
                    .untilAsserted(() -> assertThat(threadsOf(server)).isEmpty());
            assertThatThrownBy(() -> StraightLineClient.connect(server)).isInstanceOf(ConnectException.class);
            server.close();
        }
    }

    @Test
    void closeUnderTlsIsPromptToo() throws IOException {
        SmtpTestServer server = SmtpTestServer.builder().implicitTls().start();
        try (StraightLineClient silent = StraightLineClient.connect(server);
                StraightLineClient client = StraightLineClient.connect(server)) {
            client.startTls(server.getCertificateAuthority().sslContext());
            client.reply();
            assertThat(silent.socket().isConnected()).isTrue();
            server.close();
            await().atMost(PROMPTLY)
                    .untilAsserted(() -> assertThat(threadsOf(server)).isEmpty());
        }
    }

    private static List<String> threadsOf(SmtpTestServer server) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("smtp-test-server-" + server.getPort() + "-"))
                .toList();
    }

    @Test
    void hundredsOfConnectionsAreHeldAtOnce() throws IOException {
        List<StraightLineClient> clients = new ArrayList<>();
        try (SmtpTestServer server = SmtpTestServer.start()) {
            for (int i = 0; i < 300; i++) {
                clients.add(StraightLineClient.greet(server));
            }
            assertThat(server.getOpenConnections()).isEqualTo(300);
            for (StraightLineClient client : clients) {
                client.expect("250 ", client.deliver("x\r\n"));
                client.expect("221 ", client.quit());
            }
            assertThat(server.awaitMessages(300, SOON)).hasSize(300);
            server.awaitNoConnections(SOON);
            assertThat(server.getMessages())
                    .extracting(ReceivedMessage::getQueueId)
                    .doesNotHaveDuplicates();
            assertThat(server.getSessions()).allSatisfy(session -> {
                assertThat(session.getEnding()).isEqualTo(Session.Ending.QUIT);
                assertThat(session.isQuitReceived()).isTrue();
            });
        }
    }

    @Test
    void waitingInVainTellsWhatTheServerSaw() throws IOException {
        try (SmtpTestServer server = SmtpTestServer.start();
                StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("250 ", client.say("MAIL FROM:<a@x.test>"));
            assertThatThrownBy(() -> server.awaitMessage(Duration.ofMillis(10)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("1 message(s) expected, 0 came within PT0.01S")
                    .hasMessageContaining("C: MAIL FROM:<a@x.test>")
                    .hasMessageContaining("S: 250 2.1.0 Ok");
            assertThatThrownBy(() -> server.awaitNoConnections(Duration.ofMillis(10)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("1 connection(s) still open");
        }
    }

    @Test
    void forEverIsAsLongAsAnythingMayTake() throws IOException {
        Duration forEver = ChronoUnit.FOREVER.getDuration();
        Gate gate = new Gate();
        gate.open();
        try (SmtpTestServer server = SmtpTestServer.start()) {
            server.script()
                    .on(
                            Step.NOOP,
                            Behaviour.hold(gate).then(Reply.of(250, "yes")).then(Behaviour.delay(forEver)));
            try (StraightLineClient client = StraightLineClient.greet(server)) {
                client.expect("250 ", client.deliver("x\r\n"));
                assertThat(server.awaitMessage(forEver)).isNotNull();
                client.expect("250 ", client.say("NOOP"));
                gate.awaitReached(forEver);
                assertThatThrownBy(() -> server.awaitNoConnections(Duration.ofMillis(100)))
                        .isInstanceOf(AssertionError.class);
            }
        }
        try (SmtpTestServer server = SmtpTestServer.start()) {
            server.awaitNoConnections(forEver);
        }
    }

    /** Each would end every connection where the reply is due that it is to be part of. */
    @Test
    void textThatNoReplyCanHoldIsRefusedBeforeTheServerStarts() {
        SmtpTestServer.Builder builder = SmtpTestServer.builder();
        for (String broken : List.of("FOO\r\nBAR", "FOO\n", "\rFOO")) {
            List<ThrowingCallable> ways = List.of(
                    () -> builder.with("X-FINE", broken),
                    () -> builder.authMechanisms("PLAIN", broken),
                    () -> builder.hostName(broken),
                    () -> builder.queueIdPrefix(broken));
            assertThat(ways)
                    .allSatisfy(way -> assertThatThrownBy(way)
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("line break"));
        }
    }

    @Test
    void interruptedWaiterIsToldSo() {
        try (SmtpTestServer server = SmtpTestServer.start()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> server.awaitMessage(SOON)).isInstanceOf(IllegalStateException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void clearForgetsMessagesSessionsAndScript() throws IOException {
        try (SmtpTestServer server = SmtpTestServer.start();
                StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("250 ", client.deliver("x\r\n"));
            server.script().on(Step.NOOP, Reply.of(451, "later"));
            server.clear();
            assertThat(server.getMessages()).isEmpty();
            assertThat(server.getSessions()).isEmpty();
            client.expect("250 ", client.say("NOOP"));
            assertThat(server.getOpenConnections()).isEqualTo(1);
        }
        assertThatThrownBy(() -> SmtpTestServer.builder().maxSize(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void clientThatLeavesWithoutQuitIsSeen() throws IOException {
        try (SmtpTestServer server = SmtpTestServer.start()) {
            StraightLineClient.greet(server).close();
            StraightLineClient client = StraightLineClient.greet(server);
            client.socket().setSoLinger(true, 0);
            client.close();
            server.awaitNoConnections(SOON);
            assertThat(server.getSessions())
                    .extracting(Session::getEnding)
                    .containsExactly(Session.Ending.EOF, Session.Ending.RESET);
            assertThat(server.getSessions()).noneMatch(Session::isQuitReceived);
            assertThat(server.getSessions()).extracting(Session::getNumber).containsExactly(1, 2);
        }
    }
}
