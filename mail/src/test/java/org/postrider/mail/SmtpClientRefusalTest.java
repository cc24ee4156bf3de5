package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.mail.Clients.SOON;
import static org.postrider.mail.Clients.message;
import static org.postrider.mail.Clients.refuse;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.sockets.SocketException;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** What a server refuses, and how each way tells of it. */
class SmtpClientRefusalTest {
    private static final Reply UNKNOWN = Reply.of(550, "5.1.1 no such user");
    private static final String[] THREE = {"bob@example.com", "bad@example.com", "worse@example.com"};

    private final SmtpTestServer server = SmtpTestServer.start();
    private final SmtpClient client = Clients.of(server);

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void oneRefusedRecipientIsReportedAfterTheOthersWereServed(Way way) {
        refuse(server, "bad@", UNKNOWN);
        SmtpException told = way.fail(client, message("bob@example.com", "bad@example.com"));
        assertThat(told).isExactlyInstanceOf(SmtpFailedRecipientException.class);
        assertThat(((SmtpFailedRecipientException) told).getFailedRecipient()).isEqualTo("<bad@example.com>");
        assertThat(told.getStatusCode()).isEqualTo(SmtpStatusCode.MAILBOX_UNAVAILABLE);
        assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.PARTLY_ACCEPTED);
        assertThat(told).hasMessageContaining("<bad@example.com>").hasMessageContaining("5.1.1 no such user");
        assertThat(server.awaitMessage(SOON).getRecipients()).containsExactly("bob@example.com");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void severalRefusedRecipientsHaveAnExceptionEach(Way way) {
        refuse(server, "bad@", UNKNOWN);
        refuse(server, "worse@", Reply.of(450, "4.2.1 later"));
        SmtpException told = way.fail(client, message(THREE));
        assertThat(told).isInstanceOfSatisfying(SmtpFailedRecipientsException.class, e -> {
            assertThat(e.getStatusCode()).isEqualTo(SmtpStatusCode.GENERAL_FAILURE);
            assertThat(e.getFailedRecipient()).isEqualTo("<bad@example.com>");
            assertThat(e.getInnerExceptions())
                    .extracting(SmtpFailedRecipientException::getFailedRecipient)
                    .containsExactly("<bad@example.com>", "<worse@example.com>");
            assertThat(e.getInnerExceptions())
                    .extracting(SmtpException::getStatusCode)
                    .containsExactly(SmtpStatusCode.MAILBOX_UNAVAILABLE, SmtpStatusCode.MAILBOX_BUSY);
        });
        assertThat(told).hasMessageContaining("2 of 3");
        assertThat(server.getMessages()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void messageThatEveryRecipientWasRefusedForIsNotSent(Way way) {
        refuse(server, "@", UNKNOWN);
        SmtpException one = way.fail(client, message());
        SmtpException all = way.fail(client, message(THREE));
        assertThat(one).isExactlyInstanceOf(SmtpFailedRecipientException.class);
        assertThat(((SmtpFailedRecipientsException) all).getInnerExceptions()).hasSize(3);
        assertThat(List.of(one, all)).allSatisfy(e -> assertThat(e.getOutcome()).isEqualTo(DeliveryOutcome.REFUSED));
        assertThat(server.getMessages()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void anyRefusalStopsAMessageThatIsForAllOrNobody(Way way) {
        refuse(server, "bad@", UNKNOWN);
        client.setPartialDelivery(false);
        SmtpException told = way.fail(client, message(THREE));
        assertThat(told).isExactlyInstanceOf(SmtpFailedRecipientException.class);
        assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.REFUSED);
        assertThat(server.getMessages()).isEmpty();
        way.send(client, message());
        assertThat(server.getSessions()).hasSize(1);
    }

    /** More than .NET takes for one: 450, 452 and 550 to 553. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void anyRefusalButTheServersGoodbyeConcernsTheRecipientAlone(Way way) {
        int[] codes = {
            400, 422, 450, 451, 452, 454, 455, 499, 500, 501, 502, 503, 504, 521, 530, 550, 551, 552, 553, 554, 555, 599
        };
        for (int code : codes) {
            server.script().clear();
            refuse(server, "bad@", Reply.of(code, "no"));
            SmtpException told = way.fail(client, message("bob@example.com", "bad@example.com"));
            assertThat(told).as("%d", code).isExactlyInstanceOf(SmtpFailedRecipientException.class);
            assertThat(told.getStatusCode()).isEqualTo(SmtpStatusCode.fromValue(code));
            assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.PARTLY_ACCEPTED);
        }
        assertThat(server.awaitMessages(codes.length, SOON)).hasSize(codes.length);
        server.script().clear();
        refuse(server, "bad@", Reply.of(421, "4.3.2 going down"));
        SmtpException goodbye = way.fail(client, message("bob@example.com", "bad@example.com"));
        assertThat(goodbye).isExactlyInstanceOf(SmtpException.class);
        assertThat(goodbye.getStatusCode()).isEqualTo(SmtpStatusCode.SERVICE_NOT_AVAILABLE);
        assertThat(goodbye.getOutcome().isSafeToRetry()).isTrue();
        assertThat(server.getMessages()).hasSize(codes.length);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void refusalOfTheMessageKeepsTheRefusedRecipientsBesideIt(Way way) {
        refuse(server, "bad@", UNKNOWN);
        server.script().on(Step.END_OF_DATA, Reply.of(554, "5.6.0 looks like spam"));
        SmtpException told = way.fail(client, message(THREE));
        assertThat(told).isExactlyInstanceOf(SmtpException.class).hasMessageContaining("spam");
        assertThat(told.getStatusCode()).isEqualTo(SmtpStatusCode.TRANSACTION_FAILED);
        assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.REFUSED);
        assertThat(told.getSuppressed())
                .singleElement()
                .isInstanceOfSatisfying(
                        SmtpFailedRecipientException.class,
                        e -> assertThat(e.getFailedRecipient()).isEqualTo("<bad@example.com>"));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void refusalInTheSameWordsForRecipientAndMessageKeepsBothFacts(Way way) {
        Reply policy = Reply.of(550, "5.7.1 refused by policy");
        refuse(server, "bad@", policy);
        server.script().on(Step.END_OF_DATA, policy);
        SmtpException told = way.fail(client, message(THREE));
        assertThat(told).isExactlyInstanceOf(SmtpException.class);
        assertThat(told.getSuppressed()).singleElement().isInstanceOf(SmtpFailedRecipientException.class);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void connectionLostAfterTheEndOfTheMessageLeavesItInDoubt(Way way) {
        refuse(server, "bad@", UNKNOWN);
        server.script().on(Step.END_OF_DATA, Behaviour.acceptUnanswered().then(Behaviour.reset()));
        SmtpException told = way.fail(client, message(THREE));
        assertThat(told).isExactlyInstanceOf(SmtpException.class);
        assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.IN_DOUBT);
        assertThat(told.getReply()).isEmpty();
        assertThat(told.getSuppressed()).singleElement().isInstanceOf(SmtpFailedRecipientException.class);
        assertThat(server.getMessages()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void replyOfTheServerIsKeptWhole(Way way) {
        server.script().on(Step.MAIL, Reply.of(452, "4.3.1 disk full", "4.3.1 come back tomorrow"));
        SmtpException told = way.fail(client, message());
        assertThat(told.getStatusCode()).isEqualTo(SmtpStatusCode.INSUFFICIENT_STORAGE);
        assertThat(told.getReply()).hasValueSatisfying(reply -> {
            assertThat(reply.code()).isEqualTo(452);
            assertThat(reply.lines()).containsExactly("4.3.1 disk full", "4.3.1 come back tomorrow");
            assertThat(reply.enhancedCode()).isPresent();
        });
        assertThat(told.getResult()).isPresent();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void clientWhoseMessageWasRefusedSendsTheNext(Way way) {
        server.script().on(Step.END_OF_DATA, Reply.of(552, "5.3.4 too large")).times(1);
        server.script().on(Step.GREETING, Reply.of(421, "4.3.2 later")).times(1);
        assertThat(way.fail(client, message()).getStatusCode()).isEqualTo(SmtpStatusCode.SERVICE_NOT_AVAILABLE);
        assertThat(way.fail(client, message()).getStatusCode()).isEqualTo(SmtpStatusCode.EXCEEDED_STORAGE_ALLOCATION);
        way.send(client, message());
        assertThat(server.getMessages()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void nonsenseInPlaceOfAGreetingIsAnErrorWithoutAReply(Way way) {
        for (String nonsense : List.of("HTTP/1.1 400 Bad Request\r\n\r\n", "abc\r\n", "22\r\n", "\0\0\0\0\r\n")) {
            server.script().clear();
            server.script().on(Step.GREETING, Behaviour.raw(nonsense));
            SmtpException told = way.fail(client, message());
            assertThat(told.getStatusCode()).isEqualTo(SmtpStatusCode.GENERAL_FAILURE);
            assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void textOfTheServerCannotForgeLinesOfALog(Way way) {
        refuse(server, "bob@", Reply.of(550, "no\u001b[2J\u0085INFO all is well"));
        assertThat(way.fail(client, message()).getMessage())
                .startsWith("The server refused the recipient <bob@example.com>")
                .doesNotContain("\u001b", "\u0085");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void serverThatIsNotThereIsNamed(Way way) {
        server.close();
        SmtpException told = way.fail(client, message());
        assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
        assertThat(told)
                .hasMessageContaining("localhost:" + client.getPort())
                .hasMessageContaining("check the port")
                .hasCauseInstanceOf(SocketException.class);
    }
}
