package org.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.junit.SmtpServerExtension;

/** Each way to misbehave, as a client sees it. */
class BehaviourTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration BRIEFLY = Duration.ofMillis(150);

    @RegisterExtension
    final SmtpServerExtension smtp =
            SmtpServerExtension.of(SmtpTestServer.builder().startTls().receiveBufferSize(8192));

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void delayIsFollowedByTheNormalAnswer(boolean isExplicit, SmtpTestServer server) throws IOException {
        Behaviour delay = Behaviour.delay(BRIEFLY);
        server.script().on(Step.NOOP, isExplicit ? delay.thenNormally() : delay);
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            long start = System.nanoTime();
            client.expect("250 ", client.say("NOOP"));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(BRIEFLY);
        }
    }

    @Test
    void repliesBeforeADelayAreOutAlready(SmtpTestServer server) throws IOException {
        Gate gate = new Gate();
        server.script().on(Step.RCPT, Behaviour.hold(gate));
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.send("MAIL FROM:<a@x.test>\r\nRCPT TO:<b@x.test>\r\n");
            client.expect("250 2.1.0", client.reply());
            gate.awaitReached(SOON);
            gate.open();
            client.expect("250 2.1.5", client.reply());
        }
    }

    @Test
    void gateHoldsUntilItIsOpen(SmtpTestServer server) throws IOException {
        Gate gate = new Gate();
        server.script().on(Step.NOOP, Behaviour.hold(gate));
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            assertThat(gate.isReached()).isFalse();
            assertThatThrownBy(() -> gate.awaitReached(Duration.ZERO)).isInstanceOf(AssertionError.class);
            client.send("NOOP\r\n");
            gate.awaitReached(SOON);
            client.socket().setSoTimeout(50);
            assertThatThrownBy(client::reply).isInstanceOf(SocketTimeoutException.class);
            gate.open();
            client.socket().setSoTimeout(20_000);
            client.expect("250 ", client.reply());
            client.expect("250 ", client.say("NOOP"));
        }
    }

    @Test
    void drippedReplyIsCompleteInTheEnd(SmtpTestServer server) throws IOException {
        server.script().on(Step.EHLO, Behaviour.drip(Reply.of(250, "drop", "by drop"), Duration.ofMillis(1)));
        try (StraightLineClient client = StraightLineClient.connect(server)) {
            client.reply();
            assertThat(client.say("EHLO client.test")).isEqualTo("250-drop\n250 by drop");
            client.expect("250 ", client.say("MAIL FROM:<a@x.test>"));
        }
    }

    @Test
    void floodSendsAsManyBytesAsAskedFor(SmtpTestServer server) throws IOException {
        server.script().on(Step.NOOP, Behaviour.flood("250-more\r\n", 25).then(Reply.of(250, "end")));
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.send("NOOP\r\n");
            assertThat(client.line()).isEqualTo("250-more");
            assertThat(client.line()).isEqualTo("250-more");
            assertThat(client.line()).isEqualTo("250-m250 end");
        }
    }

    @Test
    void endlessFloodEndsWhenTheClientGoes(SmtpTestServer server) throws IOException {
        server.script().on(Step.GREETING, Behaviour.flood("220-more\r\n", Long.MAX_VALUE));
        try (StraightLineClient client = StraightLineClient.connect(server)) {
            for (int i = 0; i < 100_000; i++) {
                assertThat(client.line()).isEqualTo("220-more");
            }
        }
        server.awaitNoConnections(SOON);
        assertThat(server.getSessions().get(0).getEnding()).isEqualTo(Session.Ending.RESET);
    }

    @Test
    void silenceAnswersNothingAndSeesTheEnd(SmtpTestServer server) throws IOException {
        server.script().on(Step.NOOP, Behaviour.silence());
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.send("NOOP\r\nQUIT\r\n");
            client.socket().setSoTimeout(50);
            assertThatThrownBy(client::reply).isInstanceOf(SocketTimeoutException.class);
        }
        server.awaitNoConnections(SOON);
        assertThat(server.getSessions().get(0).getEnding()).isEqualTo(Session.Ending.EOF);
    }

    @Test
    void closeIsSeenAsEndOfStream(SmtpTestServer server) throws IOException {
        server.script().on(Step.NOOP, Reply.of(421, "4.3.2 bye").then(Behaviour.close()));
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("421 ", client.say("NOOP"));
            assertThat(client.isAtEnd()).isTrue();
            server.awaitNoConnections(SOON);
            assertThat(server.getSessions().get(0).getEnding()).isEqualTo(Session.Ending.SERVER);
        }
    }

    @Test
    void closeUnderTlsIsInGoodOrder(SmtpTestServer server) throws IOException {
        server.script().on(Step.NOOP, Behaviour.close());
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("220 ", client.say("STARTTLS"));
            client.startTls(server.getCertificateAuthority().sslContext());
            client.send("NOOP\r\n");
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void closeAtConnectAndAtTheHandshake(SmtpTestServer server) throws IOException {
        server.script().on(Step.CONNECT, Behaviour.close()).times(1);
        server.script().on(Step.TLS_HANDSHAKE, Behaviour.close());
        try (StraightLineClient client = StraightLineClient.connect(server)) {
            assertThat(client.isAtEnd()).isTrue();
        }
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("220 ", client.say("STARTTLS"));
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void garbageInPlaceOfTheHandshake(SmtpTestServer server) throws IOException {
        server.script().on(Step.TLS_HANDSHAKE, Behaviour.raw("250 no handshake\r\n"));
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("220 ", client.say("STARTTLS"));
            client.expect("250 no handshake", client.reply());
        }
        server.awaitNoConnections(SOON);
        assertThat(server.getSessions().get(0).getTls()).isNull();
    }

    @Test
    void resetIsSeenAsReset(SmtpTestServer server) throws IOException {
        server.script().on(Step.BODY, Behaviour.reset()).afterBytes(10);
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.envelope("a@x.test", "b@x.test");
            client.send("0123456789");
            assertThatThrownBy(client::isAtEnd)
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
        assertThat(server.getMessages()).isEmpty();
    }

    @Test
    void serverThatStopsReadingStallsTheClient(SmtpTestServer server) throws Exception {
        server.script().on(Step.BODY, Behaviour.stopReading());
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.socket().setSendBufferSize(8192);
            client.envelope("a@x.test", "b@x.test");
            CompletableFuture<Void> writing = new CompletableFuture<>();
            Thread writer = new Thread(() -> writing.completeExceptionally(failureOfWriting(client)), "stalled-writer");
            writer.start();
            assertThatThrownBy(() -> writing.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            server.close();
            assertThat(writing)
                    .failsWithin(SOON)
                    .withThrowableThat()
                    .havingRootCause()
                    .isInstanceOf(IOException.class);
        }
    }

    private static Throwable failureOfWriting(StraightLineClient client) {
        byte[] block = "x".repeat(65_536).getBytes(StandardCharsets.US_ASCII);
        return catchThrowable(() -> {
            for (int i = 0; i < 10_000; i++) {
                client.send(block);
            }
            throw new AssertionError("All was written, though nobody read");
        });
    }

    @Test
    void halfCloseStillReads(SmtpTestServer server) throws IOException {
        server.script().on(Step.NOOP, Behaviour.halfClose());
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.send("NOOP\r\n");
            assertThat(client.isAtEnd()).isTrue();
            client.send("RSET\r\n".repeat(1000));
            assertThat(server.getSessions().get(0).getEnding()).isEqualTo(Session.Ending.OPEN);
        }
        server.awaitNoConnections(SOON);
        assertThat(server.getSessions().get(0).getEnding()).isEqualTo(Session.Ending.EOF);
    }

    @Test
    void acceptedMessageMayStayUnanswered(SmtpTestServer server) throws IOException {
        server.script().on(Step.END_OF_DATA, Behaviour.acceptUnanswered().then(Behaviour.reset()));
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.envelope("a@x.test", "b@x.test");
            client.send("x\r\n.\r\n");
            assertThatThrownBy(client::reply).isInstanceOfAny(SocketException.class, EOFException.class);
        }
        assertThat(server.getMessages()).hasSize(1);
    }

    @Test
    void rawBytesMayBeOneReplyTooManyOrNone(SmtpTestServer server) throws IOException {
        server.script()
                .on(Step.NOOP, Behaviour.raw("250-one\r\n251 other\r\n250 extra\r\n"))
                .times(1);
        server.script().on(Step.NOOP, Behaviour.raw("")).times(1);
        server.script()
                .on(Step.NOOP, Behaviour.raw(new byte[] {'2', '5', '0', ' ', 'x', '\r', '\n'}))
                .times(1);
        server.script().on(Step.NOOP, Behaviour.normally().then(Behaviour.raw("250 again\r\n")));
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            assertThat(client.say("NOOP")).isEqualTo("250-one\n251 other");
            assertThat(client.reply()).isEqualTo("250 extra");
            client.send("NOOP\r\n");
            assertThat(client.say("NOOP")).isEqualTo("250 x");
            assertThat(client.say("NOOP")).isEqualTo("250 2.0.0 Ok");
            assertThat(client.reply()).isEqualTo("250 again");
        }
    }

    @Test
    void bytesCanBeInjectedBehindTheReplyToStartTls(SmtpTestServer server) throws IOException {
        server.script().on(Step.STARTTLS, Behaviour.normally().then(Behaviour.raw("250 injected\r\n")));
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("220 ", client.say("STARTTLS"));
            client.expect("250 injected", client.reply());
            client.startTls(server.getCertificateAuthority().sslContext());
            client.expect("250", client.say("EHLO client.test"));
        }
    }

    @Test
    void unaskedReplyComesWhileTheConnectionIsIdle(SmtpTestServer server) throws IOException {
        server.script().on(Step.IDLE, Reply.of(421, "4.4.2 idle too long").then(Behaviour.close()));
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("250 ", client.deliver("x\r\n"));
            client.expect("421 ", client.reply());
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void throwingConditionEndsTheConnectionAndIsTold(boolean asserts, SmtpTestServer server) throws IOException {
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        server.script().on(Step.NOOP, Behaviour.normally()).when(line -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> told.complete(thrown));
            if (asserts) {
                throw new AssertionError("thrown on purpose");
            }
            throw new IllegalStateException("thrown on purpose");
        });
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.send("NOOP\r\n");
            assertThatThrownBy(client::reply).isInstanceOfAny(EOFException.class, SocketException.class);
        }
        server.awaitNoConnections(SOON);
        assertThat(server.getSessions().get(0).getEnding()).isEqualTo(Session.Ending.SERVER);
        assertThat(server.getSessions().get(0).getEndingReason()).contains("thrown on purpose");
        assertThatThrownBy(() -> server.awaitMessage(Duration.ZERO)).hasMessageContaining("thrown on purpose");
        assertThat(told)
                .succeedsWithin(SOON)
                .isInstanceOf(asserts ? AssertionError.class : IllegalStateException.class);
    }

    @Test
    void repliesAndBehavioursTellWhatTheyAre() {
        assertThat(Behaviour.delay(BRIEFLY).then(Reply.of(250, "a", "b")).then(Behaviour.close()))
                .hasToString("delay PT0.15S, then 250 a / b, then close");
        assertThatThrownBy(() -> Reply.of(99, "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Reply.of(1000, "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Reply.of(250, "x\r\n250 y")).hasMessageContaining("Behaviour.raw");
        assertThatThrownBy(() -> Behaviour.flood("", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Reply.of(250).toBytes()).isEqualTo(new byte[] {'2', '5', '0', ' ', '\r', '\n'});
    }
}
