package org.postrider.mail;

import java.util.Objects;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.MessageContent;

/**
 * A message as a client sends it, whatever it was made of: fixed when its sending begins.
 *
 * @param envelope whom it goes to
 * @param content the message
 * @param namesSender whether its header has an X-Sender field of its own, which pickup directories know
 * @param shared how many of its octets others share, for whom they are in memory anyway
 */
record Mailing(Envelope envelope, MessageContent content, boolean namesSender, long shared) {
    static Mailing of(MailMessage message) {
        MessageContent content = MailMessageContent.of(message);
        return new Mailing(
                MailEnvelope.of(message), content, message.getHeaders().has("X-Sender"), 0);
    }

    static Mailing of(Mailable mail) {
        Objects.requireNonNull(mail, "mail");
        if (mail instanceof PersonalMail personal) {
            return personal.toMailing();
        }
        return mail instanceof Eml eml ? of(eml) : of((MailMessage) mail);
    }

    static Mailing of(Eml message) {
        return new Mailing(message.envelope(), message, false, 0);
    }

    /** What it holds of our memory until it is sent. What is read from elsewhere meanwhile isn't held. */
    long held() {
        return content.mayBlock() ? 0 : Math.max(0, content.size(content.preferredBodyType()) - shared);
    }
}
