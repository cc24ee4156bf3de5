package org.postrider.benchmarks.load;

import java.io.IOException;
import java.nio.file.Path;
import org.postrider.benchmarks.Payload;
import org.postrider.benchmarks.PostriderComposer;
import org.postrider.mail.MailMessage;
import org.postrider.mail.SmtpClient;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;

/** Ours by the door of .NET: a client for each lane. */
final class PostriderBlocking implements LoadClient.Blocking {
    private final Payload payload;
    private final SmtpClient[] clients;

    PostriderBlocking(Target target) throws IOException {
        payload = target.payload();
        clients = new SmtpClient[target.lanes()];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = client(target);
        }
    }

    private static SmtpClient client(Target target) throws IOException {
        SmtpClient client = new SmtpClient(Target.HOST, target.port());
        client.setClientDomain(Target.CLIENT_DOMAIN);
        Path authority = target.authority();
        if (authority != null) {
            client.setEnableSsl(true);
            client.setTlsOptions(TlsOptions.of(TlsMode.STARTTLS).withTrustedCertificates(authority));
        }
        return client;
    }

    @Override
    public void send(int lane, long number) {
        try (MailMessage message = PostriderComposer.message(payload, number)) {
            clients[lane].send(message);
        }
    }

    @Override
    public void close() {
        for (SmtpClient client : clients) {
            client.close();
        }
    }
}
