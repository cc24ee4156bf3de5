package org.postrider.benchmarks.load;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.util.Properties;
import org.postrider.benchmarks.AngusComposer;
import org.postrider.benchmarks.Payload;

/** Angus Mail, the reference implementation of Jakarta Mail: a transport for each lane, kept open. */
final class Angus implements LoadClient.Blocking {
    private final Payload payload;
    private final Session session;
    private final InternetAddress[] recipients = {new InternetAddress(Payload.TO)};
    private final Transport[] transports;

    private Angus(Target target, Properties properties) throws MessagingException {
        payload = target.payload();
        properties.setProperty("mail.smtp.host", Target.HOST);
        properties.setProperty("mail.smtp.port", Integer.toString(target.port()));
        properties.setProperty("mail.smtp.localhost", Target.CLIENT_DOMAIN);
        if (target.authority() != null) {
            properties.setProperty("mail.smtp.starttls.required", "true");
            properties.setProperty("mail.smtp.ssl.trust", "*");
        }
        session = Session.getInstance(properties);
        transports = new Transport[target.lanes()];
        for (int i = 0; i < transports.length; i++) {
            transports[i] = session.getTransport("smtp");
            transports[i].connect();
        }
    }

    static Angus asItComes(Target target) throws MessagingException {
        return new Angus(target, new Properties());
    }

    /** What its composer is spared, and a socket that doesn't wait for others' acknowledgements. */
    static Angus tuned(Target target) throws MessagingException {
        Properties properties = new Properties();
        AngusComposer.tune(properties);
        properties.put("mail.smtp.socketFactory", new PromptSockets());
        return new Angus(target, properties);
    }

    @Override
    public void send(int lane, long number) throws MessagingException {
        transports[lane].sendMessage(AngusComposer.message(session, payload, number), recipients);
    }

    @Override
    public void close() throws IOException {
        try {
            for (Transport transport : transports) {
                transport.close();
            }
        } catch (MessagingException e) {
            throw new IOException("no goodbye", e);
        }
    }
}
