package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.Reply;
import org.postrider.testkit.Session;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** Several messages under way on one connection: each outcome is as exact as if it had travelled alone. */
class WindowTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final PoolLimits ONE =
            PoolLimits.DEFAULT.withMaxConnections(1).withMessagesPerConnection(100_000);

    /** How the server takes them. */
    enum Way {
        CHUNKS(Homes.USUAL, "CHUNKING"),
        DATA(Homes.USUAL),
        CHUNKS_ON_THREE_LOOPS(Homes.THREE_LOOPS, "CHUNKING"),
        DATA_ON_THREE_LOOPS(Homes.THREE_LOOPS);

        private final Homes homes;
        private final String[] offers;

        Way(Homes homes, String... offers) {
            this.homes = homes;
            this.offers = offers;
        }

        boolean hasChunks() {
            return offers.length > 0;
        }

        SmtpSender sender(SmtpTestServer server, PoolLimits limits) {
            return homes.sender(plain(server).build(), limits);
        }

        SmtpTestServer.Builder server() {
            return SmtpTestServer.builder().with(offers);
        }
    }

    private static Envelope from(int number) {
        return Envelope.of("m" + number + "@example.com", List.of("bob@example.com"));
    }

    private static List<SendFuture> sendMany(SmtpSender sender, int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(i -> sender.sendAsync(from(i), new TestContent()))
                .toList();
    }

    private static SendResult resultOf(SendFuture send) {
        return send.handle((result, error) -> {
                    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
                    return cause instanceof DeliveryException e ? e.result() : result;
                })
                .orTimeout(SOON.toSeconds() * 2, TimeUnit.SECONDS)
                .join();
    }

    private static List<String> senders(SmtpTestServer server) {
        return server.getMessages().stream()
                .map(ReceivedMessage::getReversePath)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void manyArriveInOrderOnOneConnection(Way way) {
        try (SmtpTestServer server = way.server().start();
                SmtpSender sender = way.sender(server, ONE)) {
            List<SendFuture> sends = sendMany(sender, 0, 500);
            assertThat(sends).allSatisfy(s -> assertThat(resultOf(s).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED));
            assertThat(senders(server))
                    .containsExactlyElementsOf(IntStream.range(0, 500)
                            .mapToObj(i -> "m" + i + "@example.com")
                            .toList());
            assertThat(server.getSessions()).hasSize(1);
            assertThat(server.getSessions().get(0).getViolations()).isEmpty();
        }
    }

    @Test
    void withChunksOneFlightHoldsManyMessages() {
        try (SmtpTestServer server = Way.CHUNKS.server().start();
                SmtpSender sender = new SmtpSender(plain(server).build(), ONE)) {
            sendMany(sender, 0, 300).forEach(WindowTest::resultOf);
            int largest = server.getSessions().get(0).getPipelinedGroups().stream()
                    .mapToInt(List::size)
                    .max()
                    .orElse(0);
            assertThat(largest).isGreaterThan(3 * 4);
        }
    }

    /** A refusal of one says nothing of those before and behind it. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void refusalsHitTheirOwnMessage(Way way) {
        try (SmtpTestServer server = way.server().start();
                SmtpSender sender = way.sender(server, ONE)) {
            server.script().on(Step.MAIL, Reply.of(451, "4.0.0 not now")).when(line -> line.contains("<m7@"));
            server.script().on(Step.MAIL, Reply.of(550, "5.0.0 not you")).when(line -> line.contains("<m8@"));
            server.script().on(Step.RCPT, Reply.of(550, "5.1.1 who?")).nth(20);
            server.script().on(Step.END_OF_DATA, Reply.of(554, "5.7.1 spam")).nth(30);
            List<SendResult> results =
                    sendMany(sender, 0, 60).stream().map(WindowTest::resultOf).toList();
            List<Integer> refused = IntStream.range(0, 60)
                    .filter(i -> results.get(i).outcome() == DeliveryOutcome.REFUSED)
                    .boxed()
                    .toList();
            assertThat(refused).hasSize(4).contains(7, 8);
            assertThat(senders(server)).hasSize(56);
            refused.forEach(i -> assertThat(senders(server)).doesNotContain("m" + i + "@example.com"));
            assertThat(server.getSessions()).hasSize(1);
        }
    }

    /** The server that says 421 reads no further: what is behind is sent again, on the next connection. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void goodbyeInTheMiddleLosesNothing(Way way) {
        try (SmtpTestServer server = way.server().start();
                SmtpSender sender = way.sender(server, ONE)) {
            resultOf(sender.sendAsync(from(-1), new TestContent()));
            server.script()
                    .on(Step.MAIL, Reply.of(421, "4.3.2 enough").then(Behaviour.close()))
                    .nth(10);
            List<SendFuture> sends = sendMany(sender, 0, 100);
            assertThat(sends).allSatisfy(s -> assertThat(resultOf(s).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED));
            assertThat(senders(server)).hasSize(101).doesNotHaveDuplicates();
        }
    }

    /** However many messages a goodbye costs, it is one: no reason to use the next connections less. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void oneGoodbyeIsNoHabit(Way way) {
        try (SmtpTestServer server = way.server().start();
                SmtpSender sender = way.sender(server, ONE)) {
            server.script()
                    .on(Step.MAIL, Reply.of(421, "4.3.2 restarting").then(Behaviour.close()))
                    .nth(3);
            sendMany(sender, 0, 100).forEach(WindowTest::resultOf);
            assertThat(senders(server)).hasSize(100).doesNotHaveDuplicates();
            assertThat(server.getSessions()).hasSize(2);
        }
    }

    /** Whoever lost a place to a fault of the connection doesn't queue behind all who came later. */
    @Test
    void messageThatGoesAgainComesBeforeThoseThatWait() {
        try (SmtpTestServer server = Way.CHUNKS.server().start();
                SmtpSender sender = new SmtpSender(plain(server).build(), ONE)) {
            server.script()
                    .on(Step.MAIL, Reply.of(421, "4.3.2 restarting").then(Behaviour.close()))
                    .nth(100);
            sendMany(sender, 0, 1000).forEach(WindowTest::resultOf);
            assertThat(senders(server).subList(0, 400)).contains("m99@example.com");
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void whatIsCancelledDoesNotTakeTheOthersAlong(Way way) {
        Gate gate = new Gate();
        try (SmtpTestServer server = way.server().start();
                SmtpSender sender = way.sender(server, ONE)) {
            server.script().on(Step.END_OF_DATA, Behaviour.hold(gate)).times(1);
            List<SendFuture> sends = sendMany(sender, 0, 20);
            gate.awaitReached(SOON);
            for (int i = 1; i < 20; i += 2) {
                sends.get(i).abort();
            }
            for (int i = 1; i < 20; i += 2) {
                assertThat(resultOf(sends.get(i)).outcome()).isIn(DeliveryOutcome.NOT_SENT, DeliveryOutcome.IN_DOUBT);
            }
            gate.open();
            for (int i = 0; i < 20; i += 2) {
                assertThat(resultOf(sends.get(i)).outcome()).as("m" + i).isEqualTo(DeliveryOutcome.ACCEPTED);
            }
            assertThat(server.getSessions()).hasSizeLessThanOrEqualTo(way.hasChunks() ? 1 : 20);
            await().atMost(SOON).untilAsserted(() -> assertThat(senders(server)).contains("m18@example.com"));
            for (int i = 1; i < 20; i += 2) {
                if (resultOf(sends.get(i)).outcome() == DeliveryOutcome.NOT_SENT) {
                    assertThat(senders(server)).doesNotContain("m" + i + "@example.com");
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void contentThatFailsHitsItsOwnMessage(Way way) {
        try (SmtpTestServer server = way.server().start();
                SmtpSender sender = way.sender(server, ONE)) {
            List<SendFuture> sends = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                sends.add(sender.sendAsync(from(i), new TestContent(i % 10 == 5 ? "a\0b" : "Subject: x\r\n\r\ny\r\n")));
            }
            for (int i = 0; i < 60; i++) {
                assertThat(resultOf(sends.get(i)).outcome())
                        .isEqualTo(i % 10 == 5 ? DeliveryOutcome.NOT_SENT : DeliveryOutcome.ACCEPTED);
            }
            assertThat(senders(server)).hasSize(54).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void serverThatTakesFewMessagesGetsNoMore(Way way) {
        try (SmtpTestServer server = way.server().with("LIMITS MAILMAX=5").start();
                SmtpSender sender = way.sender(server, ONE)) {
            List<SendFuture> sends = sendMany(sender, 0, 100);
            assertThat(sends).allSatisfy(s -> assertThat(resultOf(s).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED));
            assertThat(server.getSessions()).allSatisfy(WindowTest::assertAtMostFive);
        }
    }

    private static void assertAtMostFive(Session session) {
        assertThat(session.getCommands().stream()
                        .filter(line -> line.startsWith("MAIL"))
                        .count())
                .isLessThanOrEqualTo(5);
    }

    /** The report always agrees with the mailbox, whatever the server does to the connections. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void everyMessageIsAccountedForWhateverFails(Way way) {
        long seed = Long.getLong("postrider.seed", new Random().nextLong());
        Random random = new Random(seed);
        List<Behaviour> faults = List.of(
                Reply.of(451, "4.0.0 later"),
                Reply.of(550, "5.0.0 no"),
                Reply.of(421, "4.3.2 enough").then(Behaviour.close()),
                Behaviour.close(),
                Behaviour.reset(),
                Behaviour.acceptUnanswered().then(Behaviour.close()));
        try (SmtpTestServer server = way.server().start();
                SmtpSender sender = way.sender(
                        server, PoolLimits.DEFAULT.withMaxConnections(3).withMessagesPerConnection(100_000))) {
            for (Step step : List.of(Step.MAIL, Step.RCPT, Step.END_OF_DATA)) {
                for (Behaviour fault : faults.subList(0, step == Step.END_OF_DATA ? 6 : 5)) {
                    Random dice = new Random(random.nextLong());
                    server.script().on(step, fault).when(line -> dice.nextInt(200) == 0);
                }
            }
            List<SendFuture> sends = sendMany(sender, 0, 2000);
            Map<DeliveryOutcome, Integer> totals = new HashMap<>();
            Map<String, DeliveryOutcome> reported = new HashMap<>();
            for (int i = 0; i < sends.size(); i++) {
                DeliveryOutcome outcome = resultOf(sends.get(i)).outcome();
                totals.merge(outcome, 1, Integer::sum);
                reported.put("m" + i + "@example.com", outcome);
            }
            Map<String, Long> copies =
                    senders(server).stream().collect(Collectors.groupingBy(s -> s, Collectors.counting()));
            reported.forEach((name, outcome) -> {
                long found = copies.getOrDefault(name, 0L);
                switch (outcome) {
                    case ACCEPTED, PARTLY_ACCEPTED ->
                        assertThat(found).as(name + ", seed " + seed).isEqualTo(1);
                    case REFUSED, NOT_SENT ->
                        assertThat(found).as(name + ", seed " + seed).isZero();
                    case IN_DOUBT ->
                        assertThat(found).as(name + ", seed " + seed).isLessThanOrEqualTo(1);
                }
            });
            System.out.printf("Window, %s: seed %d, %s%n", way, seed, totals);
            assertThat(totals.getOrDefault(DeliveryOutcome.ACCEPTED, 0)).isGreaterThan(1000);
        }
    }

    /** One worker tells of many ends; whoever waits in what it calls must not hold up the end that it waits for. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void codeThatWaitsForAnotherSendHoldsUpNobody(Way way) {
        try (SmtpTestServer server = way.server().start();
                SmtpSender sender = way.sender(server, ONE)) {
            List<CompletableFuture<SendResult>> chained = IntStream.range(0, 40)
                    .mapToObj(i -> sender.sendAsync(from(i), new TestContent())
                            .thenApply(first -> resultOf(sender.sendAsync(from(100 + i), new TestContent()))))
                    .toList();
            assertThat(chained)
                    .allSatisfy(c -> assertThat(
                                    c.get(SOON.toSeconds(), TimeUnit.SECONDS).outcome())
                            .isEqualTo(DeliveryOutcome.ACCEPTED));
            assertThat(server.getMessages()).hasSize(80);
        }
    }

    /** A connection goes from the loop to a waiting thread and back, and each lets go of it before the other has it. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void bothDoorsTakeTurnsOnTheSameConnections(Way way) {
        try (SmtpTestServer server = way.server().start();
                SmtpSender sender = way.sender(
                        server, PoolLimits.DEFAULT.withMaxConnections(2).withMessagesPerConnection(100_000))) {
            List<CompletableFuture<Void>> waiting = IntStream.range(0, 4)
                    .mapToObj(thread -> CompletableFuture.runAsync(() -> IntStream.range(0, 500)
                            .forEach(i -> sender.send(from(thread * 500 + i), new TestContent()))))
                    .toList();
            for (int first = 2000; first < 4000; first += 20) {
                sendMany(sender, first, 20).forEach(WindowTest::resultOf);
            }
            waiting.forEach(thread ->
                    thread.orTimeout(SOON.toSeconds() * 2, TimeUnit.SECONDS).join());
            assertThat(senders(server)).hasSize(4000).doesNotHaveDuplicates();
            assertThat(server.getSessions()).hasSize(2);
        }
    }

    /** What holds others up travels alone: content that has to be waited for, and large content. */
    @Test
    void whatMayHoldOthersUpHasAConnectionOfItsOwn() {
        Gate gate = new Gate();
        try (SmtpTestServer server = Way.CHUNKS.server().start();
                SmtpSender sender = new SmtpSender(plain(server).build(), PoolLimits.DEFAULT.withMaxConnections(2))) {
            server.script().on(Step.END_OF_DATA, Behaviour.hold(gate)).times(1);
            SendFuture held = sender.sendAsync(from(0), TestContent.blocking());
            gate.awaitReached(SOON);
            List<SendFuture> others = Stream.of(1, 2, 3, 4)
                    .map(i -> sender.sendAsync(from(i), new TestContent()))
                    .toList();
            others.forEach(send -> assertThat(resultOf(send).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED));
            assertThat(held).isNotDone();
            gate.open();
            assertThat(resultOf(held).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
        }
    }
}
