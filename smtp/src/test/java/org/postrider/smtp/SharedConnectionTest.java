package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** What happens to one message of a connection is neither its neighbours' fault nor at their cost. */
class SharedConnectionTest {
    private static final PoolLimits ONE = PoolLimits.DEFAULT.withMaxConnections(1);

    private static Envelope to(String... recipients) {
        return Envelope.of(
                recipients[0] + "-sender@example.com",
                List.of(recipients).stream().map(r -> r + "@example.com").toList());
    }

    private static SendFuture send(SmtpSender sender, String... recipients) {
        return sender.sendAsync(to(recipients), new TestContent());
    }

    private static SendResult resultOf(SendFuture send) {
        try {
            return send.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            return ((DeliveryException) e.getCause()).result();
        }
    }

    private static FailureKind kindOf(SendFuture send) {
        return send.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS)
                .handle((result, error) -> error == null ? null : ((DeliveryException) error).kind())
                .join();
    }

    private static List<String> recipients(SmtpTestServer server) {
        return server.getMessages().stream()
                .map(ReceivedMessage::getRecipients)
                .flatMap(List::stream)
                .map(r -> r.substring(0, r.indexOf('@')))
                .toList();
    }

    /** Its first part was taken on a connection that is then worn, and whose other message holds up the second. */
    @Test
    void messageThatEndsBetweenTwoPartsTellsWhoHasIt() throws InterruptedException {
        Gate first = new Gate();
        Gate gate = new Gate();
        CountDownLatch boarded = new CountDownLatch(1);
        SmtpListener listener = new SmtpListener() {
            @Override
            public void command(String line) {
                if (line.startsWith("MAIL FROM:<b-")) {
                    boarded.countDown();
                }
            }
        };
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .with("CHUNKING", "LIMITS RCPTMAX=1")
                        .start();
                SmtpSender sender = new SmtpSender(
                        plain(server).listener(listener).build(),
                        ONE.withMessagesPerConnection(2).withWaitLimit(Duration.ofMillis(100)))) {
            server.script().on(Step.BDAT, Behaviour.hold(first)).nth(1);
            server.script().on(Step.BDAT, Behaviour.hold(gate)).nth(2);
            SendFuture split = send(sender, "a1", "a2");
            first.awaitReached(SOON);
            SendFuture other = send(sender, "b");
            assertThat(boarded.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            first.open();
            assertThat(kindOf(split)).isEqualTo(FailureKind.TIMEOUT);
            assertThat(resultOf(split).outcome()).isEqualTo(DeliveryOutcome.PARTLY_ACCEPTED);
            assertThat(resultOf(split).recipients())
                    .extracting(RecipientResult::address)
                    .containsExactly("a1@example.com");
            gate.open();
            assertThat(resultOf(other).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(recipients(server)).containsExactly("a1", "b");
        }
    }

    @Test
    void secondPartOfAMessageThatSharedItsConnectionHasLimitsAsWell() {
        Gate gate = new Gate();
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .with("CHUNKING", "LIMITS RCPTMAX=2")
                        .start();
                SmtpSender sender = new SmtpSender(
                        plain(server)
                                .limits(StepLimits.ofEach(Duration.ofSeconds(1)))
                                .build(),
                        ONE)) {
            server.script().on(Step.MAIL, Behaviour.hold(gate)).nth(3);
            SendFuture first = send(sender, "a");
            SendFuture split = send(sender, "b1", "b2", "b3");
            assertThat(resultOf(first).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(kindOf(split)).isEqualTo(FailureKind.TIMEOUT);
            gate.open();
        }
    }

    /** A filter that says 500 to one message knows BDAT none the less: those behind it may have been taken. */
    @Test
    void serverThatHasTakenChunksIsNotTakenForOneThatDoesNotKnowThem() {
        try (SmtpTestServer server = SmtpTestServer.builder().with("CHUNKING").start();
                SmtpSender sender = new SmtpSender(plain(server).build(), ONE)) {
            assertThat(resultOf(send(sender, "first")).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            server.script().on(Step.BDAT, Reply.of(500, "5.7.1 spam")).nth(2);
            List<SendFuture> sends =
                    IntStream.range(0, 6).mapToObj(i -> send(sender, "m" + i)).toList();
            for (int i = 0; i < 6; i++) {
                assertThat(resultOf(sends.get(i)).outcome())
                        .as("m" + i)
                        .isEqualTo(i == 1 ? DeliveryOutcome.REFUSED : DeliveryOutcome.ACCEPTED);
            }
            assertThat(recipients(server)).containsExactly("first", "m0", "m2", "m3", "m4", "m5");
        }
    }

    /** Each costs the others the connection, for there is no way out of DATA; but not one of their tries. */
    @Test
    void messageBehindSeveralThatFailIsSent() {
        try (SmtpTestServer server =
                        SmtpTestServer.builder().without("CHUNKING").start();
                SmtpSender sender = new SmtpSender(plain(server).build(), ONE)) {
            assertThat(resultOf(send(sender, "first")).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            List<SendFuture> bad = IntStream.range(0, 8)
                    .mapToObj(i -> sender.sendAsync(to("bad" + i), new TestContent("a\0b")))
                    .toList();
            SendFuture good = send(sender, "good");
            assertThat(bad).allSatisfy(send -> assertThat(kindOf(send)).isEqualTo(FailureKind.CONTENT));
            assertThat(resultOf(good).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(recipients(server)).containsExactly("first", "good");
        }
    }

    @Test
    void senderWhoseMessagesWereAllCancelledCloses() throws Exception {
        Gate gate = new Gate();
        try (SmtpTestServer server =
                SmtpTestServer.builder().without("CHUNKING").start()) {
            server.script().on(Step.END_OF_DATA, Behaviour.hold(gate)).times(1);
            SmtpSender sender = new SmtpSender(plain(server).build(), ONE);
            List<SendFuture> sends = List.of(send(sender, "a"), send(sender, "b"));
            gate.awaitReached(SOON);
            sends.forEach(SendFuture::abort);
            sends.forEach(SharedConnectionTest::resultOf);
            gate.open();
            sender.closeAsync().get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** A neighbour's fault ends the connection at the moment when the sender is closed: that isn't why the message wasn't sent. */
    @Test
    void messageThatWasCancelledIsCancelledWhateverEndsItsConnection() throws Exception {
        Gate data = new Gate();
        Gate reading = new Gate();
        try (SmtpTestServer server =
                SmtpTestServer.builder().without("CHUNKING").start()) {
            server.script().on(Step.DATA, Behaviour.hold(data)).nth(1);
            SmtpSender sender = new SmtpSender(plain(server).build(), ONE);
            SendFuture failing = sender.sendAsync(to("failing"), TestContent.reading(target -> {
                throw passed(reading);
            }));
            data.awaitReached(SOON);
            SendFuture behind = send(sender, "behind");
            SendFuture third = send(sender, "third");
            third.abort();
            assertThat(kindOf(third)).as("by now the second is aboard").isEqualTo(FailureKind.CANCELLED);
            data.open();
            reading.awaitReached(SOON);
            CompletableFuture<Void> closed = sender.closeAsync();
            reading.open();
            assertThat(kindOf(failing)).isEqualTo(FailureKind.CONTENT);
            assertThatThrownBy(() -> behind.get(SOON.toSeconds(), TimeUnit.SECONDS))
                    .hasRootCauseMessage("the sender was closed");
            assertThat(kindOf(behind)).isEqualTo(FailureKind.CANCELLED);
            assertThat(resultOf(behind).outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            closed.get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static RuntimeException passed(Gate gate) {
        try {
            gate.pass();
            return new IllegalStateException("nothing to read");
        } catch (InterruptedException e) {
            return new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void chunksWaitForTheirTurnWhereNothingIsPipelined(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .without("PIPELINING")
                        .with("CHUNKING")
                        .start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            assertThat(door.send(sender, to("small"), new TestContent()).outcome())
                    .isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(door.send(sender, to("large"), TestContent.ofSize(3_000_000))
                            .outcome())
                    .isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(server.getSessions()).allSatisfy(session -> {
                assertThat(session.getPipelinedGroups())
                        .allSatisfy(group -> assertThat(group).hasSize(1));
                assertThat(session.getViolations()).isEmpty();
            });
        }
    }

    /** Where no message was taken, a connection that says "too many" isn't worn, and another one would hear the same. */
    @Test
    void refusalOfEachMessageIsNoReasonForOtherConnections() {
        try (SmtpTestServer server = SmtpTestServer.builder().with("CHUNKING").start();
                SmtpSender sender = new SmtpSender(plain(server).build(), PoolLimits.DEFAULT.withMaxConnections(2))) {
            server.script().on(Step.MAIL, Reply.of(452, "4.7.1 slow down"));
            List<SendFuture> sends = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                sends.add(send(sender, "m" + i));
            }
            assertThat(sends).allSatisfy(s -> assertThat(resultOf(s).outcome()).isEqualTo(DeliveryOutcome.REFUSED));
            assertThat(server.getSessions()).hasSizeLessThanOrEqualTo(4);
        }
    }
}
