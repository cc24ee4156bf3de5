package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.DeliveryOutcome.IN_DOUBT;
import static org.postrider.smtp.DeliveryOutcome.NOT_SENT;
import static org.postrider.smtp.FailureKind.PROTOCOL;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.smtp.FaultTest.Row;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Reply;
import org.postrider.testkit.ReplyDelivery;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/**
 * What can go wrong with a message that leaves whole, in one flight with its envelope (RFC 3030): the same as behind DATA, but that from
 * the first word on the server has all of it.
 */
class ChunkFaultTest {
    private static SmtpTestServer.Builder chunking() {
        return SmtpTestServer.builder().with("CHUNKING");
    }

    static Stream<Arguments> rowsThroughBothDoors() {
        return rows().stream()
                .flatMap(row -> Stream.of(DoorWay.values())
                        .flatMap(door -> Stream.of(ReplyDelivery.values()).map(d -> Arguments.of(row, door, d))));
    }

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (Step step : List.of(Step.MAIL, Step.RCPT, Step.END_OF_DATA)) {
            DeliveryOutcome goodbye = step == Step.END_OF_DATA ? DeliveryOutcome.REFUSED : NOT_SENT;
            FaultTest.refusals(rows, step, FailureKind.REFUSED, DeliveryOutcome.REFUSED, true);
            rows.add(new Row(step, FaultTest.GOODBYE, FailureKind.REFUSED, goodbye, false));
            rows.add(new Row(step, Reply.of(354, "go on"), PROTOCOL, IN_DOUBT, false));
            FaultTest.broken(rows, step, IN_DOUBT);
        }
        return rows;
    }

    @ParameterizedTest
    @MethodSource("rowsThroughBothDoors")
    void faultIsReportedForWhatItIs(Row row, DoorWay door, ReplyDelivery delivery) {
        try (SmtpTestServer server = chunking().delivery(delivery).start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script().on(row.step(), row.fault()).times(1);
            FaultTest.assertFails(row, door, server, sender);
        }
    }

    @ParameterizedTest
    @MethodSource("rowsThroughBothDoors")
    void faultOnAUsedConnectionIsTheSameUnlessTheServerLeft(Row row, DoorWay door, ReplyDelivery delivery) {
        try (SmtpTestServer server = chunking().delivery(delivery).start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            door.send(sender, TO_ONE, new TestContent());
            server.clear();
            server.script().on(row.step(), row.fault()).times(1);
            if (row.fault() == FaultTest.GOODBYE && row.outcome() == NOT_SENT) {
                SendResult result = door.send(sender, TO_ONE, new TestContent());
                assertThat(result.outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
                assertThat(result.connection().reused()).isFalse();
                assertThat(server.getMessages()).hasSize(1);
            } else {
                FaultTest.assertFails(row, door, server, sender);
            }
        }
    }

    static Stream<Arguments> refusalsOfBdat() {
        return Stream.of(500, 502, 504)
                .flatMap(code -> Stream.of(DoorWay.values()).map(d -> Arguments.of(code, d)));
    }

    /** Some firewalls offer what the server behind them knows and they don't. */
    @ParameterizedTest
    @MethodSource("refusalsOfBdat")
    void serverThatOffersChunkingAndDoesNotKnowBdatIsSentToByData(int code, DoorWay door) {
        try (SmtpTestServer server = chunking().start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script().on(Step.BDAT, Reply.of(code, "5.5.1 what?"));
            assertThat(door.send(sender, TO_ONE, new TestContent()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(door.send(sender, TO_ONE, new TestContent()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(server.getMessages()).hasSize(2);
            assertThat(server.getSessions()).hasSize(2);
            assertThat(server.getSessions().get(1).getCommands()).noneMatch(line -> line.startsWith("BDAT"));
        }
    }

    /** It had the whole message before it refused it, and says twice what it did: one of the two is true. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void messageThatIsRefusedAndTakenAllTheSameIsInDoubt(DoorWay door) {
        try (SmtpTestServer server = chunking().start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script().on(Step.MAIL, Reply.of(550, "5.7.1 not you"));
            server.script().on(Step.BDAT, Reply.of(250, "2.0.0 queued as 4711"));
            DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
            assertThat(failure.kind()).isEqualTo(FailureKind.PROTOCOL);
            assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.IN_DOUBT);
            assertThat(failure).hasMessageContaining("queued as 4711");
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void refusedChunkEndsALongMessageAndTheConnectionGoesOn(DoorWay door) {
        try (SmtpTestServer server = chunking().start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script().on(Step.BDAT, Reply.of(452, "4.3.1 full")).times(1);
            DeliveryException failure = door.fail(sender, TO_ONE, new TestContent("line of text\r\n".repeat(100_000)));
            assertThat(failure.kind()).isEqualTo(FailureKind.REFUSED);
            assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.REFUSED);
            assertThat(failure.reply())
                    .hasValueSatisfying(r -> assertThat(r.code()).isEqualTo(452));
            SendResult next = door.send(sender, TO_ONE, new TestContent());
            assertThat(next.connection().reused()).isTrue();
            assertThat(server.getMessages()).hasSize(1);
            assertThat(server.getSessions().get(0).getCommands()).contains("RSET");
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void contentThatFailsInTheMiddleLeavesTheConnection(DoorWay door) {
        try (SmtpTestServer server = chunking().start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            String text = "line of text\r\n".repeat(20_000) + "\0" + "line of text\r\n".repeat(20_000);
            DeliveryException failure = door.fail(sender, TO_ONE, new TestContent(text));
            assertThat(failure.kind()).isEqualTo(FailureKind.CONTENT);
            assertThat(failure.result().outcome()).isEqualTo(NOT_SENT);
            assertThat(door.send(sender, TO_ONE, new TestContent()).connection().reused())
                    .isTrue();
            assertThat(server.getMessages()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void dotsAndLineEndsArriveAsTheyAre(DoorWay door) {
        String text = "Subject: dots\r\n\r\n.\r\n..\r\n.a\r\n" + ".line\r\n".repeat(30_000) + "end";
        try (SmtpTestServer server = chunking().start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            door.send(sender, TO_ONE, new TestContent(text));
            assertThat(server.getMessages().get(0).getRaw()).asString().isEqualTo(text + "\r\n");
            assertThat(server.getMessages().get(0).getViolations()).isEmpty();
            assertThat(server.getSessions().get(0).getViolations()).isEmpty();
        }
    }

    /** All or nobody: then no octet of content may leave before the last recipient was answered. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void messageForAllOrNobodyWaitsForItsRecipients(DoorWay door) {
        try (SmtpTestServer server = chunking().start();
                SmtpSender sender =
                        new SmtpSender(plain(server).partialDelivery(false).build())) {
            server.script().on(Step.RCPT, Reply.of(550, "5.1.1 who?")).times(1);
            Envelope two = Envelope.of("ann@example.com", List.of("bob@example.com", "cid@example.com"));
            DeliveryException failure = door.fail(sender, two, new TestContent());
            assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.REFUSED);
            assertThat(server.getSessions().get(0).getCommands()).noneMatch(line -> line.startsWith("BDAT"));
            door.send(sender, two, new TestContent());
            assertThat(server.getMessages()).hasSize(1);
            assertThat(server.getMessages().get(0).getRecipients()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void smallMessageTakesOneRoundTrip(DoorWay door) {
        try (SmtpTestServer server = chunking().start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            door.send(sender, TO_ONE, new TestContent());
            assertThat(server.getSessions().get(0).getPipelinedGroups()).isNotEmpty();
            assertThat(Set.copyOf(server.getSessions().get(0).getCommands())).doesNotContain("RSET", "NOOP", "DATA");
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void connectionThatWasLostWithAMessageWholeOnItLeavesOnlyDoubt(DoorWay door) {
        try (SmtpTestServer server = chunking().start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            door.send(sender, TO_ONE, new TestContent());
            server.script()
                    .on(Step.END_OF_DATA, Behaviour.acceptUnanswered().then(Behaviour.reset()))
                    .times(1);
            DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
            assertThat(failure.result().outcome()).isEqualTo(IN_DOUBT);
            assertThat(server.getMessages()).hasSize(2);
            assertThat(server.getSessions()).hasSize(1);
        }
    }
}
