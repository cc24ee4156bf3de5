package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.smtp.FaultTest.Manner;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** A message for more recipients than the server takes at once goes in several transactions, and has one result. */
class RecipientLimitTest {
    private static final Envelope TO_FIVE = Envelope.of("ann@example.com", addresses(0, 1, 2, 3, 4));

    /** Replies that are under way at most when the server says that it has enough, and those that make it sure. */
    private static final int FLIGHT = 210;

    private static final int ENOUGH = 10;

    /** How a server says how many it takes: beforehand (RFC 9422), or when they are too many. */
    private enum Limit {
        TOLD,
        FOUND
    }

    private static List<String> addresses(int... numbers) {
        return Arrays.stream(numbers).mapToObj(i -> "to" + i + "@example.com").toList();
    }

    private static SmtpTestServer server(Limit limit, Manner manner) {
        return limit == Limit.TOLD
                ? manner.server().with("LIMITS RCPTMAX=2").start()
                : manner.server().maxRecipients(2).start();
    }

    private static List<List<String>> delivered(SmtpTestServer server) {
        return server.getMessages().stream().map(m -> m.getRecipients()).toList();
    }

    static Stream<Arguments> ways() {
        return Stream.of(DoorWay.values())
                .flatMap(door -> Stream.of(Limit.values())
                        .flatMap(limit -> Stream.of(Manner.values()).map(manner -> Arguments.of(door, limit, manner))));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void everybodyGetsTheMessageOnce(DoorWay door, Limit limit, Manner manner) {
        boolean local = manner == Manner.LOCALLY; // Then each has a copy of its own.
        try (SmtpTestServer server = server(limit, manner);
                SmtpSender sender = new SmtpSender(plain(server).lmtp(local).build())) {
            TestContent content = new TestContent();
            SendResult result = door.send(sender, TO_FIVE, content);
            assertThat(result.outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(result.recipients()).extracting(RecipientResult::address).isEqualTo(TO_FIVE.recipients());
            assertThat(delivered(server))
                    .isEqualTo(
                            local
                                    ? TO_FIVE.recipients().stream()
                                            .map(List::of)
                                            .toList()
                                    : List.of(addresses(0, 1), addresses(2, 3), addresses(4)));
            assertThat(server.getMessages())
                    .allSatisfy(m -> assertThat(new String(m.getRaw(), StandardCharsets.UTF_8))
                            .isEqualTo(TestContent.TEXT + "\r\n"))
                    .allSatisfy(m -> assertThat(m.getSession().getNumber()).isEqualTo(1));
            assertThat(content.closed).hasValue(3);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void refusedRecipientsDontKeepTheOthersFromTheirTurn(DoorWay door) {
        try (SmtpTestServer server = server(Limit.TOLD, Manner.WHOLE);
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script()
                    .on(Step.RCPT, Reply.of(550, "5.1.1 no such user"))
                    .when(line -> line.contains("to0@") || line.contains("to1@") || line.contains("to3@"));
            SendResult result = door.send(sender, TO_FIVE, new TestContent());
            assertThat(result.outcome()).isEqualTo(DeliveryOutcome.PARTLY_ACCEPTED);
            assertThat(result.refusedRecipients())
                    .extracting(RecipientResult::address)
                    .isEqualTo(addresses(0, 1, 3));
            assertThat(delivered(server)).containsExactly(addresses(2), addresses(4));
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void messageThatIsRefusedTheSecondTimeIsRefusedForTheRest(DoorWay door) {
        try (SmtpTestServer server = server(Limit.TOLD, Manner.WHOLE);
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script()
                    .on(Step.END_OF_DATA, Reply.of(451, "4.7.1 slow down"))
                    .nth(2);
            SendResult result = door.send(sender, TO_FIVE, new TestContent());
            assertThat(result.outcome()).isEqualTo(DeliveryOutcome.PARTLY_ACCEPTED);
            assertThat(result.refusedRecipients())
                    .allSatisfy(r -> assertThat(r.reply().code()).isEqualTo(451))
                    .extracting(RecipientResult::address)
                    .isEqualTo(addresses(2, 3, 4));
            assertThat(delivered(server)).containsExactly(addresses(0, 1));
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void messageForAllOrNobodyIsNotSplit(DoorWay door) {
        for (Limit limit : Limit.values()) {
            try (SmtpTestServer server = server(limit, Manner.WHOLE);
                    SmtpSender sender =
                            new SmtpSender(plain(server).partialDelivery(false).build())) {
                server.script().on(Step.RCPT, Reply.of(452, "4.5.3 too many")).when(line -> line.contains("to2@"));
                DeliveryException failure = door.fail(sender, TO_FIVE, new TestContent());
                assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.REFUSED);
                assertThat(server.getMessages()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void fullMailboxIsNotTooManyRecipients(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script().on(Step.RCPT, Reply.of(452, "4.2.2 mailbox full")).when(line -> line.contains("to2@"));
            SendResult result = door.send(sender, TO_FIVE, new TestContent());
            assertThat(result.refusedRecipients())
                    .extracting(RecipientResult::address)
                    .isEqualTo(addresses(2));
            assertThat(server.getMessages()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void thousandRecipientsGoByTheHundred(DoorWay door) {
        Envelope envelope = Envelope.of(
                "ann@example.com", addresses(IntStream.range(0, 1000).toArray()));
        try (SmtpTestServer server = SmtpTestServer.builder().maxRecipients(100).start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            assertThat(door.send(sender, envelope, new TestContent()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(delivered(server))
                    .hasSize(10)
                    .allSatisfy(part -> assertThat(part).hasSize(100));
            assertThat(delivered(server).stream().flatMap(List::stream))
                    .containsExactlyElementsOf(envelope.recipients());
            assertThat(asked(server)).isLessThan(1000 + FLIGHT);
        }
    }

    /** As Postfix does: some are told that they are too many, those beyond count as errors, and some errors are the end. */
    @ParameterizedTest
    @MethodSource("doorsAndWords")
    void serverThatHasHadEnoughIsAskedAboutFewMore(DoorWay door, boolean pipelined) {
        Envelope envelope = Envelope.of(
                "ann@example.com", addresses(IntStream.range(0, 2500).toArray()));
        int most = pipelined ? 1000 + FLIGHT : 1000 + ENOUGH;
        AtomicInteger asked = new AtomicInteger();
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .without(pipelined ? "CHUNKING" : "PIPELINING")
                        .maxRecipients(1000)
                        .start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script().on(Step.MAIL, Behaviour.normally()).when(line -> asked.getAndSet(0) < 0);
            server.script()
                    .on(Step.RCPT, Reply.of(421, "4.7.0 too many errors").then(Behaviour.close()))
                    .when(line -> asked.incrementAndGet() > most);
            assertThat(door.send(sender, envelope, new TestContent()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(delivered(server)).extracting(List::size).containsExactly(1000, 1000, 500);
            assertThat(asked(server)).isLessThanOrEqualTo(most + 1500);
        }
    }

    /** A server without enhanced codes has but one word for both; whoever is asked first and refused isn't too many. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void fewFullMailboxesAreNoLimit(DoorWay door) {
        Envelope envelope =
                Envelope.of("ann@example.com", addresses(IntStream.range(0, 50).toArray()));
        try (SmtpTestServer server =
                        SmtpTestServer.builder().without("PIPELINING").start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script().on(Step.RCPT, Reply.of(452, "mailbox full")).when(line -> line.matches(".*to[1-4]@.*"));
            SendResult result = door.send(sender, envelope, new TestContent());
            assertThat(result.refusedRecipients())
                    .extracting(RecipientResult::address)
                    .isEqualTo(addresses(1, 2, 3, 4));
            assertThat(delivered(server)).extracting(List::size).containsExactly(46);
            assertThat(asked(server)).isEqualTo(50 + 4);
        }
    }

    /** RFC 5321, section 4.5.3.1.10: older servers say 552 where they mean 452. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void olderWordForTooManyIsUnderstood(DoorWay door) {
        for (String text : List.of("5.5.3 too many recipients", "too many recipients")) {
            try (SmtpTestServer server = SmtpTestServer.start();
                    SmtpSender sender = new SmtpSender(plain(server).build())) {
                server.script()
                        .on(Step.RCPT, Reply.of(552, text))
                        .when(line -> line.matches(".*to[2-4]@.*"))
                        .times(3);
                assertThat(door.send(sender, TO_FIVE, new TestContent()).outcome())
                        .isEqualTo(DeliveryOutcome.ACCEPTED);
                assertThat(delivered(server)).containsExactly(addresses(0, 1), addresses(2, 3), addresses(4));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void whoIsRefusedForGoodIsNotAskedForEver(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script().on(Step.RCPT, Reply.of(552, "5.5.3 no")).when(line -> line.contains("to0@"));
            server.script().on(Step.RCPT, Reply.of(552, "5.2.2 full")).when(line -> line.contains("to2@"));
            server.script().on(Step.RCPT, Reply.of(552, "full")).when(line -> line.contains("to3@"));
            SendResult result = door.send(sender, TO_FIVE, new TestContent());
            assertThat(result.refusedRecipients())
                    .extracting(RecipientResult::address)
                    .isEqualTo(addresses(0, 2, 3));
            assertThat(delivered(server)).containsExactly(addresses(1, 4));
            assertThat(asked(server)).as("to3 may have been too many").isEqualTo(5 + 1);
        }
    }

    private static long asked(SmtpTestServer server) {
        return server.getSessions().stream()
                .flatMap(session -> session.getCommands().stream())
                .filter(line -> line.startsWith("RCPT"))
                .count();
    }

    /** How many messages a connection is good for may be the server's word or the user's. */
    @ParameterizedTest
    @MethodSource("doorsAndWords")
    void eachTransactionCountsAsAMessageOfItsConnection(DoorWay door, boolean ofTheServer) {
        String offer = ofTheServer ? "LIMITS RCPTMAX=2 MAILMAX=2" : "LIMITS RCPTMAX=2";
        PoolLimits limits = ofTheServer ? PoolLimits.DEFAULT : PoolLimits.DEFAULT.withMessagesPerConnection(2);
        try (SmtpTestServer server = SmtpTestServer.builder().with(offer).start();
                SmtpSender sender = new SmtpSender(plain(server).build(), limits)) {
            TestContent content = new TestContent();
            assertThat(door.send(sender, TO_FIVE, content).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(door.send(sender, TO_FIVE, content).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(delivered(server))
                    .containsExactly(
                            addresses(0, 1),
                            addresses(2, 3),
                            addresses(4),
                            addresses(0, 1),
                            addresses(2, 3),
                            addresses(4));
            assertThat(server.getMessages())
                    .extracting(m -> m.getSession().getNumber())
                    .containsExactly(1, 1, 2, 2, 3, 3);
            assertThat(content.closed).hasValue(content.opened.get());
            await("goodbyes are said")
                    .atMost(SOON)
                    .until(() -> server.getSessions().get(0).isQuitReceived()
                            && server.getSessions().get(1).isQuitReceived());
        }
    }

    static Stream<Arguments> doorsAndWords() {
        return Stream.of(DoorWay.values())
                .flatMap(door -> Stream.of(true, false).map(own -> Arguments.of(door, own)));
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void nextConnectionThatDoesNotComeAboutTellsWhoHasTheMessage(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .with("LIMITS RCPTMAX=2 MAILMAX=1")
                        .start();
                SmtpSender sender = new SmtpSender(plain(server).build(), PoolLimits.DEFAULT.withMaxConnections(1))) {
            server.script().on(Step.GREETING, Behaviour.close()).nth(2);
            DeliveryException failure = door.fail(sender, TO_FIVE, new TestContent());
            assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.PARTLY_ACCEPTED);
            assertThat(failure.result().recipients())
                    .extracting(RecipientResult::address)
                    .isEqualTo(addresses(0, 1));
            assertThat(door.send(sender, TO_FIVE, new TestContent()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
        }
    }

    /** Connection after connection takes no more of the stack than the first. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void serverThatWantsAConnectionForEachRecipientGetsThem(DoorWay door) throws Exception {
        List<String> many = addresses(IntStream.range(0, 150).toArray());
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .with("LIMITS RCPTMAX=1 MAILMAX=1")
                        .start();
                SmtpSender sender = new SmtpSender(plain(server).build(), PoolLimits.DEFAULT.withMaxConnections(1))) {
            AtomicReference<SendResult> result = new AtomicReference<>();
            Envelope toMany = Envelope.of("ann@example.com", many);
            Thread small = new Thread(
                    null, () -> result.set(door.send(sender, toMany, new TestContent())), "small stack", 200_000);
            small.start();
            small.join();
            assertThat(result.get().outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(delivered(server)).hasSize(many.size());
            assertThat(server.getSessions()).hasSize(many.size());
        }
    }
}
