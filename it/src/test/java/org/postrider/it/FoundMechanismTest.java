package org.postrider.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.junit.jupiter.api.Test;
import org.postrider.mail.MailMessage;
import org.postrider.mail.MailMessageContent;
import org.postrider.smtp.AuthOptions;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.SaslContext;
import org.postrider.smtp.SaslMechanism;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpSender;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;
import org.postrider.testkit.SmtpTestServer;

/** A mechanism that is on the class path as a service is there without further ado. */
class FoundMechanismTest {
    /** Never begins, and says so. */
    public static final class Found implements SaslMechanism {
        @Override
        public String name() {
            return "X-FOUND";
        }

        @Override
        public boolean isUsable(SaslContext context) {
            return true;
        }

        @Override
        public CompletableFuture<SaslClient> begin(SaslContext context) throws SaslException {
            throw new SaslException("found at " + context.host());
        }
    }

    @Test
    void serviceGoesFirst() {
        assertThat(AuthOptions.knownMechanisms()).startsWith("X-FOUND").contains("PLAIN");
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .startTls()
                        .authMechanisms("X-FOUND")
                        .start();
                MailMessage message = new MailMessage("ann@example.com", "bob@example.com", "Hello", "Hello.");
                SmtpSender sender = new SmtpSender(SmtpOptions.builder(server.getHost())
                        .port(server.getPort())
                        .tls(TlsOptions.of(TlsMode.STARTTLS)
                                .withContext(server.getCertificateAuthority().sslContext()))
                        .credential(new PasswordCredential("ann", "secret"))
                        .build())) {
            Envelope envelope = Envelope.of("ann@example.com", List.of("bob@example.com"));
            assertThat(catchThrowable(() -> sender.send(envelope, MailMessageContent.of(message))))
                    .isInstanceOf(DeliveryException.class)
                    .hasMessageContaining("X-FOUND can't begin: found at " + server.getHost());
        }
    }
}
