package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** A server that lets in fewer connections than the sender may have costs no message, only time. */
class FullServerTest {
    private static final Reply FULL = Reply.of(421, "4.7.0 too many connections from you");
    private static final int MESSAGES = 60;

    /** So many connections more are let in. */
    private final AtomicInteger room = new AtomicInteger(3);

    private boolean isFull() {
        return room.getAndDecrement() <= 0;
    }

    private static SmtpSender sender(SmtpTestServer server) {
        return new SmtpSender(plain(server).build(), PoolLimits.DEFAULT);
    }

    private static List<CompletableFuture<SendResult>> send(DoorWay door, SmtpSender sender) {
        return IntStream.range(0, MESSAGES)
                .mapToObj(i ->
                        PoolTest.start(door, sender, Envelope.of("ann@example.com", List.of("r" + i + "@example.com"))))
                .toList();
    }

    private static void assertEachArrivedOnce(SmtpTestServer server, List<CompletableFuture<SendResult>> sends) {
        assertThat(sends).allSatisfy(s -> assertThat(s.join().outcome()).isEqualTo(DeliveryOutcome.ACCEPTED));
        assertThat(server.getMessages())
                .extracting(m -> m.getRecipients().get(0))
                .hasSize(MESSAGES)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void whoIsTurnedAwayAtTheGreetingWaitsForATurnOnAnother(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = sender(server)) {
            server.script().on(Step.GREETING, FULL).when(line -> isFull());
            assertEachArrivedOnce(server, send(door, sender));
            assertThat(sender.connections()).isEqualTo(3);
            assertThat(server.getSessions()).as("and one more a second at most").hasSizeLessThan(MESSAGES / 2);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void whoIsTurnedAwayAtTheLoginWaitsForATurnOnAnother(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .user("ann", "secret")
                        .requireAuth()
                        .authOnlyOverTls(false)
                        .start();
                SmtpSender sender = new SmtpSender(
                        plain(server)
                                .credential(new PasswordCredential("ann", "secret"))
                                .dangerouslyAllowPlaintextAuthentication(true)
                                .build(),
                        PoolLimits.DEFAULT)) {
            server.script()
                    .on(Step.AUTH, Reply.of(454, "4.7.0 too many logins"))
                    .when(line -> isFull());
            assertEachArrivedOnce(server, send(door, sender));
            assertThat(server.getSessions()).hasSizeLessThan(MESSAGES / 2);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void serverThatLetsNobodyInIsToldOf(DoorWay door) {
        room.set(0);
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = sender(server)) {
            server.script().on(Step.GREETING, FULL).when(line -> isFull());
            List<CompletableFuture<SendResult>> sends = send(door, sender);
            assertThat(sends).allSatisfy(send -> {
                DeliveryException failure = PoolTest.failureOf(send);
                assertThat(failure.kind()).isEqualTo(FailureKind.REFUSED);
                assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
                assertThat(failure).hasMessageContaining("too many connections from you");
            });
            assertThat(server.getMessages()).isEmpty();
            room.set(1);
            assertThat(PoolTest.start(door, sender, SmtpSenderTest.TO_ONE)
                            .join()
                            .outcome())
                    .isEqualTo(DeliveryOutcome.ACCEPTED);
        }
    }

    /** While the three that stand are busy, so that nothing but the clock says that more may be tried. */
    @Test
    void limitThatIsLiftedIsFoundOut() {
        Gate gate = new Gate();
        try (SmtpTestServer server =
                        SmtpTestServer.builder().without("PIPELINING").start();
                SmtpSender sender = sender(server)) {
            server.script().on(Step.GREETING, FULL).when(line -> isFull());
            server.script().on(Step.END_OF_DATA, Behaviour.hold(gate));
            List<CompletableFuture<SendResult>> sends = send(DoorWay.ASYNC, sender);
            await().atMost(SOON).until(() -> room.get() <= -7 && sender.connections() == 3);
            room.set(MESSAGES);
            await().atMost(SOON).until(() -> sender.connections() == 10);
            gate.open();
            assertEachArrivedOnce(server, sends);
        }
    }

    @Test
    void whoWaitsAfterItWasTurnedAwayIsCancelledLikeAnyOther() {
        room.set(1);
        Gate gate = new Gate();
        try (SmtpTestServer server =
                        SmtpTestServer.builder().without("PIPELINING").start();
                SmtpSender sender = sender(server)) {
            server.script().on(Step.GREETING, FULL).when(line -> isFull());
            server.script().on(Step.END_OF_DATA, Behaviour.hold(gate)).times(1);
            SendFuture first = sender.sendAsync(SmtpSenderTest.TO_ONE, new TestContent());
            gate.awaitReached(SOON);
            SendFuture second = sender.sendAsync(SmtpSenderTest.TO_ONE, new TestContent());
            SendFuture third = sender.sendAsync(SmtpSenderTest.TO_ONE, new TestContent());
            await().atMost(SOON).until(() -> room.get() < 0 && sender.connections() == 1);
            second.abort();
            assertThat(PoolTest.failureOf(second).result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            gate.open();
            assertThat(first.join().outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(third.join().outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(server.getMessages()).hasSize(2);
        }
    }

    /** The one that others wait for is lost with its message: whoever waits connects, and hears the server's word. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void nobodyWaitsForOthersThatAreGone(DoorWay door) {
        room.set(1);
        Gate gate = new Gate();
        try (SmtpTestServer server =
                        SmtpTestServer.builder().without("PIPELINING").start();
                SmtpSender sender = sender(server)) {
            server.script().on(Step.GREETING, FULL).when(line -> isFull());
            server.script().on(Step.END_OF_DATA, Behaviour.hold(gate).then(Behaviour.close()));
            CompletableFuture<SendResult> first = PoolTest.start(door, sender, SmtpSenderTest.TO_ONE);
            gate.awaitReached(SOON);
            CompletableFuture<SendResult> second = PoolTest.start(door, sender, SmtpSenderTest.TO_ONE);
            await().atMost(SOON).until(() -> room.get() < 0 && sender.connections() == 1);
            gate.open();
            assertThat(PoolTest.failureOf(first).result().outcome()).isEqualTo(DeliveryOutcome.IN_DOUBT);
            assertThat(PoolTest.failureOf(second).result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            assertThat(PoolTest.failureOf(second)).hasMessageContaining("too many connections from you");
        }
    }
}
