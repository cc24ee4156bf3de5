package org.postrider.cli;

import org.postrider.mail.MailEnvelope;
import org.postrider.mail.MailMessage;
import org.postrider.mail.MailMessageContent;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.MessageContent;

/**
 * A message ready for the engine. Closing it closes what the message was made of.
 *
 * @param message the message, or only its addresses when the content is ready made
 * @param envelope whom it goes to
 * @param content its bytes
 */
record Outgoing(MailMessage message, Envelope envelope, MessageContent content) implements AutoCloseable {
    static Outgoing of(MailMessage message) {
        return of(message, MailMessageContent.of(message));
    }

    static Outgoing of(MailMessage addresses, MessageContent content) {
        return new Outgoing(addresses, MailEnvelope.of(addresses), content);
    }

    @Override
    public void close() {
        message.close();
    }
}
