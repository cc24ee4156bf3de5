package org.postrider.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.mime.ContentType;
import org.postrider.mime.FormatException;
import org.postrider.mime.MediaTypeNames;
import org.postrider.mime.TransferEncoding;
import org.postrider.smtp.BodyType;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.SmtpTestServer;

class MessageStructureTest {
    private static final String INVITATION = """
            BEGIN:VCALENDAR
            VERSION:2.0
            PRODID:-//Example//Test//EN
            METHOD:request
            BEGIN:VEVENT
            UID:1@example.org
            DTSTAMP:20261121T120000Z
            DTSTART:20261122T120000Z
            SUMMARY:Mittagessen für alle
            END:VEVENT
            END:VCALENDAR
            """;

    private final MailMessage message = new MailMessage("jane@example.org", "john@example.org", "Lunch?", "At noon.");

    @Test
    void theRootOfRelatedPartsIsTheFirstAndIsNamedIfItHasAName() throws Exception {
        AlternateView view = AlternateView.createAlternateViewFromString("<img>", null, MediaTypeNames.Text.HTML);
        view.getLinkedResources().add(LinkedResource.createLinkedResourceFromString("picture"));
        message.getAlternateViews().add(view);
        assertThat(text())
                .contains("Content-Type: multipart/related; type=\"text/html\";")
                .doesNotContain("start=");
        view.setContentId("root@example.org");
        assertThat(text())
                .contains("multipart/related; type=\"text/html\";\r\n start=\"<root@example.org>\"; boundary=")
                .contains("Content-ID: <root@example.org>");
        assertThat(Angus.structure(read()))
                .isEqualTo("multipart/alternative(text/plain,multipart/related(text/html,text/plain))");
    }

    @Test
    void anInvitationIsTheLastViewAndAnAttachment() throws Exception {
        message.getAlternateViews()
                .add(AlternateView.createAlternateViewFromString("<p>Noon", null, MediaTypeNames.Text.HTML));
        message.addCalendar(INVITATION);
        MimeMessage read = read();
        assertThat(Angus.structure(read))
                .isEqualTo(
                        "multipart/mixed(multipart/alternative(text/plain,text/html,text/calendar),application/ics)");
        Part view = Angus.leaves(read).get(2);
        ContentType type = new ContentType(view.getContentType());
        assertThat(type.getParameters()).containsEntry("method", "REQUEST").containsEntry("charset", "utf-8");
        assertThat(Angus.text(view)).isEqualTo(INVITATION.replace("\n", "\r\n"));
        Part file = Angus.leaves(read).get(3);
        assertThat(file.getFileName()).isEqualTo("invite.ics");
        assertThat(file.getDisposition()).isEqualTo(Part.ATTACHMENT);
        assertThat(Angus.text(file)).isEqualTo(INVITATION);
    }

    @Test
    void anInvitationComesAfterABodyOfHtml() throws Exception {
        message.setBodyHtml(true);
        message.addCalendar(INVITATION);
        assertThat(Angus.structure(read()))
                .isEqualTo("multipart/mixed(multipart/alternative(text/html,text/calendar),application/ics)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "METHOD:REQUEST",
                "BEGIN:VCALENDAR\r\nEND:VCALENDAR",
                "BEGIN:VCALENDAR\nMETHOD:\nEND:VCALENDAR",
                "BEGIN:VCALENDAR\nDESCRIPTION:\n METHOD:REQUEST\n",
                "BEGIN:VCALENDAR\nMETHOD:A\"; x=\"\n",
                "BEGIN:VCALENDAR\nMETHOD:\u560A\n"
            })
    void whatIsNoInvitationIsRefusedAndChangesNothing(String calendar) {
        assertThatThrownBy(() -> message.addCalendar(calendar)).isInstanceOf(FormatException.class);
        assertThat(message.getAlternateViews()).isEmpty();
        assertThat(message.getAttachments()).isEmpty();
    }

    @Test
    void aFlowedBodySaysSoAndIsWrapped() throws IOException {
        message.setBody("word ".repeat(30) + "end\n> quoted\n From");
        message.setBodyFlowed(true);
        assertThat(text())
                .contains("Content-Type: text/plain; charset=us-ascii; format=flowed\r\n")
                .endsWith("\r\n\r\n" + ("word ".repeat(14) + "\r\n").repeat(2)
                        + "word word end\r\n> quoted\r\n  From\r\n");
        message.setBodyHtml(true);
        assertThat(text()).doesNotContain("flowed").contains("word ".repeat(30) + "end\r\n");
    }

    @Test
    void aViewIsFlowedWhenItsTypeSaysSo() throws IOException {
        message.setBody(null);
        ContentType flowed = new ContentType("text/plain; format=Flowed");
        message.getAlternateViews()
                .add(AlternateView.createAlternateViewFromString("word ".repeat(30) + "end", flowed));
        assertThat(text()).contains("format=Flowed").contains("\r\n\r\n" + "word ".repeat(14) + "\r\nword");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void eightBitsAreSentWhereTheyAreTakenIfTheBodyAsksForThem(Way way) {
        message.setBody("Grüße");
        message.setBodyTransferEncoding(TransferEncoding.EIGHT_BIT);
        message.getAttachments().add(Attachment.createAttachmentFromString("Ärger", "a.txt"));
        try (SmtpTestServer modern = SmtpTestServer.start();
                SmtpTestServer old =
                        SmtpTestServer.builder().without("8BITMIME").start();
                SmtpClient toModern = Clients.of(modern);
                SmtpClient toOld = Clients.of(old)) {
            way.send(toModern, message);
            way.send(toOld, message);
            ReceivedMessage eight = modern.awaitMessage(Clients.SOON);
            ReceivedMessage seven = old.awaitMessage(Clients.SOON);
            assertThat(new String(eight.getRaw(), UTF_8))
                    .contains("multipart/mixed; boundary=")
                    .contains("Content-Transfer-Encoding: 8bit\r\n\r\nGrüße\r\n");
            assertThat(new String(seven.getRaw(), UTF_8)).doesNotContain("8bit", "Grüße");
            assertThat(List.of(eight.getText(), seven.getText())).allMatch(text -> text.startsWith("Grüße"));
            assertThat(eight.getSession().getViolations()).isEmpty();
            assertThat(seven.getSession().getViolations()).isEmpty();
        }
    }

    @Test
    void sevenBitsArePreferredUnlessEightWereAskedForAndAreNeeded() {
        message.setBody("Grüße");
        assertThat(MailMessageContent.of(message).preferredBodyType()).isEqualTo(BodyType.SEVEN_BIT);
        message.setBodyTransferEncoding(TransferEncoding.EIGHT_BIT);
        assertThat(MailMessageContent.of(message).preferredBodyType()).isEqualTo(BodyType.EIGHT_BIT_MIME);
        message.setBody("Greetings");
        assertThat(MailMessageContent.of(message).preferredBodyType()).isEqualTo(BodyType.SEVEN_BIT);
        Attachment file = Attachment.createAttachmentFromString("Grüße", "a.txt");
        file.setTransferEncoding(TransferEncoding.EIGHT_BIT);
        message.getAttachments().add(file);
        assertThat(MailMessageContent.of(message).preferredBodyType()).isEqualTo(BodyType.EIGHT_BIT_MIME);
    }

    private MimeMessage read() throws Exception {
        return Angus.read(bytes());
    }

    private String text() throws IOException {
        return new String(bytes(), UTF_8);
    }

    private byte[] bytes() throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        message.writeTo(output);
        return output.toByteArray();
    }
}
