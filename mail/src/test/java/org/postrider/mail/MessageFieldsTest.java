package org.postrider.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.mime.FormatException;
import org.postrider.smtp.Envelope;

class MessageFieldsTest {
    private static final OffsetDateTime MOON = OffsetDateTime.of(1969, 7, 20, 22, 17, 40, 9, ZoneOffset.ofHours(-4));

    private final MailMessage message = new MailMessage("jane@example.org", "john@example.org", "Lunch?", "At noon.");

    @Test
    void aDateIsWrittenAsItWasSet() throws IOException {
        message.setDate(MOON);
        message.getHeaders().add("Date", "today");
        assertThat(header())
                .contains("\r\nDate: Sun, 20 Jul 1969 22:17:40 -0400\r\n")
                .doesNotContain("today");
        message.setDate(null);
        assertThat(header()).containsPattern("\r\nDate: [A-Z][a-z]{2}, [0-9]{1,2} [A-Z][a-z]{2} 2[0-9]{3} ");
    }

    @Test
    void aDateThatMailCannotWriteIsRefused() {
        for (int year : new int[] {1899, 10_000, -1}) {
            OffsetDateTime date = MOON.withYear(year);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> message.setDate(date))
                    .withMessageContaining("1900 to 9999");
        }
    }

    @Test
    void aMessageIdIsWrittenInBracketsAndElseMadeAnewAtEachSending() throws IOException {
        message.setMessageId("1.x@[127.0.0.1]");
        message.getHeaders().add("Message-ID", "<other@example.org>");
        assertThat(message.getMessageId()).isEqualTo("<1.x@[127.0.0.1]>");
        assertThat(header())
                .containsOnlyOnce("Message-ID: <1.x@[127.0.0.1]>\r\n")
                .doesNotContain("other");
        message.setMessageId(null);
        assertThat(header()).containsOnlyOnce("Message-ID: <other@example.org>\r\n");
        message.getHeaders().clear();
        assertThat(header()).containsPattern("\r\nMessage-ID: <[0-9A-Za-z_-]{20}@example.org>\r\n");
        assertThat(header()).isNotEqualTo(header());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<>",
                "a",
                "@",
                "a@",
                "@b",
                "a@b@c",
                "a..b@c",
                ".a@c",
                "a@c.",
                "a b@c",
                "<a@b> <c@d>",
                "a@b>\r\nX: y",
                "a@[b",
                "a@[b]c",
                "a@[[b]",
                "\"a\"@b",
                "ä@b",
                "<a@b",
                "a@b,c@d",
                "\u560A@b",
                "(a)a@b",
                "\uD800@b"
            })
    void aMalformedMessageIdIsRefused(String id) {
        assertThatThrownBy(() -> message.setMessageId(id))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("like <20261121.1@example.org>");
        assertThatThrownBy(() -> new Resent(new MailAddress("a@b")).setMessageId(id))
                .isInstanceOf(FormatException.class);
    }

    @Test
    void anAnswerNamesWhatItAnswersAndTheWholeThread() throws IOException {
        List<String> thread = List.of("first@example.org", "<second@example.org>", "<crooked one>".replace(' ', '_'));
        message.setInReplyTo(List.of("<second@example.org>"));
        message.setReferences(thread);
        message.getHeaders().add("References", "<stale@example.org>");
        assertThat(message.getReferences())
                .containsExactly("<first@example.org>", "<second@example.org>", "<crooked_one>");
        assertThat(header())
                .contains("\r\nIn-Reply-To: <second@example.org>\r\n")
                .contains("\r\nReferences: <first@example.org> <second@example.org> <crooked_one>\r\n")
                .doesNotContain("stale");
    }

    @Test
    void aLongThreadIsFoldedBetweenItsMessages() throws IOException {
        message.setReferences(List.of("a".repeat(240) + "@b", "<c@d>", "e".repeat(70) + "@f"));
        assertThat(header())
                .contains("References: <" + "a".repeat(240) + "@b>\r\n <c@d>\r\n <" + "e".repeat(70) + "@f>\r\n");
        assertThatThrownBy(() -> message.setReferences(List.of("a".repeat(251))))
                .hasMessageContaining("at most 250");
        for (String bad : List.of("a b", "<a>b", "a\tb", "a\rb", "\u0000", "ä", "")) {
            assertThatThrownBy(() -> message.setInReplyTo(List.of(bad))).isInstanceOf(FormatException.class);
        }
    }

    @Test
    void aProgramSaysThatItWroteTheMessage() throws IOException {
        message.getHeaders().add("Auto-Submitted", "auto-generated; by=me");
        assertThat(header()).contains("\r\nAuto-Submitted: auto-generated; by=me\r\n");
        message.setAutoSubmitted(AutoSubmitted.AUTO_REPLIED);
        assertThat(header()).containsOnlyOnce("Auto-Submitted").contains("\r\nAuto-Submitted: auto-replied\r\n");
    }

    @Test
    void aListIsLeftByOneClickOrByOtherWays() throws IOException {
        URI page = URI.create("https://example.org/leave?who=ä");
        URI mail = URI.create("mailto:leave@example.org");
        message.getHeaders().add("List-Unsubscribe", "<mailto:stale@example.org>");
        message.setOneClickUnsubscribe(page, mail);
        assertThat(message.getListUnsubscribe()).containsExactly(page, mail);
        assertThat(header())
                .contains(
                        "\r\nList-Unsubscribe: <https://example.org/leave?who=%C3%A4>,\r\n <mailto:leave@example.org>\r\n")
                .contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")
                .doesNotContain("stale");
        message.setListUnsubscribe(mail);
        assertThat(message.isOneClickUnsubscribe()).isFalse();
        assertThat(header()).contains("List-Unsubscribe: <mailto:leave").doesNotContain("One-Click");
        message.setListUnsubscribe();
        assertThat(header()).contains("stale");
    }

    @Test
    void anAddressThatNobodyCanLeaveByIsRefused() {
        for (String bad : List.of("ftp://example.org", "leave", "https://example.org/" + "x".repeat(700))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> message.setListUnsubscribe(URI.create(bad)))
                    .withMessageContaining("begins with https:");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> message.setOneClickUnsubscribe(URI.create("http://example.org")))
                .withMessageContaining("HTTPS");
        assertThat(message.getListUnsubscribe()).isEmpty();
    }

    @Test
    void aMessageThatIsHandedOnGoesToThoseItIsHandedToAlone() throws IOException {
        Resent resent = new Resent(new MailAddress("Office <office@example.com>"));
        resent.getTo().add("a@example.com");
        resent.getCc().add("c@example.com");
        resent.getBcc().add("blind@example.com");
        resent.setDate(MOON);
        message.setResent(resent);
        Envelope envelope = MailEnvelope.of(message);
        assertThat(envelope.reversePath()).isEqualTo("office@example.com");
        assertThat(MailEnvelope.recipients(message))
                .containsExactly("a@example.com", "blind@example.com", "c@example.com");
        assertThat(header())
                .startsWith(
                        "Resent-Date: Sun, 20 Jul 1969 22:17:40 -0400\r\nResent-From: \"Office\" <office@example.com>\r\n"
                                + "Resent-To: a@example.com\r\nResent-Cc: c@example.com\r\nResent-Message-ID: <resent.")
                .contains("\r\nTo: john@example.org\r\n")
                .doesNotContain("blind");
        resent.setSender(new MailAddress("clerk@example.com"));
        resent.setMessageId("r@example.com");
        assertThat(MailEnvelope.reversePath(message)).isEqualTo("clerk@example.com");
        assertThat(header())
                .contains("\r\nResent-Sender: clerk@example.com\r\n")
                .contains("\r\nResent-Message-ID: <r@example.com>\r\n");
        resent.getBcc().add("jürgen@example.com");
        assertThat(MailMessageContent.of(message).needsSmtpUtf8()).isTrue();
    }

    @Test
    @SuppressWarnings("deprecation") // The member of .NET that is obsolete there, too.
    void theOldReplyToWinsOverTheList() throws IOException {
        message.getReplyToList().add("a@example.org, b@example.org");
        assertThat(header()).contains("\r\nReply-To: a@example.org, b@example.org\r\n");
        message.setReplyTo(new MailAddress("c@example.org"));
        assertThat(header()).contains("\r\nReply-To: c@example.org\r\n");
        assertThat(message.getReplyTo().getAddress()).isEqualTo("c@example.org");
    }

    private String header() throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        message.writeTo(output);
        String text = output.toString(UTF_8);
        return text.substring(0, text.indexOf("\r\n\r\n") + 2);
    }
}
