package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.Reply;
import org.postrider.testkit.Script;
import org.postrider.testkit.Session;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** How many connections there are, who gets one, and when one goes. */
class PoolTest {
    private static final PoolLimits ONE = PoolLimits.DEFAULT.withMaxConnections(1);

    private static SmtpSender sender(SmtpTestServer server, PoolLimits limits) {
        return new SmtpSender(plain(server).build(), limits);
    }

    /** On its connections nobody joins others. */
    private static SmtpTestServer oneMessageAtATime() {
        return SmtpTestServer.builder().without("PIPELINING").start();
    }

    static CompletableFuture<SendResult> start(DoorWay door, SmtpSender sender, Envelope envelope) {
        return start(door, sender, envelope, new TestContent());
    }

    private static CompletableFuture<SendResult> start(
            DoorWay door, SmtpSender sender, Envelope envelope, TestContent content) {
        return door == DoorWay.ASYNC
                ? sender.sendAsync(envelope, content)
                : CompletableFuture.supplyAsync(() -> sender.send(envelope, content), task -> {
                    Thread thread = new Thread(task, "sending");
                    thread.setDaemon(true);
                    thread.start();
                });
    }

    static DeliveryException failureOf(CompletableFuture<SendResult> send) {
        return send.handle((result, error) ->
                        (DeliveryException) (error instanceof CompletionException ? error.getCause() : error))
                .join();
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void limitOfConnectionsHolds(DoorWay door) {
        Gate gate = new Gate();
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = sender(server, PoolLimits.DEFAULT.withMaxConnections(3))) {
            server.script().on(Step.END_OF_DATA, Behaviour.hold(gate));
            List<CompletableFuture<SendResult>> sends =
                    Stream.generate(() -> start(door, sender, TO_ONE)).limit(12).toList();
            await().atMost(SOON).until(() -> server.getOpenConnections() == 3);
            assertThat(sender.connections()).isEqualTo(3);
            gate.open();
            assertThat(sends).allSatisfy(s -> assertThat(s.join().outcome()).isEqualTo(DeliveryOutcome.ACCEPTED));
            assertThat(server.getSessions()).hasSize(3);
        }
    }

    @Test
    void whoWaitsLongestComesFirst() {
        Gate gate = new Gate();
        try (SmtpTestServer server = oneMessageAtATime();
                SmtpSender sender = sender(server, ONE)) {
            server.script().on(Step.END_OF_DATA, Behaviour.hold(gate)).times(1);
            CompletableFuture<SendResult> first = sender.sendAsync(to(0), new TestContent());
            gate.awaitReached(SOON);
            List<SendFuture> rest = IntStream.range(1, 20)
                    .mapToObj(i -> sender.sendAsync(to(i), new TestContent()))
                    .toList();
            gate.open();
            first.join();
            rest.forEach(CompletableFuture::join);
            assertThat(server.getMessages())
                    .extracting(m -> m.getRecipients().get(0))
                    .containsExactlyElementsOf(IntStream.range(0, 20)
                            .mapToObj(i -> "r" + i + "@example.com")
                            .toList());
        }
    }

    private static Envelope to(int number) {
        return Envelope.of("ann@example.com", List.of("r" + number + "@example.com"));
    }

    @Test
    void waitingHoldsNoThread() {
        Gate gate = new Gate();
        try (SmtpTestServer server = oneMessageAtATime();
                SmtpSender sender = sender(server, ONE)) {
            server.script().on(Step.END_OF_DATA, Behaviour.hold(gate)).times(1);
            SendFuture first = sender.sendAsync(TO_ONE, new TestContent());
            gate.awaitReached(SOON);
            int before = Thread.activeCount();
            List<SendFuture> waiting = Stream.generate(() -> sender.sendAsync(TO_ONE, new TestContent()))
                    .limit(200)
                    .toList();
            assertThat(Thread.activeCount() - before).isLessThan(100);
            gate.open();
            first.join();
            waiting.forEach(CompletableFuture::join);
            assertThat(server.getMessages()).hasSize(201);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void waitHasALimit(DoorWay door) {
        Gate gate = new Gate();
        try (SmtpTestServer server = oneMessageAtATime();
                SmtpSender sender = sender(server, ONE.withWaitLimit(Duration.ofMillis(300)))) {
            server.script().on(Step.END_OF_DATA, Behaviour.hold(gate)).times(1);
            CompletableFuture<SendResult> first = start(door, sender, TO_ONE);
            gate.awaitReached(SOON);
            DeliveryException failure = failureOf(start(door, sender, TO_ONE));
            assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure).hasMessageContaining("PoolLimits.maxConnections");
            assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            gate.open();
            first.join();
            assertThat(start(door, sender, TO_ONE).join().connection().reused()).isTrue();
        }
    }

    @Test
    void limitOfASendBoundsItsWaitAsWell() {
        Gate gate = new Gate();
        try (SmtpTestServer server = oneMessageAtATime();
                SmtpSender sender = sender(server, ONE)) {
            server.script().on(Step.END_OF_DATA, Behaviour.hold(gate)).times(1);
            SendFuture first = sender.sendAsync(TO_ONE, new TestContent());
            gate.awaitReached(SOON);
            CompletableFuture<SendResult> late =
                    CompletableFuture.supplyAsync(() -> sender.send(TO_ONE, new TestContent(), Duration.ofMillis(300)));
            assertThat(failureOf(late).kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failureOf(late)).hasMessageContaining("longer than its limit");
            gate.open();
            first.join();
        }
    }

    @Test
    void whoIsCancelledWhileWaitingLeavesTheQueue() {
        Gate gate = new Gate();
        try (SmtpTestServer server = oneMessageAtATime();
                SmtpSender sender = sender(server, ONE)) {
            server.script().on(Step.END_OF_DATA, Behaviour.hold(gate)).times(1);
            SendFuture first = sender.sendAsync(TO_ONE, new TestContent());
            gate.awaitReached(SOON);
            SendFuture cancelled = sender.sendAsync(to(1), new TestContent());
            SendFuture last = sender.sendAsync(to(2), new TestContent());
            cancelled.abort();
            assertThat(failureOf(cancelled).kind()).isEqualTo(FailureKind.CANCELLED);
            gate.open();
            first.join();
            last.join();
            assertThat(server.getMessages()).hasSize(2);
            assertThat(server.getSessions()).hasSize(1);
        }
    }

    @Test
    void whoIsInterruptedWhileWaitingLeavesTheQueue() throws Exception {
        Gate gate = new Gate();
        try (SmtpTestServer server = oneMessageAtATime();
                SmtpSender sender = sender(server, ONE)) {
            server.script().on(Step.END_OF_DATA, Behaviour.hold(gate)).times(1);
            SendFuture first = sender.sendAsync(TO_ONE, new TestContent());
            gate.awaitReached(SOON);
            AtomicReference<DeliveryException> failure = new AtomicReference<>();
            Thread waiting = new Thread(() -> {
                try {
                    sender.send(TO_ONE, new TestContent());
                } catch (DeliveryException e) {
                    failure.set(e);
                }
            });
            waiting.start();
            await().atMost(SOON).until(() -> waiting.getState() == Thread.State.WAITING);
            waiting.interrupt();
            waiting.join(SOON.toMillis());
            assertThat(failure.get().kind()).isEqualTo(FailureKind.CANCELLED);
            gate.open();
            first.join();
            assertThat(sender.send(TO_ONE, new TestContent()).connection().reused())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void closeEndsTheWait(DoorWay door) {
        Gate gate = new Gate();
        try (SmtpTestServer server = SmtpTestServer.start()) {
            SmtpSender sender = sender(server, ONE);
            server.script().on(Step.END_OF_DATA, Behaviour.hold(gate));
            Set<TestContent> begun = ConcurrentHashMap.newKeySet();
            List<CompletableFuture<SendResult>> sends = Stream.generate(
                            () -> start(door, sender, TO_ONE, noting(begun)))
                    .limit(3)
                    .toList();
            gate.awaitReached(SOON);
            await().atMost(SOON).until(() -> begun.size() == 3);
            sender.close();
            assertThat(sends).allSatisfy(s -> assertThat(failureOf(s).kind()).isEqualTo(FailureKind.CANCELLED));
            await().atMost(SOON).until(() -> sender.connections() == 0);
            gate.open();
        }
    }

    /** Content that notes that its send has begun. */
    private static TestContent noting(Set<TestContent> begun) {
        return new TestContent() {
            @Override
            public BodyType leastBodyType() {
                begun.add(this);
                return super.leastBodyType();
            }
        };
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void attemptThatFailsLetsTheNextOneTry(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = sender(server, ONE)) {
            server.script()
                    .on(Step.GREETING, Reply.of(421, "busy").then(Behaviour.close()))
                    .times(2);
            server.script().on(Step.GREETING, Behaviour.reset()).times(2);
            List<CompletableFuture<SendResult>> sends =
                    Stream.generate(() -> start(door, sender, TO_ONE)).limit(6).toList();
            List<DeliveryException> failures =
                    sends.stream().map(PoolTest::failureOf).toList();
            assertThat(failures).filteredOn(f -> f != null).hasSize(4);
            assertThat(server.getMessages()).hasSize(2);
        }
    }

    /** The server never answers QUIT, and there is one connection only: who waited for that answer would take long. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void nobodyWaitsForAGoodbye(DoorWay door) {
        Gate gate = new Gate();
        try (SmtpTestServer server = SmtpTestServer.start()) {
            server.script().on(Step.QUIT, Behaviour.hold(gate));
            SmtpOptions patient = plain(server)
                    .limits(new StepLimits(SOON, SOON, SOON, SOON, SOON, SOON, Duration.ofMinutes(10)))
                    .build();
            SmtpSender sender = new SmtpSender(patient, ONE.withMessagesPerConnection(1));
            for (int i = 0; i < 3; i++) {
                assertThat(door.send(sender, TO_ONE, new TestContent())
                                .connection()
                                .reused())
                        .isFalse();
                assertThat(sender.connections()).isZero();
            }
            await().atMost(SOON).until(() -> server.getSessions().stream().allMatch(Session::isQuitReceived));
            CompletableFuture<Void> closed = sender.closeAsync();
            assertThat(closed).isNotDone();
            gate.open();
            assertThat(closed).succeedsWithin(SOON);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void connectionGoesAfterItsShareOfMessages(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = sender(server, ONE.withMessagesPerConnection(3))) {
            sendMany(door, sender, 7);
            assertThat(messagesPerSession(server)).containsExactly(3, 3, 1);
            server.awaitMessages(7, SOON);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void serverSaysHowManyMessagesAConnectionTakes(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .with("LIMITS RCPTMAX=100 MAILMAX=2")
                        .start();
                SmtpSender sender = sender(server, ONE)) {
            sendMany(door, sender, 5);
            assertThat(messagesPerSession(server)).containsExactly(2, 2, 1);
        }
    }

    /** Twice it costs a little (the message goes again on a new connection, unseen); from then on the client leaves first. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void serverThatHangsUpAfterSoManyMessagesIsLearnt(DoorWay door) {
        AtomicInteger mails = new AtomicInteger();
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = sender(server, ONE)) {
            server.script()
                    .on(Step.MAIL, Reply.of(421, "4.7.0 too many messages").then(Behaviour.close()))
                    .when(line -> mails.incrementAndGet() % 3 == 0 && mails.get() <= 6);
            sendMany(door, sender, 7);
            assertThat(messagesPerSession(server)).containsExactly(2, 2, 2, 1);
            await().atMost(SOON).until(server.getSessions().get(2)::isQuitReceived);
        }
    }

    /** As above: what is refused as one too many goes on the next connection. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void serverThatRefusesAfterSoManyMessagesIsLearnt(DoorWay door) {
        AtomicInteger mails = new AtomicInteger();
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = sender(server, ONE)) {
            server.script()
                    .on(Step.MAIL, Reply.of(452, "4.5.3 too many messages"))
                    .when(line -> mails.incrementAndGet() % 3 == 0 && mails.get() <= 6);
            sendMany(door, sender, 7);
            assertThat(messagesPerSession(server)).containsExactly(2, 2, 2, 1);
            await().atMost(SOON)
                    .until(() -> server.getSessions().subList(0, 3).stream().allMatch(Session::isQuitReceived));
        }
    }

    /** Or else a server that says so of every message would be dialled for ever. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void oneTooManyOnAConnectionOfItsOwnIsARefusal(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = sender(server, ONE)) {
            sendMany(door, sender, 1);
            server.script().on(Step.MAIL, Reply.of(452, "4.5.3 too many messages"));
            DeliveryException refused = door.fail(sender, TO_ONE, new TestContent());
            assertThat(refused.result().outcome()).isEqualTo(DeliveryOutcome.REFUSED);
            assertThat(refused.result().reply())
                    .hasValueSatisfying(r -> assertThat(r.code()).isEqualTo(452));
            assertThat(server.getSessions()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void serverWithoutStorageIsNotAskedAgain(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = sender(server, ONE)) {
            sendMany(door, sender, 1);
            server.script().on(Step.MAIL, Reply.of(452, "4.3.1 no space left"));
            assertThat(door.fail(sender, TO_ONE, new TestContent()).result().outcome())
                    .isEqualTo(DeliveryOutcome.REFUSED);
            assertThat(server.getSessions()).hasSize(1);
        }
    }

    /** With the window open: those that were written ahead are refused together, and all go on other connections. */
    @Test
    void manyRefusedAsTooManyInOneFlightAllArrive() {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = sender(server, ONE)) {
            sendMany(DoorWay.ASYNC, sender, 1);
            Script.Rule refusal = server.script()
                    .on(Step.MAIL, Reply.of(452, "4.5.3 too many messages"))
                    .when(line -> server.getSessions().size() == 1);
            List<SendFuture> sends = Stream.generate(() -> sender.sendAsync(TO_ONE, new TestContent()))
                    .limit(20)
                    .toList();
            assertThat(sends).allSatisfy(send -> assertThat(send).succeedsWithin(SOON));
            server.awaitMessages(21, SOON);
            assertThat(refusal.getUses()).isPositive();
        }
    }

    private static void sendMany(DoorWay door, SmtpSender sender, int count) {
        for (int i = 0; i < count; i++) {
            door.send(sender, TO_ONE, new TestContent());
        }
    }

    private static List<Integer> messagesPerSession(SmtpTestServer server) {
        return server.getSessions().stream()
                .map(session -> (int) server.getMessages().stream()
                        .map(ReceivedMessage::getSession)
                        .filter(session::equals)
                        .count())
                .toList();
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void idleConnectionGoesInTime(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = sender(server, ONE.withIdleTime(Duration.ofMillis(300)))) {
            door.send(sender, TO_ONE, new TestContent());
            server.awaitNoConnections(SOON);
            assertThat(server.getSessions()).singleElement().matches(Session::isQuitReceived);
            assertThat(sender.connections()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void oldConnectionGoesInTime(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = sender(server, ONE.withMaxAge(Duration.ofMillis(300)))) {
            door.send(sender, TO_ONE, new TestContent());
            server.awaitNoConnections(SOON);
            assertThat(server.getSessions()).singleElement().matches(Session::isQuitReceived);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void limitsChangeWhileTheyAreInUse(DoorWay door) {
        Gate gate = new Gate();
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = sender(server, PoolLimits.DEFAULT)) {
            server.script().on(Step.END_OF_DATA, Behaviour.hold(gate));
            List<CompletableFuture<SendResult>> sends =
                    Stream.generate(() -> start(door, sender, TO_ONE)).limit(4).toList();
            await().atMost(SOON).until(() -> server.getOpenConnections() == 4);
            sender.setLimits(ONE);
            assertThat(sender.limits()).isEqualTo(ONE);
            gate.open();
            sends.forEach(CompletableFuture::join);
            await().atMost(SOON).until(() -> server.getOpenConnections() == 1);
            assertThat(sender.connections()).isEqualTo(1);
            sender.setLimits(ONE.withMaxIdle(0));
            server.awaitNoConnections(SOON);
            assertThat(sender.connections()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void senderThatWasDroppedLeavesNoConnection(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start()) {
            List<Object> kept = sendAndDrop(door, server);
            await().atMost(SOON).until(() -> {
                System.gc();
                return server.getOpenConnections() == 0;
            });
            assertThat(server.getSessions()).singleElement().matches(Session::isQuitReceived);
            assertThat(kept).isNotEmpty();
        }
    }

    /** What the user may keep of a send doesn't keep its sender. */
    private static List<Object> sendAndDrop(DoorWay door, SmtpTestServer server) {
        SmtpSender dropped = sender(server, PoolLimits.DEFAULT);
        List<Object> kept = new ArrayList<>();
        kept.add(door.send(dropped, TO_ONE, new TestContent()));
        SendFuture future = dropped.sendAsync(TO_ONE, new TestContent());
        future.join();
        kept.add(future);
        return kept;
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void sendUnderWayKeepsItsSender(DoorWay door) {
        Gate gate = new Gate();
        try (SmtpTestServer server = SmtpTestServer.start()) {
            server.script().on(Step.END_OF_DATA, Behaviour.hold(gate));
            CompletableFuture<SendResult> send = start(door, sender(server, PoolLimits.DEFAULT), TO_ONE);
            gate.awaitReached(SOON);
            for (int i = 0; i < 10; i++) {
                System.gc();
            }
            gate.open();
            assertThat(send.join().outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
        }
    }
}
