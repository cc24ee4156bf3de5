package org.postrider.benchmarks;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Properties;
import org.simplejavamail.api.email.Email;
import org.simplejavamail.api.email.EmailPopulatingBuilder;
import org.simplejavamail.converter.EmailConverter;
import org.simplejavamail.email.EmailBuilder;

/** Simple Java Mail: its own builder, then the message of Jakarta Mail that it makes. */
public final class SimpleJavaMailComposer implements Composer {
    private final Session session = Session.getInstance(new Properties());

    @Override
    public void compose(Payload payload, long number, OutputStream output) throws MessagingException, IOException {
        EmailConverter.emailToMimeMessage(email(payload, number), session).writeTo(output);
    }

    /** {@return the message of that number} */
    public static Email email(Payload payload, long number) {
        EmailPopulatingBuilder builder = EmailBuilder.startingBlank()
                .from(Payload.FROM)
                .to(Payload.TO)
                .withSubject(payload.subject(number))
                .withPlainText(payload.text());
        if (payload.html() != null) {
            builder.withHTMLText(payload.html());
        }
        if (payload.attachment() != null) {
            builder.withAttachment(Payload.FILE_NAME, payload.attachment(), Payload.FILE_TYPE);
        }
        return builder.buildEmail();
    }
}
