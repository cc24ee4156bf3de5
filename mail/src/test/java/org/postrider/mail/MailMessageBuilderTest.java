package org.postrider.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.mime.FormatException;

class MailMessageBuilderTest {
    private static final String RELATED = "multipart/related(text/html,image/png)";
    private static final String INVITATION = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n";

    @TempDir
    Path folder;

    private final MailMessageBuilder builder = MailMessage.builder();

    @Test
    void everyWordReachesTheMessage() {
        OffsetDateTime date = OffsetDateTime.of(2026, 11, 21, 9, 5, 7, 0, ZoneOffset.UTC);
        MailMessage message = builder.from("Ann <ann@example.com>")
                .to("bob@example.com, cid@example.com", "dan@example.com")
                .to(new MailAddress("eve@example.com"))
                .cc("fay@example.com")
                .bcc("gil@example.com", "hal@example.com")
                .replyTo("office@example.com")
                .subject("Grüße")
                .text("Hello")
                .header("X-Own", "1")
                .date(date)
                .inReplyTo("<2@example.com>", "1@example.com")
                .priority(MailPriority.HIGH)
                .build();
        assertThat(message.getFrom()).isEqualTo(new MailAddress("ann@example.com", "Ann"));
        assertThat(message.getTo().toString())
                .isEqualTo("bob@example.com, cid@example.com, dan@example.com, eve@example.com");
        assertThat(message.getCc()).containsExactly(new MailAddress("fay@example.com"));
        assertThat(message.getBcc()).hasSize(2);
        assertThat(message.getReplyToList()).containsExactly(new MailAddress("office@example.com"));
        assertThat(message.getSubject()).isEqualTo("Grüße");
        assertThat(message.getBody()).isEqualTo("Hello");
        assertThat(message.isBodyHtml()).isFalse();
        assertThat(message.getHeaders().get("X-Own")).isEqualTo("1");
        assertThat(message.getDate()).isEqualTo(date);
        assertThat(message.getInReplyTo()).containsExactly("<2@example.com>");
        assertThat(message.getReferences()).containsExactly("<1@example.com>", "<2@example.com>");
        assertThat(message.getPriority()).isEqualTo(MailPriority.HIGH);
    }

    @Test
    void groupsAndTheNullReversePathHaveTheirWord() throws Exception {
        MailMessage message = builder.from("ann@example.com")
                .to("Friends: bob@example.com, cid@example.com;", "dan@example.com")
                .cc("undisclosed-recipients:;")
                .nullReversePath()
                .build();
        assertThat(message.getTo()).map(MailAddress::getGroupName).containsExactly("Friends", "Friends", "");
        assertThat(MailEnvelope.of(message).reversePath()).isEmpty();
        assertThat(MailEnvelope.of(message).recipients()).hasSize(3);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        message.writeTo(written);
        assertThat(written.toString(StandardCharsets.US_ASCII))
                .contains("\r\nTo: Friends: bob@example.com, cid@example.com;, dan@example.com\r\n")
                .contains("\r\nCc: undisclosed-recipients:;\r\n")
                .contains("\r\nFrom: ann@example.com\r\n");
    }

    @Test
    void textAndHtmlAreTwoFormsOfTheSame() throws Exception {
        assertThat(structure(builder.html("<p>").text("text")))
                .isEqualTo("multipart/alternative(text/plain,text/html)");
    }

    @Test
    void htmlAloneIsTheBody() throws Exception {
        assertThat(structure(builder.html("<p>"))).isEqualTo("text/html");
    }

    @Test
    void htmlWithPicturesIsRelatedToThem() throws Exception {
        assertThat(structure(builder.html("<img src='cid:chart'>").inline("chart", file("chart.png"), "image/png")))
                .isEqualTo(RELATED);
    }

    @Test
    void everythingFindsItsPlace() throws Exception {
        assertThat(structure(builder.attach(file("a.unknown"))
                        .calendar(INVITATION)
                        .inline("chart", file("chart.png"), "image/png")
                        .html("<img src='cid:chart'>")
                        .text("text")
                        .attach(new Attachment(new byte[3], "b", "audio/ogg"))))
                .isEqualTo("multipart/mixed(multipart/alternative(text/plain," + RELATED
                        + ",text/calendar),application/octet-stream,audio/ogg,application/ics)");
    }

    @Test
    void whatNobodyWouldSeeIsRefused() throws Exception {
        builder.text("text").inline("chart", file("chart.png"), "image/png");
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("html");
        assertThat(builder.html("<p>").build().getAlternateViews()).hasSize(1);
    }

    @Test
    void aBuilderBuildsOnce() {
        builder.build();
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("MailMessage.builder()");
    }

    @Test
    void whatASetterRefusesIsRefusedHere() {
        assertThatThrownBy(() -> builder.to("nobody")).isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> builder.subject("a\r\nb")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.header("a b", "c")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.inReplyTo("a b")).isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> builder.html("\uD800")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.text(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> builder.date(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> builder.calendar("no")).isInstanceOf(FormatException.class);
    }

    @Test
    void nullIsToldByTheNameOfItsParameter() {
        assertNamed("address", () -> builder.from((String) null), () -> builder.to((MailAddress) null));
        assertNamed("addresses", () -> builder.to((String) null), () -> builder.cc((String[]) null));
        assertNamed("html", () -> builder.html(null));
        assertNamed("file", () -> builder.inline("a", null, "a/b"), () -> builder.attach((Path) null));
        assertNamed("mediaType", () -> builder.inline("a", file("a"), null));
        assertNamed("attachment", () -> builder.attach((Attachment) null));
        assertNamed("calendar", () -> builder.calendar(null));
        assertNamed("name", () -> builder.header(null, "a"));
        assertNamed("value", () -> builder.header("X-A", null));
        assertNamed("messageId", () -> builder.inReplyTo(null));
    }

    private static void assertNamed(String parameter, ThrowingCallable... calls) {
        assertThat(calls)
                .allSatisfy(call ->
                        assertThatNullPointerException().isThrownBy(call).withMessage(parameter));
    }

    private Path file(String name) throws Exception {
        return Files.write(folder.resolve(name), name.getBytes(UTF_8));
    }

    private static String structure(MailMessageBuilder builder) throws Exception {
        try (MailMessage message =
                builder.from("ann@example.com").to("bob@example.com").build()) {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            message.writeTo(output);
            MimeMessage read = Angus.read(output.toByteArray());
            return Angus.structure(read);
        }
    }
}
