package org.postrider.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.mail.MailMessage;
import org.postrider.mail.MailMessageContent;
import org.postrider.smtp.AuthOptions;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.KerberosCredential;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpSender;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** A server that doesn't have the key of the service that it plays, and tickets of a real key distribution centre. */
class UnprovenServerTest {
    private static final Reply WELCOME = Reply.of(235, "2.7.0 Welcome");

    @ParameterizedTest
    @ValueSource(strings = {"GSSAPI", "GSS-SPNEGO"})
    void welcomeWithoutAProofIsNoLogin(String mechanism) throws Exception {
        assertNoLogin(mechanism, WELCOME, "before it has proven itself");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A1143012A0030A0103A10B06092A864886F712010202", // request-mic, which the JDK takes for an end
                "A1143012A0030A0109A10B06092A864886F712010202", // a state that isn't defined
                "A1153013A0040A020100A10B06092A864886F712010202", // a state of two octets
                "A1803080A0030A0103A10B06092A864886F71201020200000000", // lengths without end
                "A1143012A0030A0100A10B06092A864886F712010202", // accepted, without a token of Kerberos
                "A1143012A0030A0101A10B06092A864886F712010202",
                "A1183016A0030A0100A10B06092A864886F712010202A2020400", // with an empty one
                "A1143012A0030A0102A10B06092A864886F712010202", // refused
                "00",
            })
    void negotiationThatEndsWithoutAProofIsNoLogin(String answer) throws Exception {
        String challenge = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(answer));
        assertNoLogin("GSS-SPNEGO", Reply.of(334, challenge), "the login by GSS-SPNEGO failed");
    }

    private static void assertNoLogin(String mechanism, Reply reply, String reason) throws Exception {
        Map<String, String> kerberos = RealServer.kerberos();
        KerberosCredential alice = KerberosCredential.ofTicketCache(Path.of(kerberos.get("CCACHE")));
        AuthOptions auth = AuthOptions.of(alice).withTargetName("smtp/localhost");
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .startTls()
                        .authMechanisms(mechanism)
                        .start();
                MailMessage message = new MailMessage("ann@example.com", "bob@example.com", "Hello", "Hello.");
                SmtpSender sender = new SmtpSender(SmtpOptions.builder(server.getHost())
                        .port(server.getPort())
                        .tls(TlsOptions.of(TlsMode.STARTTLS)
                                .withContext(server.getCertificateAuthority().sslContext()))
                        .auth(auth)
                        .build())) {
            // A token is too long for the command, so it is the line that follows; to the server that is no command.
            server.script().on(Step.AUTH, reply == WELCOME ? WELCOME : Reply.of(334, ""));
            server.script().on(Step.OTHER, reply).times(1);
            server.script().on(Step.OTHER, WELCOME);
            Envelope envelope = Envelope.of("ann@example.com", List.of("bob@example.com"));
            assertThatThrownBy(() -> sender.send(envelope, MailMessageContent.of(message)))
                    .isInstanceOfSatisfying(
                            DeliveryException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.AUTHENTICATION))
                    .hasMessageContaining(reason);
            assertThat(server.getMessages()).isEmpty();
        }
    }
}
