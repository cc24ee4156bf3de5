package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.DeliveryOutcome.IN_DOUBT;
import static org.postrider.smtp.DeliveryOutcome.NOT_SENT;
import static org.postrider.smtp.FailureKind.AUTHENTICATION;
import static org.postrider.smtp.FailureKind.CONNECTION;
import static org.postrider.smtp.FailureKind.PROTOCOL;
import static org.postrider.smtp.FailureKind.TLS;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;
import static org.postrider.smtp.SmtpSenderTest.trusting;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Reply;
import org.postrider.testkit.ReplyDelivery;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** The matrix of what can go wrong at which step: what is reported, how far the message got, and that the next one gets through. */
@Execution(ExecutionMode.CONCURRENT)
class FaultTest {
    /** What a fault leads to: its kind, how far the message got, and whether the connection is used again. */
    record Row(Step step, Behaviour fault, FailureKind kind, DeliveryOutcome outcome, boolean kept) {
        /** Whether a connection that an earlier message had used is replaced unseen: nothing was asked for, and the server went away. */
        boolean isRetriedUnseen() {
            boolean before = Set.of(Step.MAIL, Step.RCPT, Step.DATA).contains(step);
            return before && !kept && (kind == CONNECTION || fault == GOODBYE);
        }

        @Override
        public String toString() {
            return step + " " + fault + ": " + kind + ", " + outcome + (kept ? ", kept" : ", dropped");
        }
    }

    /** How the two sides speak: what it changes is the packets, never the outcome. */
    enum Manner {
        WHOLE(ReplyDelivery.WHOLE),
        ONE_BY_ONE(ReplyDelivery.WHOLE, "PIPELINING"),
        BY_LINE(ReplyDelivery.BY_LINE),
        BY_BYTE(ReplyDelivery.BY_BYTE),
        LOCALLY(ReplyDelivery.WHOLE),
        ON_THREE_LOOPS(ReplyDelivery.WHOLE);

        private final ReplyDelivery delivery;
        private final String[] without;

        Manner(ReplyDelivery delivery, String... without) {
            this.delivery = delivery;
            this.without = without;
        }

        SmtpTestServer.Builder server() {
            SmtpTestServer.Builder builder =
                    SmtpTestServer.builder().delivery(delivery).without(without);
            return this == LOCALLY ? builder.lmtp() : builder;
        }

        SmtpSender sender(SmtpOptions options) {
            Homes homes = this == ON_THREE_LOOPS ? Homes.THREE_LOOPS : Homes.USUAL;
            return homes.sender(options, PoolLimits.DEFAULT);
        }
    }

    static final Behaviour LATER = Reply.of(451, "4.3.0 later");
    private static final Behaviour NEVER = Reply.of(554, "5.0.0 never");
    private static final Behaviour NEVER_IN_OTHER_WORDS =
            Reply.of(554, "5.0.0 d\u00e9sol\u00e9 \u2602 \ud83d\ude00", "no \0 no");
    static final Behaviour GOODBYE = Reply.of(421, "4.3.2 going down").then(Behaviour.close());
    static final Behaviour GARBAGE = Behaviour.raw("\u0000\u0001 what?\r\n");
    private static final Behaviour BARE_LF = Behaviour.raw("250 ok\n");
    private static final Behaviour BARE_CR = Behaviour.raw("250 ok\rfine\r\n");
    private static final Behaviour TWO_CODES = Behaviour.raw("250-ok\r\n550 no\r\n");
    private static final Behaviour NO_CODE = Behaviour.raw("\r\n");
    private static final Behaviour LETTER = Behaviour.raw("25O ok\r\n");
    private static final Behaviour WIDE_DIGITS = Behaviour.raw("\uff12\uff15\uff10 ok\r\n");
    private static final Behaviour FOUR_DIGITS = Behaviour.raw("2500 ok\r\n");
    private static final Behaviour FIRST_DIGIT = Behaviour.raw("150 ok\r\n");
    private static final Behaviour FLOOD_OF_LINES = Behaviour.flood("250-and so on\r\n", Long.MAX_VALUE);
    private static final Behaviour FLOOD_IN_A_LINE = Behaviour.flood("250 and so on ", Long.MAX_VALUE);
    private static final Behaviour SPARE = Behaviour.normally().then(Behaviour.raw("250 and a spare one\r\n"));

    private static final List<Behaviour> MALFORMED = List.of(
            GARBAGE,
            BARE_LF,
            BARE_CR,
            TWO_CODES,
            NO_CODE,
            LETTER,
            WIDE_DIGITS,
            FOUR_DIGITS,
            FIRST_DIGIT,
            FLOOD_OF_LINES,
            FLOOD_IN_A_LINE);

    private static final List<Behaviour> LOST = List.of(
            Behaviour.close(),
            Behaviour.reset(),
            Behaviour.halfClose(),
            Behaviour.raw("250-half a rep").then(Behaviour.close()),
            Behaviour.raw("25").then(Behaviour.reset()));

    /** Those that leave a reply without a meaning. */
    static final List<Behaviour> BREAKS =
            Stream.of(MALFORMED, LOST).flatMap(List::stream).toList();

    /** All of them; the goodbye is tried with each. */
    static final List<Behaviour> FAULTS = Stream.of(
                    List.of(LATER, NEVER, NEVER_IN_OTHER_WORDS, GOODBYE, SPARE), MALFORMED, LOST)
            .flatMap(List::stream)
            .toList();

    private static final LongAdder CASES = new LongAdder();

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        beforeTheMessage(rows, Step.GREETING, FailureKind.REFUSED);
        beforeTheMessage(rows, Step.EHLO, FailureKind.REFUSED);
        beforeTheMessage(rows, Step.STARTTLS, TLS);
        beforeTheMessage(rows, Step.AUTH, AUTHENTICATION);
        rows.add(new Row(Step.TLS_HANDSHAKE, Behaviour.close(), TLS, NOT_SENT, false));
        rows.add(new Row(Step.TLS_HANDSHAKE, Behaviour.reset(), TLS, NOT_SENT, false));
        rows.add(new Row(Step.TLS_HANDSHAKE, GARBAGE, PROTOCOL, NOT_SENT, false)); // In one packet with the 220.
        envelope(rows, Step.MAIL, Reply.of(354, "go on"));
        envelope(rows, Step.RCPT, Reply.of(354, "go on"));
        envelope(rows, Step.DATA, Reply.of(250, "fine"));
        refusals(rows, Step.END_OF_DATA, FailureKind.REFUSED, DeliveryOutcome.REFUSED, true);
        rows.add(new Row(Step.END_OF_DATA, GOODBYE, FailureKind.REFUSED, DeliveryOutcome.REFUSED, false));
        rows.add(new Row(Step.END_OF_DATA, Reply.of(354, "more?"), PROTOCOL, IN_DOUBT, false));
        broken(rows, Step.END_OF_DATA, IN_DOUBT);
        return rows;
    }

    private static void beforeTheMessage(List<Row> rows, Step step, FailureKind refusal) {
        refusals(rows, step, refusal, NOT_SENT, false);
        rows.add(new Row(step, GOODBYE, FailureKind.REFUSED, NOT_SENT, false));
        rows.add(new Row(step, Reply.of(354, "go on"), PROTOCOL, NOT_SENT, false));
        if (step != Step.STARTTLS) { // What follows its 220 in a packet of its own may be part of the handshake, see
            // TLS_HANDSHAKE.
            rows.add(new Row(step, SPARE, PROTOCOL, NOT_SENT, false));
        }
        broken(rows, step, NOT_SENT);
    }

    private static void envelope(List<Row> rows, Step step, Reply senseless) {
        refusals(rows, step, FailureKind.REFUSED, DeliveryOutcome.REFUSED, true);
        rows.add(new Row(step, GOODBYE, FailureKind.REFUSED, NOT_SENT, false));
        rows.add(new Row(step, senseless, PROTOCOL, NOT_SENT, false));
        rows.add(new Row(step, SPARE, PROTOCOL, NOT_SENT, false));
        broken(rows, step, NOT_SENT);
    }

    static void refusals(List<Row> rows, Step step, FailureKind kind, DeliveryOutcome outcome, boolean kept) {
        for (Behaviour reply : List.of(LATER, NEVER, NEVER_IN_OTHER_WORDS)) {
            rows.add(new Row(step, reply, kind, outcome, kept));
        }
    }

    static void broken(List<Row> rows, Step step, DeliveryOutcome outcome) {
        LOST.forEach(fault -> rows.add(new Row(step, fault, CONNECTION, outcome, false)));
        MALFORMED.forEach(fault -> rows.add(new Row(step, fault, PROTOCOL, outcome, false)));
    }

    static Stream<Arguments> rowsThroughBothDoorsInEachManner() {
        return rows().stream()
                .flatMap(row -> Stream.of(DoorWay.values())
                        .flatMap(door -> manners(row).map(manner -> Arguments.of(row, door, manner))));
    }

    /**
     * What follows a reply in a packet of its own may come before or after what is done about the reply, and then means something else:
     * behind the 220 to STARTTLS part of the handshake, behind the 354 the answer to the message.
     */
    private static Stream<Manner> manners(Row row) {
        boolean changes = row.step() == Step.STARTTLS || row.step() == Step.DATA;
        boolean together = row.step() == Step.TLS_HANDSHAKE || (changes && row.fault() == SPARE);
        return Stream.of(Manner.values()).filter(manner -> !together || manner.delivery == ReplyDelivery.WHOLE);
    }

    @AfterAll
    static void printTheSize() {
        Set<Step> steps =
                rows().stream().map(Row::step).collect(Collectors.toCollection(() -> EnumSet.noneOf(Step.class)));
        System.out.printf(
                "Fault matrix: %d cases passed through, of %d faults at %d steps%n",
                CASES.sum(), rows().stream().map(Row::fault).distinct().count(), steps.size());
    }

    @ParameterizedTest
    @MethodSource("rowsThroughBothDoorsInEachManner")
    void faultIsReportedForWhatItIs(Row row, DoorWay door, Manner manner) {
        try (SmtpTestServer server = server(row, manner);
                SmtpSender sender = manner.sender(options(server, row, manner))) {
            server.script().on(row.step(), row.fault()).times(1);
            assertFails(row, door, server, sender);
        }
        CASES.increment();
    }

    static Stream<Arguments> rowsOfATransaction() {
        return rowsThroughBothDoorsInEachManner()
                .filter(row -> ((Row) row.get()[0]).step().compareTo(Step.MAIL) >= 0)
                .filter(row -> ((Manner) row.get()[2]).delivery == ReplyDelivery.WHOLE);
    }

    /** On a connection that has served a message before, who went away meanwhile is replaced; all else is the same. */
    @ParameterizedTest
    @MethodSource("rowsOfATransaction")
    void faultOnAUsedConnectionIsTheSameOrUnseen(Row row, DoorWay door, Manner manner) {
        try (SmtpTestServer server = server(row, manner);
                SmtpSender sender = manner.sender(options(server, row, manner))) {
            door.send(sender, TO_ONE, new TestContent());
            server.clear();
            server.script().on(row.step(), row.fault()).times(1);
            if (row.isRetriedUnseen()) {
                SendResult result = door.send(sender, TO_ONE, new TestContent());
                assertThat(result.outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
                assertThat(result.connection().reused()).isFalse();
                assertThat(server.getMessages()).hasSize(1);
            } else {
                assertFails(row, door, server, sender);
            }
        }
        CASES.increment();
    }

    static void assertFails(Row row, DoorWay door, SmtpTestServer server, SmtpSender sender) {
        DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(row.kind());
        assertThat(failure.result().outcome()).isEqualTo(row.outcome());
        int stored = server.getMessages().size();
        assertThat(stored).isLessThanOrEqualTo(row.outcome() == IN_DOUBT ? 1 : 0);
        assertThat(failure.getMessage()).doesNotContain("secret", "\u0000").isNotBlank();
        if (row.fault() == NEVER_IN_OTHER_WORDS) {
            assertThat(failure.reply())
                    .map(SmtpReply::text)
                    .hasValueSatisfying(text -> assertThat(text).contains("d\u00e9sol\u00e9 \u2602 \ud83d\ude00"));
        }
        SendResult next = door.send(sender, TO_ONE, new TestContent());
        assertThat(next.connection().reused()).isEqualTo(row.kept());
        assertThat(server.getMessages()).hasSize(stored + 1);
    }

    private static boolean isSecured(Row row) {
        return row.step().compareTo(Step.STARTTLS) >= 0 && row.step().compareTo(Step.AUTH) <= 0;
    }

    private static SmtpTestServer server(Row row, Manner manner) {
        SmtpTestServer.Builder builder = manner.server();
        return isSecured(row) ? builder.startTls().user("ann", "secret").start() : builder.start();
    }

    private static SmtpOptions options(SmtpTestServer server, Row row, Manner manner) {
        SmtpOptions.Builder builder = plain(server).lmtp(manner == Manner.LOCALLY);
        return isSecured(row)
                ? builder.tls(trusting(server, TlsMode.STARTTLS))
                        .credential(new PasswordCredential("ann", "secret"))
                        .build()
                : builder.build();
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void refusedConnectionNamesTheMend(DoorWay door) throws IOException {
        try (Socket reserved = new Socket()) { // Bound, so that nobody else gets the port, and not listening.
            reserved.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            SmtpOptions options = SmtpOptions.builder("localhost")
                    .port(reserved.getLocalPort())
                    .build();
            try (SmtpSender sender = new SmtpSender(options)) {
                DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
                assertThat(failure.kind()).isEqualTo(CONNECTION);
                assertThat(failure.result().outcome()).isEqualTo(NOT_SENT);
                assertThat(failure).hasMessageContaining(options.server()).hasMessageContaining("connection refused");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void unknownHostNamesTheMend(DoorWay door) {
        try (SmtpSender sender =
                new SmtpSender(SmtpOptions.builder("no-such-host.invalid").build())) {
            DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
            assertThat(failure.kind()).isEqualTo(CONNECTION);
            assertThat(failure).hasMessageContaining("no-such-host.invalid").hasMessageContaining("check its name");
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void messageWhoseReplyIsLostIsInDoubtAndNotSentAgain(DoorWay door) {
        for (Behaviour ending : List.of(Behaviour.reset(), Behaviour.close())) {
            try (SmtpTestServer server = SmtpTestServer.start();
                    SmtpSender sender = new SmtpSender(plain(server).build())) {
                door.send(sender, TO_ONE, new TestContent());
                server.script()
                        .on(Step.END_OF_DATA, Behaviour.acceptUnanswered().then(ending))
                        .times(1);
                DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
                assertThat(failure.kind()).isEqualTo(CONNECTION);
                assertThat(failure.result().outcome()).isEqualTo(IN_DOUBT);
                assertThat(failure).hasMessageContaining("the end of the message");
                assertThat(server.getMessages()).hasSize(2);
                assertThat(server.getSessions()).hasSize(1);
            }
        }
    }
}
