package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.TO_THREE;
import static org.postrider.smtp.SmtpSenderTest.plain;
import static org.postrider.smtp.SmtpSenderTest.trusting;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.Reply;
import org.postrider.testkit.ReplyDelivery;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** Local delivery (RFC 2033): the server says of each recipient what became of the message, and so does the result. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class LmtpTest {
    private static final String BOB = "bob@example.com";
    private static final String BAD = "bad@example.com";
    private static final String CID = "cid@example.com";

    @TempDir
    private Path folder;

    private static SmtpTestServer.Builder server() {
        return SmtpTestServer.builder().lmtp();
    }

    private static SmtpTestServer.Builder chunking() {
        return server().with("CHUNKING");
    }

    private static SmtpOptions.Builder to(SmtpTestServer server) {
        return plain(server).lmtp(true);
    }

    private static void refuse(SmtpTestServer server, String recipient) {
        server.script()
                .on(Step.END_OF_DATA, Reply.of(452, "4.2.2 the mailbox of " + recipient + " is full"))
                .when(recipient::equals);
    }

    private static List<Integer> codes(SendResult result) {
        return result.recipients().stream().map(each -> each.reply().code()).toList();
    }

    @ParameterizedTest
    @MethodSource("deliveries")
    void eachRecipientGetsTheMessageAndItsOwnAnswer(ReplyDelivery delivery, DoorWay door, String... offers) {
        try (SmtpTestServer server = server().delivery(delivery).with(offers).start();
                SmtpSender sender = new SmtpSender(to(server).build())) {
            SendResult result = door.send(sender, TO_THREE, new TestContent());
            assertThat(result.outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(server.getMessages())
                    .extracting(ReceivedMessage::getRecipients)
                    .containsExactly(List.of(BOB), List.of(BAD), List.of(CID));
            assertThat(result.recipients())
                    .extracting(
                            RecipientResult::address,
                            each -> QueueId.in(each.reply().text()).orElseThrow())
                    .containsExactlyElementsOf(server.getMessages().stream()
                            .map(message -> tuple(message.getRecipients().get(0), message.getQueueId()))
                            .toList());
            assertThat(server.getMessages().get(0).getViolations()).isEmpty();
        }
    }

    static List<Arguments> deliveries() {
        List<Arguments> all = new ArrayList<>();
        for (ReplyDelivery delivery : ReplyDelivery.values()) {
            for (DoorWay door : DoorWay.values()) {
                all.add(Arguments.of(delivery, door, new String[0]));
                all.add(Arguments.of(delivery, door, new String[] {"CHUNKING"}));
            }
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void recipientsThatAreRefusedBeforeAndBehindTheMessageAreTold(DoorWay door) {
        try (SmtpTestServer server = server().start();
                SmtpSender sender = new SmtpSender(to(server).build())) {
            server.script().on(Step.RCPT, Reply.of(550, "5.1.1 nobody")).when(line -> line.contains(BAD));
            refuse(server, BOB);
            SendResult result = door.send(sender, TO_THREE, new TestContent());
            assertThat(result.outcome()).isEqualTo(DeliveryOutcome.PARTLY_ACCEPTED);
            assertThat(codes(result)).containsExactly(452, 550, 250);
            assertThat(result.queueId()).contains(server.getMessages().get(0).getQueueId());
            assertThat(server.getMessages())
                    .extracting(ReceivedMessage::getRecipients)
                    .containsExactly(List.of(CID));
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void messageThatNobodyGotIsRefusedAndTheConnectionGoesOn(DoorWay door) {
        try (SmtpTestServer server = server().start();
                SmtpSender sender = new SmtpSender(to(server).build())) {
            server.script().on(Step.END_OF_DATA, Reply.of(554, "5.7.1 spam")).times(3);
            DeliveryException failure = door.fail(sender, TO_THREE, new TestContent());
            assertThat(failure.kind()).isEqualTo(FailureKind.REFUSED);
            assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.REFUSED);
            assertThat(codes(failure.result())).containsExactly(554, 554, 554);
            assertThat(door.send(sender, TO_ONE, new TestContent()).connection().reused())
                    .isTrue();
            assertThat(server.getSessions()).hasSize(1);
        }
    }

    /** Who was answered knows; who wasn't may have the message or not, and is left out of the list. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void lossBetweenTwoAnswersLeavesTheRestInDoubt(DoorWay door) {
        try (SmtpTestServer server = server().start();
                SmtpSender sender = new SmtpSender(to(server).build())) {
            server.script().on(Step.END_OF_DATA, Behaviour.close()).when(BAD::equals);
            DeliveryException failure = door.fail(sender, TO_THREE, new TestContent());
            assertThat(failure.kind()).isEqualTo(FailureKind.CONNECTION);
            assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.IN_DOUBT);
            assertThat(failure.result().recipients())
                    .extracting(RecipientResult::address, RecipientResult::isAccepted)
                    .containsExactly(tuple(BOB, true));
            assertThat(server.getSessions()).hasSize(1);
        }
    }

    static List<Arguments> breaksThroughBothDoors() {
        return FaultTest.BREAKS.stream()
                .flatMap(fault -> List.of(DoorWay.values()).stream().map(door -> Arguments.of(fault, door)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("breaksThroughBothDoors")
    void whateverBreaksTheAnswersTheOnesBeforeItCount(Behaviour fault, DoorWay door) {
        try (SmtpTestServer server = server().start();
                SmtpSender sender = new SmtpSender(to(server).build())) {
            refuse(server, BOB);
            server.script().on(Step.END_OF_DATA, fault).when(BAD::equals);
            SendResult result = door.fail(sender, TO_THREE, new TestContent()).result();
            assertThat(result.outcome()).isEqualTo(DeliveryOutcome.IN_DOUBT);
            assertThat(codes(result)).containsExactly(452);
            server.script().clear();
            assertThat(door.send(sender, TO_ONE, new TestContent()).connection().reused())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void goodbyeInTheMiddleOfTheAnswersIsThatRecipientsAnswer(DoorWay door) {
        try (SmtpTestServer server = server().start();
                SmtpSender sender = new SmtpSender(to(server).build())) {
            server.script()
                    .on(Step.END_OF_DATA, Reply.of(421, "4.3.2 going down").then(Behaviour.close()))
                    .when(BAD::equals);
            SendResult result = door.fail(sender, TO_THREE, new TestContent()).result();
            assertThat(result.outcome()).isEqualTo(DeliveryOutcome.IN_DOUBT);
            assertThat(codes(result)).containsExactly(250, 421);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void goodbyeAsTheLastAnswerLeavesTheOthersTheirMessage(DoorWay door) {
        try (SmtpTestServer server = server().start();
                SmtpSender sender = new SmtpSender(to(server).build())) {
            server.script()
                    .on(Step.END_OF_DATA, Reply.of(421, "4.3.2 going down").then(Behaviour.close()))
                    .when(CID::equals);
            SendResult result = door.send(sender, TO_THREE, new TestContent());
            assertThat(result.outcome()).isEqualTo(DeliveryOutcome.PARTLY_ACCEPTED);
            assertThat(codes(result)).containsExactly(250, 250, 421);
            assertThat(door.send(sender, TO_ONE, new TestContent()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void nobodyAcceptedIsARefusalAndTheConnectionGoesOn(DoorWay door) {
        try (SmtpTestServer server = server().start();
                SmtpSender sender = new SmtpSender(to(server).build())) {
            server.script().on(Step.RCPT, Reply.of(550, "5.1.1 nobody")).times(3);
            DeliveryException failure = door.fail(sender, TO_THREE, new TestContent());
            assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.REFUSED);
            assertThat(codes(failure.result())).containsExactly(550, 550, 550);
            door.send(sender, TO_ONE, new TestContent());
            assertThat(server.getSessions()).hasSize(1);
        }
    }

    /** RFC 2033, section 4.2, has DATA refused then: a server that asks for the message would be waited for in vain. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void messageForNobodyIsNotSaid(DoorWay door) {
        try (SmtpTestServer server = server().start();
                SmtpSender sender = new SmtpSender(to(server).build())) {
            server.script().on(Step.RCPT, Reply.of(550, "5.1.1 nobody"));
            server.script().on(Step.DATA, Reply.of(354, "go on"));
            DeliveryException failure = door.fail(sender, TO_THREE, new TestContent());
            assertThat(failure.kind()).isEqualTo(FailureKind.PROTOCOL);
            assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void answerTooManyEndsTheConnection(DoorWay door) {
        try (SmtpTestServer server = server().start();
                SmtpSender sender = new SmtpSender(to(server).build())) {
            server.script()
                    .on(Step.END_OF_DATA, Behaviour.raw("250 2.0.0 Ok\r\n250 2.0.0 and again\r\n"))
                    .times(1);
            assertThat(door.send(sender, TO_ONE, new TestContent()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            door.send(sender, TO_ONE, new TestContent());
            assertThat(server.getSessions()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void serverThatSpeaksAnotherProtocolIsNotSentMail(DoorWay door) {
        try (SmtpTestServer mail = SmtpTestServer.start();
                SmtpTestServer local = server().start();
                SmtpSender one = new SmtpSender(to(mail).build());
                SmtpSender other = new SmtpSender(plain(local).build())) {
            assertThat(door.fail(one, TO_ONE, new TestContent())).hasMessageContaining("LHLO");
            assertThat(door.fail(other, TO_ONE, new TestContent()).kind()).isEqualTo(FailureKind.REFUSED);
            assertThat(mail.getSessions().get(0).getCommands()).noneMatch(line -> line.startsWith("HELO"));
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void localDeliveryGoesThroughASocketToo(DoorWay door) throws IOException {
        try (SmtpTestServer server = server().start();
                UnixRelay relay = UnixRelay.to(server.getPort(), folder.resolve("lmtp"));
                SmtpSender sender = new SmtpSender(SmtpOptions.of("lmtp://" + relay.path()))) {
            refuse(server, BAD);
            SendResult result = door.send(sender, TO_THREE, new TestContent());
            assertThat(codes(result)).containsExactly(250, 452, 250);
            assertThat(result.connection().server()).isEqualTo("unix:" + relay.path());
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void tlsAndLoginProtectLocalDeliveryToo(DoorWay door) {
        try (SmtpTestServer server =
                        server().startTls().user("ann", "secret").requireAuth().start();
                SmtpSender sender = new SmtpSender(to(server)
                        .tls(trusting(server, TlsMode.STARTTLS))
                        .credential(new PasswordCredential("ann", "secret"))
                        .build())) {
            door.send(sender, TO_ONE, new TestContent());
            assertThat(server.getMessages().get(0).getProtocol()).isEqualTo("LMTPSA");
        }
    }

    @Test
    void messageForAllOrNobodyIsStoppedAtTheFirstRefusalOnly() {
        try (SmtpTestServer server = server().start();
                SmtpSender sender =
                        new SmtpSender(to(server).partialDelivery(false).build())) {
            refuse(server, BAD);
            SendResult result = sender.send(TO_THREE, new TestContent());
            assertThat(result.outcome())
                    .as("what is refused behind the message can't be taken back for the others")
                    .isEqualTo(DeliveryOutcome.PARTLY_ACCEPTED);
        }
    }

    // The same by BDAT, where nothing is waited for before the message.

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void chunksAreAnsweredForEachRecipientBehindTheLast(DoorWay door) {
        try (SmtpTestServer server = chunking().start();
                SmtpSender sender = new SmtpSender(to(server).build())) {
            server.script().on(Step.RCPT, Reply.of(550, "5.1.1 nobody")).when(line -> line.contains(BAD));
            refuse(server, CID);
            SendResult result = door.send(sender, TO_THREE, new TestContent(("x".repeat(70) + "\r\n").repeat(20_000)));
            assertThat(result.outcome()).isEqualTo(DeliveryOutcome.PARTLY_ACCEPTED);
            assertThat(codes(result)).containsExactly(250, 550, 452);
            assertThat(server.getSessions().get(0).getCommands()).noneMatch(line -> line.startsWith("DATA"));
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void chunkForNobodyHasOneAnswer(DoorWay door) {
        try (SmtpTestServer server = chunking().start();
                SmtpSender sender = new SmtpSender(to(server).build())) {
            server.script().on(Step.RCPT, Reply.of(550, "5.1.1 nobody")).times(3);
            DeliveryException failure = door.fail(sender, TO_THREE, new TestContent());
            assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.REFUSED);
            assertThat(codes(failure.result())).containsExactly(550, 550, 550);
            door.send(sender, TO_ONE, new TestContent());
            assertThat(server.getSessions()).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("breaksThroughBothDoors")
    void whateverBreaksTheAnswersToChunksTheOnesBeforeItCount(Behaviour fault, DoorWay door) {
        try (SmtpTestServer server = chunking().start();
                SmtpSender sender = new SmtpSender(to(server).build())) {
            server.script().on(Step.END_OF_DATA, fault).when(BAD::equals);
            SendResult result = door.fail(sender, TO_THREE, new TestContent()).result();
            assertThat(result.outcome()).isEqualTo(DeliveryOutcome.IN_DOUBT);
            assertThat(codes(result)).containsExactly(250);
        }
    }

    @Test
    void answersOfManyMessagesAtOnceStayApart() {
        try (SmtpTestServer server = chunking().start();
                SmtpSender sender = new SmtpSender(to(server).build(), PoolLimits.DEFAULT.withMaxConnections(1))) {
            refuse(server, BAD);
            List<SendFuture> sent = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                sent.add(sender.sendAsync(i % 2 == 0 ? TO_THREE : TO_ONE, new TestContent()));
            }
            for (int i = 0; i < 50; i++) {
                SendResult result = sent.get(i).join();
                assertThat(codes(result)).isEqualTo(i % 2 == 0 ? List.of(250, 452, 250) : List.of(250));
            }
            assertThat(server.getMessages()).hasSize(25 * 2 + 25);
        }
    }
}
