package org.postrider.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.mime.TransferEncoding;
import org.postrider.smtp.BodyType;
import org.postrider.testkit.SmtpTestServer;

/** Messages inside of messages (RFC 2046, 5.2.1). */
class EmbeddedMessageTest {
    private final MailMessage outer = new MailMessage("ann@example.com", "bob@example.com", "Fwd", "See below.");

    @Test
    void aMessageOfOursIsReadAsOne() throws Exception {
        MailMessage inner = new MailMessage("zoë <z@example.com>", "y@example.com", "Grüße", "Schöne Grüße\n");
        inner.getAttachments().add(new Attachment(new byte[] {1, 2, 3}, "a.bin", "application/x-a"));
        Part part = attach(Attachment.fromMessage(inner, "inner.eml"));
        assertThat(part.getHeader("Content-Transfer-Encoding")).containsExactly("7bit");
        assertThat(part.getFileName()).isEqualTo("inner.eml");
        MimeMessage read = (MimeMessage) part.getContent();
        assertThat(read.getSubject()).isEqualTo("Grüße");
        assertThat(Angus.text(Angus.leaves(read).get(0))).isEqualTo("Schöne Grüße\r\n");
        assertThat(Angus.bytes(Angus.leaves(read).get(1))).containsExactly(1, 2, 3);
        assertThat(MailMessageContent.of(outer).leastBodyType()).isEqualTo(BodyType.SEVEN_BIT);
    }

    @Test
    void messagesNestDeeply() throws Exception {
        MailMessage inner = new MailMessage("a@example.com", "b@example.com", "0", "ä".repeat(600));
        for (int i = 1; i <= 20; i++) {
            MailMessage around = new MailMessage("a@example.com", "b@example.com", String.valueOf(i), "");
            around.getAttachments().add(Attachment.fromMessage(inner, null));
            inner = around;
        }
        MimeMessage read =
                (MimeMessage) attach(Attachment.fromMessage(inner, null)).getContent();
        for (int i = 20; i > 0; i--) {
            assertThat(read.getSubject()).isEqualTo(String.valueOf(i));
            read = (MimeMessage) Angus.leaves(read).get(1).getContent();
        }
        assertThat(Angus.text(read)).isEqualTo("ä".repeat(600));
    }

    @Test
    void aReadyMadeMessageGoesAsItIs() throws Exception {
        String eml = "From: a@example.com\r\nSubject: x\r\n\r\n.\r\n--\r\nlast line";
        Part part = attach(Attachment.fromMessage(Eml.of(eml.getBytes(UTF_8)), "x.eml"));
        assertThat(part.getContentType()).startsWith("message/rfc822");
        assertThat(bytes()).asString(UTF_8).contains("\r\n\r\n" + eml + "\r\n--");
    }

    @Test
    void eightBitsInsideMakeTheWholeOneOfEightBits() throws Exception {
        byte[] eml = "From: a@example.com\n\nGrüße".getBytes(UTF_8);
        Part part = attach(Attachment.fromMessage(Eml.of(eml), "x.eml"));
        assertThat(part.getHeader("Content-Transfer-Encoding")).containsExactly("8bit");
        assertThat(MailMessageContent.of(outer).leastBodyType()).isEqualTo(BodyType.EIGHT_BIT_MIME);
        assertThat(Angus.read(bytes()).getHeader("Content-Transfer-Encoding")).containsExactly("8bit");
        assertThat(bytes()).asString(UTF_8).contains("From: a@example.com\r\n\r\nGrüße");
    }

    @Test
    // RFC 6532, 3.7: the octets above 127 are in the content, so the outer message asks for no SMTPUTF8.
    void aHeaderBeyondAsciiMakesItAGlobalMessage() throws Exception {
        byte[] eml = "From: ä@example.com\r\n\r\nx".getBytes(UTF_8);
        Part part = attach(Attachment.fromMessage(Eml.of(eml), "x.eml"));
        assertThat(part.getContentType()).startsWith("message/global");
        assertThat(part.getHeader("Content-Transfer-Encoding")).containsExactly("8bit");
        assertThat(MailMessageContent.of(outer).leastBodyType()).isEqualTo(BodyType.EIGHT_BIT_MIME);
        assertThat(MailMessageContent.of(outer).needsSmtpUtf8()).isFalse();
        assertThat(Angus.bytes(part)).isEqualTo(eml);
    }

    @Test
    void aMessageIsNeverEncodedAsAWhole() {
        Attachment attachment = Attachment.fromMessage(new MailMessage("a@b", "c@d"), null);
        for (TransferEncoding encoding : List.of(TransferEncoding.BASE64, TransferEncoding.QUOTED_PRINTABLE)) {
            assertThatThrownBy(() -> attachment.setTransferEncoding(encoding))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("5.2.1");
        }
        attachment.setTransferEncoding(TransferEncoding.SEVEN_BIT);
        assertThat(attachment.getTransferEncoding()).isEqualTo(TransferEncoding.SEVEN_BIT);
    }

    @Test
    void octetsAreNotSentAsAMessage() {
        outer.getAttachments().add(new Attachment("From: a@b\r\n\r\n".getBytes(UTF_8), "a.eml", "message/rfc822"));
        assertThatThrownBy(this::bytes)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Attachment.fromMessage");
    }

    @Test
    void aMessageIsHashedLikeAnyContent() throws Exception {
        List<ContentDigest> told = new ArrayList<>();
        Attachment attachment = Attachment.fromMessage(Eml.of("From: a@b\r\n\r\n".getBytes(UTF_8)), null);
        attachment.setDigestListener("SHA-256", told::add);
        outer.getAttachments().add(attachment);
        bytes();
        assertThat(told).extracting(ContentDigest::size).containsExactly(13L);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aServerGetsEightBitsOnlyIfItTakesThem(Way way) throws IOException {
        byte[] eml = "From: a@example.com\r\n\r\nGrüße".getBytes(UTF_8);
        outer.getAttachments().add(Attachment.fromMessage(Eml.of(eml), "x.eml"));
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpClient client = Clients.of(server)) {
            way.send(client, outer);
            assertThat(server.getMessages().get(0).getRaw()).asString(UTF_8).contains("\r\n\r\nGrüße\r\n");
            assertThat(server.getMessages().get(0).getMailParameters()).containsEntry("BODY", "8BITMIME");
            assertThat(server.getMessages().get(0).getViolations()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aServerOfSevenBitsIsToldNothingThatItCannotTake(Way way) throws IOException {
        byte[] eml = "From: a@example.com\r\n\r\nGrüße".getBytes(UTF_8);
        outer.getAttachments().add(Attachment.fromMessage(Eml.of(eml), "x.eml"));
        try (SmtpTestServer server =
                        SmtpTestServer.builder().without("8BITMIME").start();
                SmtpClient client = Clients.of(server)) {
            assertThat(way.fail(client, outer)).hasMessageContaining("8BITMIME");
            assertThat(server.getMessages()).isEmpty();
        }
    }

    private Part attach(Attachment attachment) throws Exception {
        outer.getAttachments().add(attachment);
        return Angus.leaves(Angus.read(bytes())).get(1);
    }

    private byte[] bytes() throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        outer.writeTo(output);
        return output.toByteArray();
    }
}
