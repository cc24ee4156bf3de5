package org.postrider.benchmarks;

import jakarta.activation.DataHandler;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Date;
import java.util.Properties;

/** Angus Mail, the reference implementation of Jakarta Mail. */
public final class AngusComposer implements Composer {
    private static final String UTF_8 = "utf-8";

    private final Session session;

    private AngusComposer(Properties properties) {
        session = Session.getInstance(properties);
    }

    static AngusComposer asItComes() {
        return new AngusComposer(new Properties());
    }

    static AngusComposer tuned() {
        Properties properties = new Properties();
        tune(properties);
        return new AngusComposer(properties);
    }

    /** Spares the search for a provider with each encoding, and the look-up of the own host for the Message-ID. */
    public static void tune(Properties properties) {
        System.setProperty("jakarta.mail.util.StreamProvider", "org.eclipse.angus.mail.util.MailStreamProvider");
        properties.setProperty("mail.from", Payload.FROM);
    }

    @Override
    public void compose(Payload payload, long number, OutputStream output) throws MessagingException, IOException {
        message(session, payload, number).writeTo(output);
    }

    /** {@return the message of that number} */
    public static MimeMessage message(Session session, Payload payload, long number) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress(Payload.FROM));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(Payload.TO));
        message.setSubject(payload.subject(number));
        message.setSentDate(new Date());
        fill(message, payload);
        message.saveChanges();
        return message;
    }

    private static void fill(MimeMessage message, Payload payload) throws MessagingException {
        String html = payload.html();
        byte[] attachment = payload.attachment();
        if (html != null) {
            MimeBodyPart second = new MimeBodyPart();
            second.setText(html, UTF_8, "html");
            message.setContent(new MimeMultipart("alternative", text(payload), second));
        } else if (attachment != null) {
            MimeBodyPart second = new MimeBodyPart();
            second.setDataHandler(new DataHandler(new ByteArrayDataSource(attachment, Payload.FILE_TYPE)));
            second.setFileName(Payload.FILE_NAME);
            message.setContent(new MimeMultipart("mixed", text(payload), second));
        } else {
            message.setText(payload.text(), UTF_8);
        }
    }

    private static MimeBodyPart text(Payload payload) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(payload.text(), UTF_8);
        return part;
    }
}
