package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.DeliveryOutcome.NOT_SENT;
import static org.postrider.smtp.FailureKind.CONNECTION;
import static org.postrider.smtp.FailureKind.PROTOCOL;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.smtp.FaultTest.Row;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** What can go wrong while the message itself is under way, on either side, and with the goodbye. */
@Execution(ExecutionMode.CONCURRENT)
class ContentFaultTest {
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
                new Row(Step.BODY, FaultTest.GARBAGE.then(Behaviour.close()), PROTOCOL, NOT_SENT, false),
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

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void acceptanceBeforeTheEndIsNone(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .receiveBufferSize(8192)
                        .discardBodies()
                        .start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script().on(Step.BODY, Behaviour.raw("250 queued\r\n")).afterBytes(100_000);
            DeliveryException failure = door.fail(sender, TO_ONE, TestContent.ofSize(20_000_000));
            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(PROTOCOL);
            assertThat(failure.result().outcome()).isEqualTo(NOT_SENT);
            server.awaitNoConnections(SOON);
            assertThat(server.getMessages()).isEmpty();
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
                        new TestContent() {
                            @Override
                            InputStream stream() {
                                throw Undeclared.<RuntimeException>raise(new Exception("the disk is gone"));
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

    static Stream<Arguments> failuresWithoutWords() {
        return Stream.of(
                        Arguments.of(new NoSuchFileException("/x.pdf"), "no such file any more: keep /x.pdf until"),
                        Arguments.of(new AccessDeniedException("/x.pdf"), "/x.pdf isn't open to this process: give"),
                        Arguments.of(new NoSuchFileException("/x.pdf", null, "it has gone"), "/x.pdf: it has gone"),
                        Arguments.of(new ClosedChannelException(), "read: java.nio.channels.ClosedChannelException"))
                .flatMap(
                        row -> Stream.of(DoorWay.values()).map(door -> Arguments.of(row.get()[0], row.get()[1], door)));
    }

    @ParameterizedTest
    @MethodSource("failuresWithoutWords")
    void failureIsToldInWordsThoughItHasNone(IOException cause, String words, DoorWay door) {
        TestContent content = new TestContent() {
            @Override
            InputStream stream() throws IOException {
                throw cause;
            }
        };
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            DeliveryException failure = door.fail(sender, TO_ONE, content);
            assertThat(failure.kind()).isEqualTo(FailureKind.CONTENT);
            assertThat(failure).hasCause(cause).hasMessageContaining(words);
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
        TestContent once = new TestContent() {
            @Override
            public boolean isRepeatable() {
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
        return Stream.of(withoutSize, withoutPatience, once, broken)
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
        for (Behaviour fault : FaultTest.FAULTS) {
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
