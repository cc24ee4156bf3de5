package org.postrider.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever is compared writes the same message, so that none is fast by leaving something out. */
class ComposersTest {
    private static final int NUMBER = 7;

    @ParameterizedTest
    @EnumSource
    void everyComposerWritesTheText(ComposerKind kind) throws Exception {
        MimeMessage message = composed(kind, Payload.TEXT1K);
        assertThat(message.getFrom()).extracting(Object::toString).containsExactly(Payload.FROM);
        assertThat(message.getRecipients(Message.RecipientType.TO))
                .extracting(Object::toString)
                .containsExactly(Payload.TO);
        assertThat(message.getSubject()).isEqualTo(Payload.TEXT1K.subject(NUMBER));
        assertThat(message.getSentDate()).isNotNull();
        assertThat(message.getMessageID()).contains("@");
        assertSameText(message.getContent(), Payload.TEXT1K.text());
    }

    @ParameterizedTest
    @EnumSource
    void everyComposerWritesBothForms(ComposerKind kind) throws Exception {
        MimeMultipart parts = innermost(composed(kind, Payload.ALT10K), "alternative");
        assertThat(parts.getCount()).isEqualTo(2);
        assertThat(parts.getBodyPart(0).getContentType()).startsWith("text/plain");
        assertSameText(parts.getBodyPart(0).getContent(), Payload.ALT10K.text());
        assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html");
        assertSameText(parts.getBodyPart(1).getContent(), String.valueOf(Payload.ALT10K.html()));
    }

    @ParameterizedTest
    @EnumSource
    void everyComposerWritesTheAttachment(ComposerKind kind) throws Exception {
        MimeMultipart parts = (MimeMultipart) composed(kind, Payload.ATT1M).getContent();
        BodyPart attachment = parts.getBodyPart(parts.getCount() - 1);
        assertThat(attachment.getFileName()).isEqualTo(Payload.FILE_NAME);
        assertThat(attachment.getInputStream().readAllBytes()).isEqualTo(Payload.ATT1M.attachment());
    }

    private static MimeMessage composed(ComposerKind kind, Payload payload) throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        kind.make().compose(payload, NUMBER, output);
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(output.toByteArray()));
    }

    /** Some wrap what they write in more levels than it needs. */
    private static MimeMultipart innermost(MimeMessage message, String subtype) throws Exception {
        MimeMultipart parts = (MimeMultipart) message.getContent();
        while (!parts.getContentType().contains(subtype)) {
            parts = (MimeMultipart) parts.getBodyPart(0).getContent();
        }
        return parts;
    }

    /** The last line break belongs to the text or to what follows it, as one looks at it. */
    private static void assertSameText(Object read, String written) {
        assertThat(String.valueOf(read).stripTrailing()).isEqualTo(written.stripTrailing());
    }
}
