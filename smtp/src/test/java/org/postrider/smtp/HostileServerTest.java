package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.TO_THREE;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Reply;
import org.postrider.testkit.ReplyDelivery;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** Servers that keep to the form of SMTP, more or less, and make of it what they like. */
class HostileServerTest {
    private static final Envelope TO_A_THOUSAND = Envelope.of(
            "ann@example.com",
            IntStream.range(0, 1000).mapToObj(i -> "to" + i + "@example.com").toList());

    static Stream<Arguments> hostileOffers() {
        return Stream.of(
                        Reply.of(250, "hi", "SIZE 99999999999999999999999", "SIZE -1", "SIZE 1e9", "SIZE"),
                        Reply.of(250, "hi", "LIMITS MAILMAX=-1 RCPTMAX=x RCPTMAX= =3 MAILMAX=99999999999999999999"),
                        Reply.of(250, "hi", "", " ", "=", "==", "\u0000", "\u0131SIZE 1", "P\u0130PELINING", "AUTH="),
                        Reply.of(250, "hi", "AUTH " + "NOSUCH ".repeat(500), "AUTH=LOGIN PLAIN", "AUTH \u0000 \u2028"),
                        Reply.of(250, "hi", "PIPELINING PIPELINING", "PIPELINING no", "pipelining", "8BITMIME\tno"),
                        Reply.of(250, "hi", "STARTTLSX", "XSTARTTLS", "SMTPUTF8=yes", "DSN DSN", "XCLIENT NAME ADDR"),
                        new Reply(
                                250,
                                IntStream.range(0, 2000).mapToObj(i -> "X" + i).toList()),
                        Reply.of(250, "X".repeat(4000)))
                .flatMap(reply -> Stream.of(DoorWay.values())
                        .flatMap(door -> Stream.of(ReplyDelivery.values())
                                .map(delivery -> Arguments.of(reply, door, delivery))));
    }

    @ParameterizedTest
    @MethodSource("hostileOffers")
    void offerThatMakesNoSenseIsNoOffer(Reply offer, DoorWay door, ReplyDelivery delivery) {
        try (SmtpTestServer server = SmtpTestServer.builder().delivery(delivery).start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script().on(Step.EHLO, offer);
            for (int i = 0; i < 2; i++) {
                assertThat(door.send(sender, TO_THREE, new TestContent()).outcome())
                        .isEqualTo(DeliveryOutcome.ACCEPTED);
            }
            assertThat(server.getMessages())
                    .hasSize(2)
                    .allSatisfy(m -> assertThat(m.getRecipients()).hasSize(3));
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void thousandRefusedRecipientsAreEachReported(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script().on(Step.RCPT, Reply.of(550, "5.1.1 no such user")).times(1000);
            DeliveryException failure = door.fail(sender, TO_A_THOUSAND, new TestContent());
            assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.REFUSED);
            assertThat(failure.result().refusedRecipients())
                    .extracting(RecipientResult::address)
                    .isEqualTo(TO_A_THOUSAND.recipients());
            assertThat(door.send(sender, TO_ONE, new TestContent()).connection().reused())
                    .isTrue();
            assertThat(server.getMessages()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void oneAmongAThousandGetsTheMessage(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script().on(Step.RCPT, Reply.of(550, "5.1.1 no such user")).when(line -> !line.contains("<to777@"));
            SendResult result = door.send(sender, TO_A_THOUSAND, new TestContent());
            assertThat(result.outcome()).isEqualTo(DeliveryOutcome.PARTLY_ACCEPTED);
            assertThat(result.recipients()).hasSize(1000);
            assertThat(result.refusedRecipients()).hasSize(999);
            assertThat(server.getMessages())
                    .singleElement()
                    .satisfies(m -> assertThat(m.getRecipients()).containsExactly("to777@example.com"));
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void replyThatIsLateButInTimeIsWaitedFor(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            for (Step step : List.of(Step.GREETING, Step.EHLO, Step.MAIL, Step.RCPT, Step.DATA, Step.END_OF_DATA)) {
                server.script().on(step, Behaviour.delay(Duration.ofMillis(30)));
            }
            assertThat(door.send(sender, TO_ONE, new TestContent()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
        }
    }
}
