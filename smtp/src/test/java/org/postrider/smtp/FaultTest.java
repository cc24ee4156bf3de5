package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.DeliveryOutcome.IN_DOUBT;
import static org.postrider.smtp.DeliveryOutcome.NOT_SENT;
import static org.postrider.smtp.FailureKind.AUTHENTICATION;
import static org.postrider.smtp.FailureKind.CONNECTION;
import static org.postrider.smtp.FailureKind.PROTOCOL;
import static org.postrider.smtp.FailureKind.TLS;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;
import static org.postrider.smtp.SmtpSenderTest.trusting;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
    private record Row(Step step, Behaviour fault, FailureKind kind, DeliveryOutcome outcome, boolean kept) {
        @Override
        public String toString() {
            return step + " " + fault + ": " + kind + ", " + outcome + (kept ? ", kept" : ", dropped");
        }
    }

    private static final Behaviour LATER = Reply.of(451, "4.3.0 later");
    private static final Behaviour NEVER = Reply.of(554, "5.0.0 never");
    private static final Behaviour GOODBYE = Reply.of(421, "4.3.2 going down").then(Behaviour.close());
    private static final Behaviour GARBAGE = Behaviour.raw("\u0000\u0001 what?\r\n");
    private static final Behaviour BARE_LF = Behaviour.raw("250 ok\n");
    private static final Behaviour TWO_CODES = Behaviour.raw("250-ok\r\n550 no\r\n");
    private static final Behaviour FLOOD_OF_LINES = Behaviour.flood("250-and so on\r\n", Long.MAX_VALUE);
    private static final Behaviour FLOOD_IN_A_LINE = Behaviour.flood("250 and so on ", Long.MAX_VALUE);
    private static final Behaviour SPARE = Behaviour.normally().then(Behaviour.raw("250 and a spare one\r\n"));

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
        rows.add(new Row(Step.END_OF_DATA, LATER, FailureKind.REFUSED, DeliveryOutcome.REFUSED, true));
        rows.add(new Row(Step.END_OF_DATA, NEVER, FailureKind.REFUSED, DeliveryOutcome.REFUSED, true));
        rows.add(new Row(Step.END_OF_DATA, GOODBYE, FailureKind.REFUSED, DeliveryOutcome.REFUSED, false));
        lost(rows, Step.END_OF_DATA, IN_DOUBT);
        malformed(rows, Step.END_OF_DATA, IN_DOUBT);
        rows.add(new Row(Step.END_OF_DATA, Reply.of(354, "more?"), PROTOCOL, IN_DOUBT, false));
        return rows;
    }

    private static void beforeTheMessage(List<Row> rows, Step step, FailureKind refusal) {
        rows.add(new Row(step, LATER, refusal, NOT_SENT, false));
        rows.add(new Row(step, NEVER, refusal, NOT_SENT, false));
        rows.add(new Row(step, GOODBYE, FailureKind.REFUSED, NOT_SENT, false));
        rows.add(new Row(step, Reply.of(354, "go on"), PROTOCOL, NOT_SENT, false));
        rows.add(new Row(step, SPARE, PROTOCOL, NOT_SENT, false));
        lost(rows, step, NOT_SENT);
        malformed(rows, step, NOT_SENT);
    }

    private static void envelope(List<Row> rows, Step step, Reply senseless) {
        rows.add(new Row(step, LATER, FailureKind.REFUSED, DeliveryOutcome.REFUSED, true));
        rows.add(new Row(step, NEVER, FailureKind.REFUSED, DeliveryOutcome.REFUSED, true));
        rows.add(new Row(step, GOODBYE, FailureKind.REFUSED, NOT_SENT, false));
        rows.add(new Row(step, senseless, PROTOCOL, NOT_SENT, false));
        rows.add(new Row(step, SPARE, PROTOCOL, NOT_SENT, false));
        lost(rows, step, NOT_SENT);
        malformed(rows, step, NOT_SENT);
    }

    private static void lost(List<Row> rows, Step step, DeliveryOutcome outcome) {
        rows.add(new Row(step, Behaviour.close(), CONNECTION, outcome, false));
        rows.add(new Row(step, Behaviour.reset(), CONNECTION, outcome, false));
        rows.add(new Row(step, Behaviour.halfClose(), CONNECTION, outcome, false));
        rows.add(new Row(step, Behaviour.raw("250-half a rep").then(Behaviour.close()), CONNECTION, outcome, false));
    }

    private static void malformed(List<Row> rows, Step step, DeliveryOutcome outcome) {
        for (Behaviour reply : List.of(GARBAGE, BARE_LF, TWO_CODES, FLOOD_OF_LINES, FLOOD_IN_A_LINE)) {
            rows.add(new Row(step, reply, PROTOCOL, outcome, false));
        }
    }

    static Stream<Arguments> rowsThroughBothDoors() {
        return rows().stream().flatMap(row -> Stream.of(DoorWay.values()).map(door -> Arguments.of(row, door)));
    }

    @ParameterizedTest
    @MethodSource("rowsThroughBothDoors")
    void faultIsReportedForWhatItIs(Row row, DoorWay door) {
        assertRow(row, door, ReplyDelivery.WHOLE, new String[0]);
    }

    @ParameterizedTest
    @MethodSource("rowsThroughBothDoors")
    void withoutPipeliningFaultsAreTheSame(Row row, DoorWay door) {
        assertRow(row, door, ReplyDelivery.WHOLE, "PIPELINING");
    }

    static Stream<Arguments> fewRowsInPieces() {
        return rows().stream()
                .filter(row -> List.of(LATER, GOODBYE, TWO_CODES).contains(row.fault()))
                .flatMap(row -> Stream.of(DoorWay.values())
                        .flatMap(door -> Stream.of(ReplyDelivery.BY_LINE, ReplyDelivery.BY_BYTE)
                                .map(pieces -> Arguments.of(row, door, pieces))));
    }

    @ParameterizedTest
    @MethodSource("fewRowsInPieces")
    void inPiecesFaultsAreTheSame(Row row, DoorWay door, ReplyDelivery delivery) {
        assertRow(row, door, delivery, new String[0]);
    }

    private static void assertRow(Row row, DoorWay door, ReplyDelivery delivery, String... without) {
        boolean secured = row.step().compareTo(Step.STARTTLS) >= 0 && row.step().compareTo(Step.AUTH) <= 0;
        try (SmtpTestServer server = server(secured, delivery, without);
                SmtpSender sender = new SmtpSender(options(server, secured))) {
            server.script().on(row.step(), row.fault()).times(1);
            DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(row.kind());
            assertThat(failure.result().outcome()).isEqualTo(row.outcome());
            int stored = server.getMessages().size();
            assertThat(stored).isLessThanOrEqualTo(row.outcome() == IN_DOUBT ? 1 : 0);
            assertThat(failure.getMessage()).doesNotContain("secret", "\u0000").isNotBlank();
            SendResult next = door.send(sender, TO_ONE, new TestContent());
            assertThat(next.connection().reused()).isEqualTo(row.kept());
            assertThat(server.getMessages()).hasSize(stored + 1);
        }
    }

    private static SmtpTestServer server(boolean secured, ReplyDelivery delivery, String... without) {
        SmtpTestServer.Builder builder =
                SmtpTestServer.builder().delivery(delivery).without(without);
        return secured ? builder.startTls().user("ann", "secret").start() : builder.start();
    }

    private static SmtpOptions options(SmtpTestServer server, boolean secured) {
        SmtpOptions.Builder builder = plain(server);
        return secured
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

    // In the middle of the message.

    static Stream<Arguments> faultsInTheBody() {
        List<Row> rows = List.of(
                new Row(
                        Step.BODY,
                        Reply.of(421, "4.3.2 bye").then(Behaviour.close()),
                        FailureKind.REFUSED,
                        DeliveryOutcome.REFUSED,
                        false),
                new Row(
                        Step.BODY,
                        Reply.of(552, "5.3.4 too big").then(Behaviour.close()),
                        FailureKind.REFUSED,
                        DeliveryOutcome.REFUSED,
                        false),
                new Row(Step.BODY, Reply.of(250, "queued").then(Behaviour.close()), PROTOCOL, NOT_SENT, false),
                new Row(Step.BODY, GARBAGE.then(Behaviour.close()), PROTOCOL, NOT_SENT, false),
                new Row(Step.BODY, Behaviour.close(), CONNECTION, NOT_SENT, false),
                new Row(Step.BODY, Behaviour.reset(), CONNECTION, NOT_SENT, false));
        return rows.stream().flatMap(row -> Stream.of(DoorWay.values()).map(door -> Arguments.of(row, door)));
    }

    @ParameterizedTest
    @MethodSource("faultsInTheBody")
    void messageThatTheServerCutsShortIsNeverInDoubt(Row row, DoorWay door) {
        try (SmtpTestServer server =
                        SmtpTestServer.builder().receiveBufferSize(8192).start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script().on(Step.BODY, row.fault()).afterBytes(100_000).times(1);
            TestContent content = TestContent.large();
            DeliveryException failure = door.fail(sender, TO_ONE, content);
            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(row.kind());
            assertThat(failure.result().outcome()).isEqualTo(row.outcome());
            assertThat(content.closed).hasValue(1);
            assertThat(door.send(sender, TO_ONE, new TestContent()).connection().reused())
                    .isFalse();
            assertThat(server.getMessages()).hasSize(1);
        }
    }

    /** What a server does that says why and goes on: only the asynchronous door listens while it speaks. */
    @ParameterizedTest
    @EnumSource(value = DoorWay.class, names = "ASYNC")
    void earlyRefusalIsHeardWhileTheMessageIsSent(DoorWay door) {
        try (SmtpTestServer server =
                        SmtpTestServer.builder().receiveBufferSize(8192).start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script()
                    .on(Step.BODY, Reply.of(552, "5.3.4 too big").then(Behaviour.silence()))
                    .afterBytes(100_000);
            DeliveryException failure = door.fail(sender, TO_ONE, TestContent.large());
            assertThat(failure.reply()).map(SmtpReply::code).contains(552);
            assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.REFUSED);
        }
    }

    static Stream<Arguments> contentsThatFail() {
        return Stream.of(
                        new TestContent() {
                            @Override
                            InputStream stream() throws IOException {
                                throw new IOException("the disk is gone");
                            }
                        },
                        new TestContent() {
                            @Override
                            InputStream stream() {
                                return new SequenceInputStream(
                                        new ByteArrayInputStream(new byte[] {'a', '\r', '\n'}), new InputStream() {
                                            @Override
                                            public int read() throws IOException {
                                                throw new IOException("the disk is gone");
                                            }
                                        });
                            }
                        },
                        new TestContent() {
                            @Override
                            InputStream stream() {
                                throw new IllegalStateException("the disk is gone");
                            }
                        },
                        new TestContent("Subject: x\r\n\r\na\0the disk is gone"))
                .flatMap(c -> Stream.of(DoorWay.values()).map(door -> Arguments.of(c, door)));
    }

    @ParameterizedTest
    @MethodSource("contentsThatFail")
    void contentThatFailsIsNotSentAndItsCauseIsKept(TestContent content, DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            for (boolean mayBlock : new boolean[] {false, true}) {
                content.mayBlock = mayBlock;
                DeliveryException failure = door.fail(sender, TO_ONE, content);
                assertThat(failure.kind()).isEqualTo(FailureKind.CONTENT);
                assertThat(failure.result().outcome()).isEqualTo(NOT_SENT);
                assertThat(failure.getCause()).isNotNull();
                assertThat(failure.getMessage()).containsAnyOf("the disk is gone", "NUL");
            }
            assertThat(content.closed.get()).isLessThanOrEqualTo(content.opened.get());
            server.awaitNoConnections(SOON);
            assertThat(server.getMessages()).isEmpty();
        }
    }

    static Stream<Arguments> contentsThatCannotTell() {
        TestContent withoutSize = new TestContent() {
            @Override
            public long size(BodyType bodyType) {
                throw new IllegalStateException("no idea");
            }
        };
        TestContent withoutPatience = new TestContent() {
            @Override
            public boolean mayBlock() {
                throw new IllegalStateException("no idea");
            }
        };
        TestContent broken = new TestContent() {
            @Override
            public BodyType leastBodyType() {
                throw new NoClassDefFoundError("no idea");
            }
        };
        broken.mayBlock = true;
        return Stream.of(withoutSize, withoutPatience, broken)
                .flatMap(c -> Stream.of(DoorWay.values()).map(door -> Arguments.of(c, door)));
    }

    @ParameterizedTest
    @MethodSource("contentsThatCannotTell")
    void contentThatCannotTellWhatItIsCostsNoConnection(TestContent content, DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            DeliveryException failure = door.fail(sender, TO_ONE, content);
            assertThat(failure.kind()).isEqualTo(FailureKind.CONTENT);
            assertThat(failure).hasMessageContaining("no idea");
            assertThat(failure.result().outcome()).isEqualTo(NOT_SENT);
            assertThat(server.getSessions()).isEmpty();
        }
    }

    // The goodbye.

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void faultsOfTheGoodbyeAreNobodysConcern(DoorWay door) {
        for (Behaviour fault :
                List.of(LATER, NEVER, GOODBYE, GARBAGE, Behaviour.close(), Behaviour.reset(), FLOOD_OF_LINES, SPARE)) {
            try (SmtpTestServer server = SmtpTestServer.start()) {
                server.script().on(Step.QUIT, fault);
                try (SmtpSender sender = new SmtpSender(plain(server).build())) {
                    door.send(sender, TO_ONE, new TestContent());
                }
                server.awaitNoConnections(SOON);
                assertThat(server.getSessions()).singleElement().matches(s -> s.isQuitReceived());
            }
        }
    }
}
