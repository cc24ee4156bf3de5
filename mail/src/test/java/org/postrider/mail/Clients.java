package org.postrider.mail;

import java.time.Duration;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** What the tests of the client begin with. */
final class Clients {
    static final Duration SOON = Duration.ofSeconds(20);

    private Clients() {}

    static SmtpClient of(SmtpTestServer server) {
        return new SmtpClient(server.getHost(), server.getPort());
    }

    /** A client that uses TLS and trusts the server's authority. */
    static SmtpClient secure(SmtpTestServer server) {
        SmtpClient client = of(server);
        client.setEnableSsl(true);
        client.setSslContext(server.getCertificateAuthority().sslContext());
        return client;
    }

    static MailMessage message() {
        return new MailMessage("ann@example.com", "bob@example.com", "Hello", "Hello, Bob.");
    }

    static MailMessage message(String... recipients) {
        return new MailMessage("ann@example.com", String.join(",", recipients), "Hello", "Hello.");
    }

    static void refuse(SmtpTestServer server, String recipient, Reply reply) {
        server.script().on(Step.RCPT, reply).when(line -> line.contains(recipient));
    }
}
