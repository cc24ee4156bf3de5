package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.TO_THREE;
import static org.postrider.smtp.SmtpSenderTest.plain;
import static org.postrider.smtp.SmtpSenderTest.trusting;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.Reply;
import org.postrider.testkit.ReplyDelivery;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** What becomes of a connection between two messages. */
class ReuseTest {
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void connectionThatTheServerClosedIsReplacedUnseen(DoorWay door) {
        assertReplacedUnseen(door, Behaviour.close());
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void connectionThatWasResetIsReplacedUnseen(DoorWay door) {
        assertReplacedUnseen(door, Behaviour.reset());
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void connectionThatSaidGoodbyeIsReplacedUnseen(DoorWay door) {
        assertReplacedUnseen(door, Reply.of(421, "4.4.2 idle too long").then(Behaviour.close()));
    }

    /** The server ends the connection while it is idle. */
    private static void assertReplacedUnseen(DoorWay door, Behaviour ending) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script().on(Step.IDLE, ending).times(1);
            door.send(sender, TO_ONE, new TestContent());
            server.awaitNoConnections(SOON);
            SendResult second = door.send(sender, TO_ONE, new TestContent());
            assertThat(second.connection().reused()).isFalse();
            assertThat(server.getMessages()).hasSize(2);
        }
    }

    /** Several get the idle connection at once; the first to come to it finds out for all. */
    @Test
    void burstFindsItsConnectionClosedAndGoesOnAnother() {
        for (Behaviour ending : List.of(
                Behaviour.close(),
                Behaviour.reset(),
                Reply.of(421, "4.4.2 idle too long").then(Behaviour.close()))) {
            try (SmtpTestServer server =
                            SmtpTestServer.builder().with("CHUNKING").start();
                    SmtpSender sender =
                            new SmtpSender(plain(server).build(), PoolLimits.DEFAULT.withMaxConnections(1))) {
                server.script().on(Step.IDLE, ending).times(1);
                DoorWay.ASYNC.send(sender, TO_ONE, new TestContent());
                server.awaitNoConnections(SOON);
                List<SendFuture> burst = Stream.generate(() -> sender.sendAsync(TO_ONE, new TestContent()))
                        .limit(20)
                        .toList();
                assertThat(burst)
                        .allSatisfy(send -> assertThat(send.get(SOON.toSeconds(), TimeUnit.SECONDS)
                                        .outcome())
                                .isEqualTo(DeliveryOutcome.ACCEPTED));
                assertThat(server.getMessages()).hasSize(21);
                assertThat(server.getSessions()).hasSize(2);
            }
        }
    }

    @Test
    void firstOfABurstIsGivenUpAndTheOthersGoOn() throws Exception {
        try (SmtpTestServer server = SmtpTestServer.builder().with("CHUNKING").start();
                SmtpSender sender = new SmtpSender(plain(server).build(), PoolLimits.DEFAULT.withMaxConnections(1))) {
            for (int i = 0; i < 500; i++) {
                DoorWay.ASYNC.send(sender, TO_ONE, new TestContent());
                SendFuture first = sender.sendAsync(TO_ONE, new TestContent());
                List<SendFuture> others = Stream.generate(() -> sender.sendAsync(TO_ONE, new TestContent()))
                        .limit(5)
                        .toList();
                first.abort();
                assertThat(others)
                        .allSatisfy(send -> assertThat(send.get(SOON.toSeconds(), TimeUnit.SECONDS)
                                        .outcome())
                                .isEqualTo(DeliveryOutcome.ACCEPTED));
                assertThat(first.handle((result, error) -> true).get(SOON.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            }
            assertThat(server.getMessages()).hasSizeGreaterThanOrEqualTo(500 * 6);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void staleConnectionIsReplacedUnseenAtWhateverCommandItShows(DoorWay door) {
        for (Step step : List.of(Step.MAIL, Step.RCPT, Step.DATA)) {
            for (Behaviour ending : List.of(
                    Behaviour.close(),
                    Behaviour.reset(),
                    Reply.of(421, "4.3.2 bye").then(Behaviour.close()))) {
                try (SmtpTestServer server = SmtpTestServer.start();
                        SmtpSender sender = new SmtpSender(plain(server).build())) {
                    door.send(sender, TO_ONE, new TestContent());
                    server.script().on(step, ending).times(1);
                    TestContent content = new TestContent();
                    assertThat(door.send(sender, TO_ONE, content).outcome())
                            .as("%s, %s", step, ending)
                            .isEqualTo(DeliveryOutcome.ACCEPTED);
                    assertThat(content.opened).hasValue(1);
                    assertThat(server.getMessages()).hasSize(2);
                    assertThat(server.getSessions()).hasSize(2);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void messageIsTriedAgainOnceOnly(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            door.send(sender, TO_ONE, new TestContent());
            server.script().on(Step.MAIL, Behaviour.close());
            DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
            assertThat(failure.kind()).isEqualTo(FailureKind.CONNECTION);
            assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            assertThat(server.getSessions()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void freshConnectionIsNotTriedAgain(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script().on(Step.MAIL, Behaviour.close()).times(1);
            assertThat(door.fail(sender, TO_ONE, new TestContent()).kind()).isEqualTo(FailureKind.CONNECTION);
            assertThat(server.getSessions()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void nothingIsTriedAgainOnceTheContentWasAskedFor(DoorWay door) {
        for (Step step : List.of(Step.BODY, Step.END_OF_DATA)) {
            try (SmtpTestServer server = SmtpTestServer.start();
                    SmtpSender sender = new SmtpSender(plain(server).build())) {
                door.send(sender, TO_ONE, new TestContent());
                server.script().on(step, Behaviour.reset());
                TestContent content = new TestContent();
                assertThat(door.fail(sender, TO_ONE, content).kind()).isEqualTo(FailureKind.CONNECTION);
                assertThat(content.opened).hasValueLessThanOrEqualTo(1);
                assertThat(server.getSessions()).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void resetThatFailsCostsTheConnectionButNotTheNextMessage(DoorWay door) {
        for (Behaviour fault : List.of(
                Reply.of(451, "no"),
                Reply.of(500, "what?"),
                Reply.of(421, "bye"),
                Behaviour.close(),
                Behaviour.reset())) {
            try (SmtpTestServer server = SmtpTestServer.start();
                    SmtpSender sender = new SmtpSender(plain(server).build())) {
                server.script().on(Step.RCPT, Reply.of(450, "later")).times(3);
                server.script().on(Step.RSET, fault);
                door.fail(sender, TO_THREE, new TestContent());
                SendResult next = door.send(sender, TO_ONE, new TestContent());
                assertThat(next.outcome()).as("%s", fault).isEqualTo(DeliveryOutcome.ACCEPTED);
                assertThat(next.connection().reused()).isFalse();
                assertThat(server.getMessages()).hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void spareReplyBehindTheLastIsSuccessAndTheEndOfTheConnection(DoorWay door) {
        for (ReplyDelivery delivery : ReplyDelivery.values()) {
            try (SmtpTestServer server =
                            SmtpTestServer.builder().delivery(delivery).start();
                    SmtpSender sender = new SmtpSender(plain(server).build())) {
                assertSpareReplyDropsTheConnection(door, server, sender);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void spareReplyIsNoticedUnderTlsAsWell(DoorWay door) {
        for (ReplyDelivery delivery : ReplyDelivery.values()) {
            try (SmtpTestServer server = SmtpTestServer.builder()
                            .delivery(delivery)
                            .implicitTls()
                            .start();
                    SmtpSender sender = new SmtpSender(plain(server)
                            .tls(trusting(server, TlsMode.IMPLICIT))
                            .build())) {
                assertSpareReplyDropsTheConnection(door, server, sender);
            }
        }
    }

    private static void assertSpareReplyDropsTheConnection(DoorWay door, SmtpTestServer server, SmtpSender sender) {
        Gate said = new Gate();
        server.script()
                .on(Step.END_OF_DATA, Behaviour.raw("250 queued as A1\r\n250 and once more\r\n"))
                .times(1);
        server.script().on(Step.IDLE, Behaviour.hold(said)).times(1);
        assertThat(door.send(sender, TO_ONE, new TestContent()).queueId()).contains("A1");
        said.awaitReached(SOON); // All of it is on its way.
        said.open();
        SendResult next = door.send(sender, TO_THREE, new TestContent());
        assertThat(next.connection().reused()).isFalse();
        assertThat(next.recipients()).hasSize(3);
        assertThat(server.getMessages()).hasSize(2);
    }

    /** Something is still to be done on the connection after its message: the next one must not find it in that state. */
    @Test
    void connectionIsHandedOnOnlyWhenItsConversationRests() {
        Gate atSpareReply = new Gate();
        SmtpListener listener = new SmtpListener() {
            @Override
            public void reply(SmtpReply reply) {
                if (reply.text().equals("and once more")) {
                    passUninterrupted(atSpareReply);
                }
            }
        };
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender =
                        new SmtpSender(plain(server).listener(listener).build())) {
            server.script()
                    .on(Step.END_OF_DATA, Behaviour.raw("250 queued as A1\r\n250 and once more\r\n"))
                    .times(1);
            CompletableFuture<SendResult> first =
                    CompletableFuture.supplyAsync(() -> sender.send(TO_ONE, new TestContent()));
            atSpareReply.awaitReached(SOON);
            SendResult second = sender.send(TO_ONE, new TestContent());
            assertThat(second.connection().reused()).isFalse();
            atSpareReply.open();
            assertThat(first.join().queueId()).contains("A1");
        }
    }

    private static void passUninterrupted(Gate gate) {
        try {
            gate.pass();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void manyThreadsShareTheConnectionsOfOneSender() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender =
                        new SmtpSender(plain(server).build(), PoolLimits.DEFAULT.withMessagesPerConnection(400))) {
            List<CompletableFuture<SendResult>> sends = new ArrayList<>();
            IntStream.range(0, 400)
                    .forEach(i -> sends.add(
                            CompletableFuture.supplyAsync(() -> sender.send(TO_ONE, new TestContent()), threads)));
            assertThat(sends).allSatisfy(s -> assertThat(s.join().outcome()).isEqualTo(DeliveryOutcome.ACCEPTED));
            assertThat(server.getMessages()).hasSize(400);
            assertThat(server.getSessions()).hasSizeLessThanOrEqualTo(8);
        } finally {
            threads.shutdown();
        }
    }

    @ParameterizedTest
    @EnumSource(TlsMode.class)
    void doorsShareOneConnection(TlsMode mode) {
        SmtpTestServer.Builder kind = SmtpTestServer.builder();
        try (SmtpTestServer server = mode == TlsMode.IMPLICIT
                        ? kind.implicitTls().start()
                        : kind.startTls().start();
                SmtpSender sender =
                        new SmtpSender(plain(server).tls(trusting(server, mode)).build())) {
            for (int i = 0; i < 20; i++) {
                DoorWay door = i % 3 == 0 ? DoorWay.ASYNC : DoorWay.BLOCKING;
                assertThat(door.send(sender, TO_ONE, new TestContent())
                                .connection()
                                .reused())
                        .isEqualTo(i > 0);
            }
            assertThat(server.getSessions()).hasSize(1);
            assertThat(server.awaitMessages(20, SOON))
                    .allSatisfy(m -> assertThat(m.getViolations()).isEmpty());
        }
    }
}
