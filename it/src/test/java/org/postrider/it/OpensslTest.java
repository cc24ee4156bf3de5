package org.postrider.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.mail.MailEnvelope;
import org.postrider.mail.MailMessage;
import org.postrider.mail.MailMessageContent;
import org.postrider.smtp.ClientCertificate;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpSender;
import org.postrider.smtp.TlsFacts;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.HeldCertificate;

/** Our TLS and openssl's understand each other, and both say the same of a connection. */
class OpensslTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "tls1_2, TLSv1.2, false, false",
        "tls1_2, TLSv1.2, true, true",
        "tls1_3, TLSv1.3, false, true",
        "tls1_3, TLSv1.3, true, false"
    })
    void secondConnectionResumesAnonymouslyOrWithTheSameCertificate(
            String option, String protocol, boolean asking, boolean async) throws Exception {
        try (OpensslServer server = OpensslServer.start(folder, option, asking)) {
            SmtpOptions options = SmtpOptions.builder("localhost")
                    .port(server.port())
                    .tls(trusting(asking))
                    .build();
            TlsFacts first = send(options, async);
            assertThat(server.awaitConnection())
                    .doesNotContain("\nReused")
                    .contains(asking ? "CN = ann.example.com" : "");
            TlsFacts second = send(options, async);
            assertThat(server.awaitConnection()).contains("\nReused");
            assertThat(List.of(first.protocol(), second.protocol())).containsOnly(protocol);
            assertThat(first.resumed()).isFalse();
            assertThat(second.resumed()).isTrue();
            assertThat(second.peerCertificates()).isNotEmpty().isEqualTo(first.peerCertificates());
        }
    }

    private TlsOptions trusting(boolean showing) throws Exception {
        CertificateAuthority authority = CertificateAuthority.shared();
        TlsOptions tls =
                TlsOptions.of(TlsMode.IMPLICIT).withTrustedCertificates(authority.writePem(folder.resolve("ca.pem")));
        HeldCertificate ann = authority.issue("ann.example.com");
        return showing
                ? tls.withClientCertificates(List.of(ClientCertificate.of(ann.getPrivateKey(), ann.getChain())))
                : tls;
    }

    /** A sender of its own each time: no connection is left over for the second. */
    private static TlsFacts send(SmtpOptions options, boolean async) {
        MailMessage message = new MailMessage("ann@example.com", "bob@example.com", "Hello", "Hello, Bob.");
        MailMessageContent content = MailMessageContent.of(message);
        try (SmtpSender sender = new SmtpSender(options)) {
            SendResult result = async
                    ? sender.sendAsync(MailEnvelope.of(message), content).join()
                    : sender.send(MailEnvelope.of(message), content);
            return result.connection().tls().orElseThrow();
        }
    }
}
