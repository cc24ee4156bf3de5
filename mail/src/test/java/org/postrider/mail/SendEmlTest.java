package org.postrider.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.smtp.DsnNotify;
import org.postrider.smtp.DsnOptions;
import org.postrider.smtp.Envelope;
import org.postrider.sockets.ObjectDisposedException;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.SmtpTestServer;

/** Ready-made messages through a client, in all its ways. */
class SendEmlTest {
    private static final String MESSAGE = "DKIM-Signature: v=1; b=abc\r\n def\r\nFrom:   ann@example.com\r\n"
            + "To: =?utf-8?q?Doe,_Bob?= <bob@example.com>\r\nX-Odd:\t  kept \r\n\r\n.\r\n..two\r\nGr\u00fc\u00dfe \r\n";

    @TempDir
    Path folder;

    /** The ways of a client with a message that is ready. */
    enum EmlWay {
        SEND {
            @Override
            void send(SmtpClient client, Eml eml) {
                client.send(eml);
            }
        },
        SEND_ASYNC {
            @Override
            void send(SmtpClient client, Eml eml) {
                CompletableFuture<AsyncCompletedEventArgs> end = new CompletableFuture<>();
                SendCompletedEventHandler handler = (sender, e) -> end.complete(e);
                client.addSendCompletedHandler(handler);
                client.sendAsync(eml, "token");
                Way.await(end.thenAccept(e -> {
                    assertThat(e.getUserState()).isEqualTo("token");
                    assertThat(e.getError()).isNull();
                }));
                client.removeSendCompletedHandler(handler);
            }
        },
        SEND_MAIL_ASYNC {
            @Override
            void send(SmtpClient client, Eml eml) {
                Way.await(client.sendMailAsync(eml));
            }
        };

        abstract void send(SmtpClient client, Eml eml);
    }

    @ParameterizedTest
    @EnumSource(EmlWay.class)
    void aFileGoesAsItIsToWhomItsHeaderNames(EmlWay way) throws IOException {
        Path file = Files.writeString(folder.resolve("a.eml"), MESSAGE.replace("\r\n", "\n"));
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpClient client = Clients.of(server)) {
            way.send(client, Eml.of(file));
            way.send(client, Eml.of(file));
            assertThat(server.getMessages()).hasSize(2).allSatisfy(received -> {
                assertThat(received.getRaw()).asString(UTF_8).isEqualTo(MESSAGE);
                assertThat(received.getReversePath()).isEqualTo("ann@example.com");
                assertThat(received.getRecipients()).containsExactly("bob@example.com");
                assertThat(received.getViolations()).isEmpty();
            });
        }
    }

    @ParameterizedTest
    @EnumSource(EmlWay.class)
    void anEnvelopeOfYourOwnIsWhatTheServerIsTold(EmlWay way) {
        DsnOptions never = DsnOptions.of(Set.of(DsnNotify.NEVER));
        Envelope envelope = new Envelope("", List.of("dora@example.com"), never);
        Eml eml = Eml.of(("Bcc: hidden@example.com\r\n" + MESSAGE).getBytes(UTF_8));
        Eml addressed = eml.withEnvelope(envelope);
        assertThat(addressed.envelope()).isEqualTo(envelope);
        assertThatThrownBy(eml::envelope).isInstanceOf(IllegalStateException.class);
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpClient client = Clients.of(server)) {
            way.send(client, addressed);
            ReceivedMessage received = server.getMessages().get(0);
            assertThat(received.getReversePath()).isEmpty();
            assertThat(received.getRecipients()).containsExactly("dora@example.com");
        }
    }

    @ParameterizedTest
    @EnumSource(EmlWay.class)
    void aPickupDirectoryGetsTheMessageInWholeLines(EmlWay way) throws IOException {
        try (SmtpClient client = new SmtpClient()) {
            client.setDeliveryMethod(SmtpDeliveryMethod.SPECIFIED_PICKUP_DIRECTORY);
            client.setPickupDirectoryLocation(folder.toString());
            way.send(client, Eml.of(MESSAGE.replace("\r\n", "\n").getBytes(UTF_8)));
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(Files.readString(files.toList().get(0), UTF_8))
                    .isEqualTo("X-Sender: ann@example.com\r\nX-Receiver: bob@example.com\r\n" + MESSAGE);
        }
    }

    /** The server would deliver to whom they name, and report to whom they say. */
    @ParameterizedTest
    @EnumSource(EmlWay.class)
    void aPickupDirectoryGetsTheEnvelopeAndNothingOfTheMessagesOwn(EmlWay way) throws IOException {
        String fields =
                " , evil@example.org\n\tfolded\nx-receiver : evil@example.org,\n evil@example.org\nX-Sender: evil@example.org\n";
        try (SmtpClient client = new SmtpClient()) {
            client.setDeliveryMethod(SmtpDeliveryMethod.SPECIFIED_PICKUP_DIRECTORY);
            client.setPickupDirectoryLocation(folder.toString());
            way.send(client, Eml.of((fields + MESSAGE + "X-Sender: in the text").getBytes(UTF_8)));
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(Files.readString(files.toList().get(0), UTF_8))
                    .isEqualTo("X-Sender: ann@example.com\r\nX-Receiver: bob@example.com\r\n" + MESSAGE
                            + "X-Sender: in the text\r\n");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = EmlWay.class,
            names = {"SEND", "SEND_MAIL_ASYNC"})
    void fieldThatIsNotEncodedIsToldApartFromAnAddress(EmlWay way) {
        try (SmtpClient client = new SmtpClient()) {
            client.setDeliveryMethod(SmtpDeliveryMethod.SPECIFIED_PICKUP_DIRECTORY);
            client.setPickupDirectoryLocation(folder.toString());
            Eml raw = Eml.of(("Subject: \u00FC\r\n" + MESSAGE).getBytes(UTF_8));
            assertThatThrownBy(() -> way.send(client, raw))
                    .isInstanceOf(SmtpException.class)
                    .hasMessageContaining("or a header field of a ready-made one isn't encoded");
        }
    }

    @ParameterizedTest
    @EnumSource(EmlWay.class)
    void whatCannotBeSentIsToldAtOnceAndLeavesTheClientFree(EmlWay way) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpClient client = Clients.of(server)) {
            assertThatThrownBy(() -> way.send(client, null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> way.send(client, Eml.of("From: a@b.example\r\n\r\n".getBytes(UTF_8))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("recipient");
            way.send(client, Eml.of(MESSAGE.getBytes(UTF_8)));
        }
    }

    @ParameterizedTest
    @EnumSource(EmlWay.class)
    void aClosedClientSendsNoReadyMadeMessage(EmlWay way) {
        SmtpClient client = new SmtpClient("localhost");
        client.close();
        assertThatThrownBy(() -> way.send(client, Eml.of(MESSAGE.getBytes(UTF_8))))
                .isInstanceOf(ObjectDisposedException.class);
    }

    @Test
    void addressesBeyondAsciiHaveToBeAllowedInAReadyMadeMessageToo() {
        Eml eml = Eml.of("From: \u00e4nn@example.com\r\nTo: bob@example.com\r\n\r\n".getBytes(UTF_8));
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpClient client = Clients.of(server)) {
            assertThatThrownBy(() -> client.send(eml)).hasMessageContaining("INTERNATIONAL");
        }
    }

    @Test
    void aTokenEndsTheSendingOfAReadyMadeMessage() {
        try (CancellationTokenSource source = new CancellationTokenSource();
                SmtpClient client = new SmtpClient("localhost")) {
            source.cancel();
            Eml eml = Eml.of(MESSAGE.getBytes(UTF_8));
            assertThat(client.sendMailAsync(eml, source.getToken())).isCancelled();
        }
    }

    @Test
    void sizeIsThatOfTheLinesAsTheyGo() throws IOException {
        String torn = "From: a@b\n\nx\ry\r\n\n\rz";
        byte[] gone = "From: a@b\r\n\r\nx\r\ny\r\n\r\n\r\nz\r\n".getBytes(ISO_8859_1);
        Eml eml = Eml.of(torn.getBytes(ISO_8859_1));
        assertThat(eml.size(eml.leastBodyType())).isEqualTo(gone.length);
    }

    @ParameterizedTest
    @EnumSource(EmlWay.class)
    void sizeThatIsDeclaredIsThatOfWhatGoes(EmlWay way) throws IOException {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpClient client = Clients.of(server)) {
            for (String end : List.of("", "\n", "\r", "\r\n", "\n\n")) {
                String message = "From: a@b.org\nTo: c@d.org\n\ntext" + end;
                way.send(client, Eml.of(message.getBytes(UTF_8)));
                way.send(client, Eml.of(Files.writeString(folder.resolve("a.eml"), message)));
            }
            assertThat(server.getMessages())
                    .hasSize(10)
                    .allSatisfy(received -> assertThat(received.getMailParameters())
                            .containsEntry("SIZE", String.valueOf(received.getRaw().length)));
        }
    }
}
