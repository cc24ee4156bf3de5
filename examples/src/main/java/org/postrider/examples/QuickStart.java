package org.postrider.examples;

import java.nio.file.Path;
import org.postrider.mail.Attachment;
import org.postrider.mail.MailMessage;
import org.postrider.mail.NetworkCredential;
import org.postrider.mail.SmtpClient;

/** The first lines of the README: a message with a file, through a server that wants TLS and a login. */
public final class QuickStart {
    private QuickStart() {}

    static void send(String host, int port, String password, Path report) {
        try (SmtpClient client = new SmtpClient(host, port);
                MailMessage message = new MailMessage("ann@example.com", "bob@example.com")) {
            client.setEnableSsl(true);
            client.setCredentials(new NetworkCredential("ann", password));
            message.setSubject("Today's report \u2192 attached");
            message.setBody("Good morning, Bob!");
            message.getAttachments().add(new Attachment(report));
            client.send(message);
        }
    }
}
