package org.postrider.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.mail.Attachment;
import org.postrider.mail.DeliveryNotificationOptions;
import org.postrider.mail.MailMessage;
import org.postrider.mail.NetworkCredential;
import org.postrider.mail.SmtpClient;
import org.postrider.mail.SmtpDeliveryFormat;
import org.postrider.mail.SmtpException;
import org.postrider.mail.SmtpFailedRecipientException;
import org.postrider.mail.SmtpFailedRecipientsException;
import org.postrider.mail.SmtpStatusCode;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.DsnReturn;
import org.postrider.sockets.SocketException;

/** What the documentation says of failures and notices, as Postfix brings it about, by each way to send. */
class SmtpClientPostfixTest {
    private static RealServer server;

    private final String bob = UUID.randomUUID() + "@example.test";

    @BeforeAll
    static void findServer() throws IOException, GeneralSecurityException {
        server = RealServer.fromEnvironment();
    }

    @ParameterizedTest
    @EnumSource(ClientWay.class)
    void refusedRecipientsAreReportedAndTheOtherIsServed(ClientWay way) {
        MailMessage message = to("reject@example.test", bob, "defer@example.test");
        try (SmtpClient client = server.userClient("SUBMISSION")) {
            SmtpException told = way.fail(client, message);
            assertThat(told).isInstanceOfSatisfying(SmtpFailedRecipientsException.class, all -> {
                assertThat(all.getInnerExceptions())
                        .extracting(SmtpFailedRecipientException::getFailedRecipient)
                        .containsExactly("<reject@example.test>", "<defer@example.test>");
                assertThat(all.getInnerExceptions())
                        .extracting(SmtpException::getStatusCode)
                        .containsExactly(SmtpStatusCode.MAILBOX_UNAVAILABLE, SmtpStatusCode.MAILBOX_BUSY);
            });
            assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.PARTLY_ACCEPTED);
        }
        assertThat(server.awaitDelivery(bob).raw()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(ClientWay.class)
    void messageThatNobodyMayHaveIsNotSent(ClientWay way) {
        try (SmtpClient client = server.client("PLAIN")) {
            SmtpException told = way.fail(client, to("reject@example.test", "policy@example.test"));
            assertThat(told)
                    .isInstanceOfSatisfying(
                            SmtpFailedRecipientsException.class,
                            all -> assertThat(all.getInnerExceptions()).hasSize(2));
            assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.REFUSED);
            way.send(client, to(bob));
        }
        assertThat(server.awaitDelivery(bob).raw()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(ClientWay.class)
    void messageForAllOrNobodyReachesNobodyWhenOneIsRefused(ClientWay way) throws IOException {
        String next = "next-" + bob;
        try (SmtpClient client = server.client("PLAIN")) {
            client.setPartialDelivery(false);
            assertThat(way.fail(client, to(bob, "reject@example.test")))
                    .isInstanceOf(SmtpFailedRecipientException.class);
            way.send(client, to(next));
        }
        assertThat(server.awaitDelivery(next).raw()).isNotEmpty();
        assertThat(server.hasDelivered(bob)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(ClientWay.class)
    void messageLargerThanTheServerAnnouncesIsNotSent(ClientWay way) {
        MailMessage large = to(bob);
        large.getAttachments().add(new Attachment(new byte[100_000], "zeros.bin", "application/octet-stream"));
        try (SmtpClient client = server.client("SMALL")) {
            SmtpException told = way.fail(client, large);
            assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            assertThat(told).hasMessageContaining("20000");
            way.send(client, to(bob));
        }
        assertThat(server.awaitDelivery(bob).raw()).isNotEmpty();
    }

    /** The size of a stream is not known beforehand. */
    @ParameterizedTest
    @EnumSource(ClientWay.class)
    void messageThatTurnsOutTooLargeIsRefusedByTheServer(ClientWay way) {
        MailMessage large = to(bob);
        large.getAttachments()
                .add(new Attachment(
                        new java.io.BufferedInputStream(new ByteArrayInputStream(new byte[100_000])),
                        "zeros.bin",
                        "application/octet-stream"));
        try (SmtpClient client = server.client("SMALL")) {
            SmtpException told = way.fail(client, large);
            assertThat(told.getStatusCode()).isEqualTo(SmtpStatusCode.EXCEEDED_STORAGE_ALLOCATION);
            assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.REFUSED);
            assertThat(told.getReply())
                    .hasValueSatisfying(reply -> assertThat(reply.toString()).startsWith("552 5.3.4 "));
            way.send(client, to(bob));
        }
        assertThat(server.awaitDelivery(bob).raw()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(ClientWay.class)
    void wrongPasswordIsTold(ClientWay way) {
        try (SmtpClient client = server.userClient("SUBMISSION")) {
            client.setCredentials(new NetworkCredential("alice", "not wonderland"));
            SmtpException told = way.fail(client, to(bob));
            assertThat(told.getReply())
                    .hasValueSatisfying(reply -> assertThat(reply.code()).isEqualTo(535));
            assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            assertThat(told).hasMessageNotContaining("wonderland");
        }
    }

    @ParameterizedTest
    @EnumSource(ClientWay.class)
    void serverWithoutStartTlsGetsNothingWhenTlsIsAskedFor(ClientWay way) {
        try (SmtpClient client = server.userClient("LEGACY")) {
            SmtpException told = way.fail(client, to(bob));
            assertThat(told).hasMessageContaining("STARTTLS");
            assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
        }
    }

    @ParameterizedTest
    @EnumSource(ClientWay.class)
    void portThatNobodyListensOnIsTold(ClientWay way) throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        try (SmtpClient client = new SmtpClient("localhost", free)) {
            SmtpException told = way.fail(client, to(bob));
            assertThat(told.getStatusCode()).isEqualTo(SmtpStatusCode.GENERAL_FAILURE);
            assertThat(told).hasMessageContaining("connection refused").hasCauseInstanceOf(SocketException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(ClientWay.class)
    void noticeOfSuccessTellsWhichMessageReachedWhom(ClientWay way) throws MessagingException, IOException {
        String ann = "ann-" + bob;
        MailMessage message = asking(ann, bob);
        try (SmtpClient client = server.client("PLAIN")) {
            way.send(client, message);
        }
        assertThat(server.awaitDelivery(bob).raw()).isNotEmpty();
        assertThat(status(server.awaitDelivery(ann)))
                .contains("Original-Envelope-Id: order+4711 = 12\n")
                .contains("Original-Recipient: rfc822;" + bob + "\n")
                .contains("Action: delivered\n");
    }

    @ParameterizedTest
    @EnumSource(ClientWay.class)
    void noticeNamesARecipientBeyondAscii(ClientWay way) throws MessagingException, IOException {
        String ann = "ann-" + bob;
        String juergen = "j\u00fcrgen+" + bob;
        try (SmtpClient client = server.client("PLAIN")) {
            client.setDeliveryFormat(SmtpDeliveryFormat.INTERNATIONAL);
            way.send(client, asking(ann, juergen));
        }
        assertThat(status(server.awaitDelivery(ann)))
                .containsPattern("Original-Recipient: utf-8; ?j\u00fcrgen")
                .contains("Action: delivered\n");
    }

    @ParameterizedTest
    @EnumSource(ClientWay.class)
    void serverWithoutDsnTakesAMessageThatAsksForNotices(ClientWay way) {
        try (SmtpClient client = server.client("LEGACY")) {
            way.send(client, asking("ann@example.test", bob));
        }
        assertThat(server.awaitDelivery(bob).raw()).isNotEmpty();
    }

    private static MailMessage asking(String from, String to) {
        MailMessage message = new MailMessage(from, to, "Tell me", "Tell me.");
        message.setDeliveryNotificationOptions(
                DeliveryNotificationOptions.ON_SUCCESS, DeliveryNotificationOptions.ON_FAILURE);
        message.setDeliveryNotificationReturn(DsnReturn.HEADERS);
        message.setEnvelopeId("order+4711 = 12");
        return message;
    }

    /** The part of a notice that programs read (RFC 3464, section 2). */
    private static String status(Delivered notice) throws MessagingException, IOException {
        for (Part part : notice.leaves()) {
            if (part.isMimeType("message/*delivery-status")) {
                return Delivered.text(part).replace("\r\n", "\n");
            }
        }
        throw new AssertionError("this is no notice: " + notice.subject());
    }

    private static MailMessage to(String... recipients) {
        return new MailMessage("ann@example.test", String.join(",", recipients), "Hello", "Hello.");
    }
}
