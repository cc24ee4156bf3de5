package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A header field with placeholders is written where the plain message writes it, and nowhere else. */
class MailTemplateHeaderTest {
    private static final String VALUE = "<42@own.example>";
    private static final String PLACEHOLDER = "<{{id}}@own.example>";

    private final MailMessage message = MailMessage.builder()
            .from("news@example.com")
            .subject("News")
            .text("Hello")
            .build();

    /** Writes the plain message, and the template with the same field with a placeholder: both have the same fields. */
    private List<String> written(String name) {
        message.getHeaders().add(name, PLACEHOLDER);
        MailTemplate template = MailTemplate.of(message);
        PersonalMail mail = template.to("bob@example.com");
        template.placeholders().forEach(placeholder -> mail.with(placeholder, 42));
        List<String> personal = fields(Shown.written(mail), name);

        message.getHeaders().set(name, VALUE);
        message.getTo().add("bob@example.com");
        List<String> plain = fields(Shown.written(message), name);
        assertThat(personal).hasSameSizeAs(plain);
        assertThat(personal.contains(name + ": " + VALUE)).isEqualTo(plain.contains(name + ": " + VALUE));
        assertThat(template.placeholders().isEmpty()).isNotEqualTo(personal.contains(name + ": " + VALUE));
        return personal;
    }

    private static List<String> fields(byte[] eml, String name) {
        String text = new String(eml, StandardCharsets.UTF_8);
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return Arrays.stream(text.substring(0, text.indexOf("\r\n\r\n")).split("\r\n"))
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"From", "to", "Subject", "Date", "MIME-Version", "Content-Type", "CONTENT-TRANSFER-ENCODING"})
    void theMessageWritesThisFieldItself(String name) {
        assertThat(written(name)).hasSize(1).noneMatch(line -> line.contains("own.example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bcc", "Cc", "Reply-To", "Sender", "Resent-Bcc"})
    void thisFieldIsWrittenByItsSetterAlone(String name) {
        assertThat(written(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Own",
                "Message-ID",
                "message-id",
                "In-Reply-To",
                "References",
                "Auto-Submitted",
                "List-Unsubscribe",
                "List-Unsubscribe-Post",
                "Importance",
                "Priority",
                "X-Priority"
            })
    void thisFieldIsTheUsersOwn(String name) {
        assertThat(written(name)).containsExactly(name + ": " + VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sender",
                "Reply-To",
                "Date",
                "In-Reply-To",
                "References",
                "Auto-Submitted",
                "List-Unsubscribe",
                "List-Unsubscribe-Post",
                "Importance",
                "Priority",
                "X-Priority",
                "Message-ID"
            })
    void whatWasSetWins(String name) {
        message.setSender(new MailAddress("sender@example.com"));
        message.getReplyToList().add("answers@example.com");
        message.setDate(MailTemplateTest.DATE);
        message.setInReplyTo(List.of("<1@example.com>"));
        message.setReferences(List.of("<1@example.com>"));
        message.setAutoSubmitted(AutoSubmitted.AUTO_GENERATED);
        message.setOneClickUnsubscribe(URI.create("https://example.com/leave"));
        message.setPriority(MailPriority.HIGH);
        message.setMessageId("<2@example.com>");
        assertThat(written(name)).hasSize(1).noneMatch(line -> line.contains("own.example"));
    }

    /** Two letters with a mark apart, which look like two that have it in them. */
    @Test
    void whatTheMessageComposesIsComposed() {
        String name = "re\u0301sume\u0301";
        message.setSubject("{{name}}");
        message.getHeaders().add("X-File", "{{name}}");
        MailTemplate template = MailTemplate.of(message);
        message.setSubject(name);
        message.getHeaders().set("X-File", name);
        MailMessage personal =
                Shown.parsed(Shown.written(template.to("bob@example.com").with("name", name)));
        MailMessage plain = Shown.parsed(Shown.written(message));
        assertThat(personal.getSubject()).isEqualTo(plain.getSubject()).isEqualTo("r\u00E9sum\u00E9");
        assertThat(personal.getHeaders().get("X-File"))
                .isEqualTo(plain.getHeaders().get("X-File"))
                .isEqualTo(name);
    }

    @Test
    void aMessageIdIsNeverThatOfAll() {
        message.getHeaders().add("Message-ID", VALUE);
        MailTemplate template = MailTemplate.of(message);
        assertThat(fields(Shown.written(template.to("bob@example.com")), "Message-ID"))
                .hasSize(1)
                .doesNotContain("Message-ID: " + VALUE);
    }
}
