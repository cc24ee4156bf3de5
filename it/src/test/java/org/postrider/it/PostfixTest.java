package org.postrider.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.mail.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import javax.net.ssl.SSLException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.mail.AlternateView;
import org.postrider.mail.Attachment;
import org.postrider.mail.MailAddress;
import org.postrider.mail.MailEnvelope;
import org.postrider.mail.MailMessage;
import org.postrider.mail.MailMessageContent;
import org.postrider.mail.NetworkCredential;
import org.postrider.mail.SmtpClient;
import org.postrider.mail.SmtpException;
import org.postrider.smtp.BodyType;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpSender;
import org.postrider.smtp.TlsFacts;

/** What Postfix takes from us, and what it says when it doesn't; its rules are those of its recipients' names. */
class PostfixTest {
    private static final String TEXT = "Grüße aus Køln: ← ↑ → ↓\r\n.\r\n..zwei Punkte\r\nFrom hier an\r\n\r\nEnde";
    private static final String HTML = "<p>Grüße: ← ↑ → ↓ &amp; <b>mehr</b></p>";
    private static final String SUBJECT =
            "Grüße ← ↑ → ↓ in einem Betreff, der länger ist als eine Zeile sein soll: äöü";
    private static final String FILE_NAME = "Übersicht für Jürgen – 2.500 €.bin";

    private static RealServer server;

    private final String bob = UUID.randomUUID() + "@example.test";

    @BeforeAll
    static void findServer() throws IOException, GeneralSecurityException {
        server = RealServer.fromEnvironment();
    }

    @ParameterizedTest
    @EnumSource(Route.class)
    void messageArrivesWhole(Route route) throws Exception {
        byte[] content = new byte[5_000_000];
        new Random(bob.hashCode()).nextBytes(content);
        MailMessage message = rich();
        message.getAttachments().add(new Attachment(content, FILE_NAME, "application/octet-stream"));
        route.send(server, message);
        Delivered delivered = server.awaitDelivery(bob);
        assertThat(delivered.subject()).isEqualTo(SUBJECT);
        assertThat(delivered.from().getPersonal()).isEqualTo("Ann Øre");
        assertThat(delivered.from().getAddress()).isEqualTo("ann@example.test");
        assertThat(delivered.to().getPersonal()).isEqualTo("Bob Müller, Köln");
        assertThat(delivered.to().getAddress()).isEqualTo(bob);
        assertThat(delivered.header("Return-Path")).isEqualTo("<ann@example.test>");
        assertThat(delivered.header("Delivered-To")).isEqualTo(bob);
        assertThat(delivered.header("Received")).contains("with ESMTPSA");
        List<Part> leaves = delivered.leaves();
        assertThat(leaves).hasSize(3);
        assertThat(leaves.get(0).isMimeType("text/plain")).isTrue();
        assertThat(Delivered.text(leaves.get(0))).isEqualToNormalizingNewlines(TEXT);
        assertThat(leaves.get(1).isMimeType("text/html")).isTrue();
        assertThat(Delivered.text(leaves.get(1))).isEqualToNormalizingNewlines(HTML);
        assertThat(leaves.get(2).getFileName()).isEqualTo(FILE_NAME);
        assertThat(leaves.get(2).getDisposition()).isEqualTo(Part.ATTACHMENT);
        assertThat(Delivered.bytes(leaves.get(2))).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS", "TLS12", "TLS13"})
    void everyByteBelowTheServersOwnHeaderIsOurs(String port) throws IOException {
        MailMessage message = rich();
        MailMessageContent content = MailMessageContent.of(message);
        try (SmtpSender sender = server.implicitTls(port)) {
            SendResult result = sender.send(MailEnvelope.of(message), content);
            assertThat(result.outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(result.queueId()).isPresent();
        }
        String sent = new String(read(content), StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
        assertThat(new String(server.awaitDelivery(bob).raw(), StandardCharsets.ISO_8859_1))
                .endsWith("\n" + sent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS12", "TLS13"})
    void secondConnectionResumesTheTlsSession(String port) {
        MailMessage message = rich();
        for (boolean resumed : new boolean[] {false, true}) {
            try (SmtpSender sender = server.implicitTls(port)) {
                SendResult result = sender.send(MailEnvelope.of(message), MailMessageContent.of(message));
                assertThat(result.connection().tls()).map(TlsFacts::resumed).contains(resumed);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LEGACY", "NOPIPE", "CHAINED", "SLOW"})
    void serverOfAnyAbilityTakesTheMessage(String port) throws Exception {
        boolean secured = port.equals("CHAINED");
        try (SmtpClient client = secured ? server.secureClient(port) : server.client(port)) {
            client.send(rich());
            Delivered delivered = server.awaitDelivery(bob);
            assertThat(delivered.subject()).isEqualTo(SUBJECT);
            assertThat(Delivered.text(delivered.leaves().get(0))).isEqualToNormalizingNewlines(TEXT);
            assertThat(delivered.header("Received")).contains(secured ? "with ESMTPS " : "with ESMTP ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reject", "defer", "full", "policy", "shutdown"})
    void refusalOfTheOnlyRecipientIsToldAndTheClientGoesOn(String rule) {
        MailMessage refused = new MailMessage("ann@example.test", rule + "@example.test", "no", "no");
        try (SmtpClient client = server.client("PLAIN")) {
            SmtpException told = catchThrowableOfType(SmtpException.class, () -> client.send(refused));
            assertThat(told.getReply()).isPresent();
            assertThat(told).hasMessageContaining("test rule");
            assertThat(told.getOutcome().isSafeToRetry()).isTrue();
            client.send(rich());
        }
        assertThat(server.awaitDelivery(bob).raw()).isNotEmpty();
    }

    @Test
    void refusalThatTheServerClosesBehindIsNotLost() {
        MailMessage refused = new MailMessage("ann@example.test", "disconnect@example.test", "no", "no");
        try (SmtpClient client = server.client("PLAIN")) {
            SmtpException told = catchThrowableOfType(SmtpException.class, () -> client.send(refused));
            assertThat(told.getOutcome().isSafeToRetry()).isTrue();
            assertThat(told).hasStackTraceContaining("521 5.3.2").hasStackTraceContaining("<disconnect@example.test>");
            client.send(rich());
        }
        assertThat(server.awaitDelivery(bob).raw()).isNotEmpty();
    }

    @Test
    void refusalOfTheContentKeepsWhatTheServerSaid() {
        MailMessage refused = rich();
        refused.setSubject("test-reject, please");
        try (SmtpClient client = server.client("PLAIN")) {
            SmtpException told = catchThrowableOfType(SmtpException.class, () -> client.send(refused));
            assertThat(told.getReply())
                    .hasValueSatisfying(reply -> assertThat(reply.toString()).startsWith("550 5.7.1 "));
            assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.REFUSED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pass word=with,odd\"chars\\|bob", "secret|co,mma=eq", "pässwört€|jürgen"})
    void oddNamesAndPasswordsLogIn(String passwordAndUser) throws Exception {
        String[] pair = passwordAndUser.split("\\|");
        try (SmtpClient client = server.userClient("SUBMISSION")) {
            client.setCredentials(new NetworkCredential(pair[1], pair[0]));
            client.send(rich());
        }
        assertThat(server.awaitDelivery(bob).header("Received")).contains("with ESMTPSA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"WRONGHOST", "EXPIRED", "SELFSIGNED"})
    void certificateThatIsWrongIsRefused(String port) {
        try (SmtpClient client = server.userClient(port)) {
            assertThatThrownBy(() -> client.send(rich()))
                    .isInstanceOf(SmtpException.class)
                    .hasCauseInstanceOf(SSLException.class);
            assertThatThrownBy(() -> client.sendMailAsync(rich()).join())
                    .cause()
                    .isInstanceOf(SmtpException.class)
                    .hasCauseInstanceOf(SSLException.class);
        }
    }

    @Test
    void unknownAuthorityIsRefusedFromTheFirstByte() {
        MailMessage message = rich();
        try (SmtpSender sender = server.implicitTls("UNTRUSTED")) {
            DeliveryException told = catchThrowableOfType(
                    DeliveryException.class,
                    () -> sender.send(MailEnvelope.of(message), MailMessageContent.of(message)));
            assertThat(told.kind()).isEqualTo(FailureKind.TLS);
            assertThat(told).hasCauseInstanceOf(SSLException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void connectionThatWentStaleIsReplacedUnseen(boolean async) {
        MailMessage first = new MailMessage("ann@example.test", "first-" + bob, "first", "first");
        try (SmtpClient client = server.client("IDLE")) {
            long before = server.idleTimeouts();
            send(client, first, async);
            Awaitility.await("the server gives the idle connection up")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> server.idleTimeouts() > before);
            send(client, rich(), async);
        }
        assertThat(server.awaitDelivery("first-" + bob).raw()).isNotEmpty();
        assertThat(server.awaitDelivery(bob).raw()).isNotEmpty();
    }

    @Test
    void serverThatClosesAtTheFirstErrorIsSurvived() {
        MailMessage partly = new MailMessage("ann@example.test", "reject@example.test", "no", "no");
        partly.getTo().add("other-" + bob);
        try (SmtpClient client = server.client("ONESHOT")) {
            SmtpException told = catchThrowableOfType(SmtpException.class, () -> client.send(partly));
            assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            client.send(rich());
        }
        assertThat(server.awaitDelivery(bob).raw()).isNotEmpty();
    }

    private static void send(SmtpClient client, MailMessage message, boolean async) {
        if (async) {
            client.sendMailAsync(message).join();
        } else {
            client.send(message);
        }
    }

    private MailMessage rich() {
        MailMessage message = new MailMessage(
                new MailAddress("ann@example.test", "Ann Øre"), new MailAddress(bob, "Bob Müller, Köln"));
        message.setSubject(SUBJECT);
        message.setBody(TEXT);
        message.getAlternateViews()
                .add(AlternateView.createAlternateViewFromString(HTML, StandardCharsets.UTF_8, "text/html"));
        return message;
    }

    private static byte[] read(MailMessageContent content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        try (ReadableByteChannel channel = content.open(BodyType.SEVEN_BIT)) {
            while (channel.read(buffer.clear()) >= 0) {
                bytes.write(buffer.array(), 0, buffer.position());
            }
        }
        return bytes.toByteArray();
    }
}
