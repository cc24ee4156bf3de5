package org.postrider.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.mail.MailEnvelope;
import org.postrider.mail.MailMessage;
import org.postrider.mail.MailMessageContent;
import org.postrider.smtp.AccessToken;
import org.postrider.smtp.AuthOptions;
import org.postrider.smtp.Credential;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.KerberosCredential;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpSender;
import org.postrider.smtp.TokenCredential;

/** Logins at Postfix, with Dovecot, Cyrus and a Kerberos key distribution centre behind it; each through both doors. */
class SaslServersTest {
    private static RealServer server;

    @BeforeAll
    static void findServer() throws IOException, GeneralSecurityException {
        server = RealServer.fromEnvironment();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"})
    void dovecotLetsUsInByPassword(String mechanism) throws Exception {
        Credential alice = new PasswordCredential(server.get("USERNAME"), server.get("PASSWORD"));
        assertThat(mechanismOf("SUBMISSION", AuthOptions.of(alice).withMechanisms(mechanism)))
                .isEqualTo(mechanism);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PLAIN",
                "LOGIN",
                "CRAM-MD5",
                "DIGEST-MD5",
                "NTLM",
                "SCRAM-SHA-1",
                "SCRAM-SHA-256",
                "SCRAM-SHA-512"
            })
    void cyrusLetsUsInByPassword(String mechanism) throws Exception {
        Credential bob = new PasswordCredential("bob", "builder");
        assertThat(mechanismOf("CYRUS", AuthOptions.of(bob).withMechanisms(mechanism)))
                .isEqualTo(mechanism);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob@example.test", "EXAMPLE\\bob"})
    void ntlmTakesDomainsInEitherForm(String user) throws Exception {
        Credential bob = new PasswordCredential(user, "builder");
        assertThat(mechanismOf("CYRUS", AuthOptions.of(bob).withMechanisms("NTLM")))
                .isEqualTo("NTLM");
    }

    @Test
    void wrongPasswordByNtlmIsRefusedOnceForAll() {
        AuthOptions wrong =
                AuthOptions.of(new PasswordCredential("bob", "wonderland")).preferring("NTLM");
        assertThatThrownBy(() -> mechanismOf("CYRUS", wrong))
                .isInstanceOfSatisfying(
                        DeliveryException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.AUTHENTICATION))
                .hasMessageContaining("refused AUTH NTLM: 535");
    }

    @ParameterizedTest
    @CsvSource({"SUBMISSION, SCRAM-SHA-256", "CYRUS, SCRAM-SHA-512"})
    void strongestMechanismOfTheServerIsTaken(String port, String mechanism) throws Exception {
        Credential alice = new PasswordCredential("alice", "wonderland");
        assertThat(mechanismOf(port, AuthOptions.of(alice))).isEqualTo(mechanism);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"})
    void namesAndPasswordsThatNeedCareLogIn(String mechanism) throws Exception {
        for (Credential odd : new Credential[] {
            new PasswordCredential("bob", "pass word=with,odd\"chars\\"),
            new PasswordCredential("co,mma=eq", "secret"),
            new PasswordCredential("j\u00fcrgen", "p\u00e4ssw\u00f6rt\u20ac"),
            new PasswordCredential("long", "x".repeat(200))
        }) {
            assertThat(mechanismOf("SUBMISSION", AuthOptions.of(odd).withMechanisms(mechanism)))
                    .as("%s", odd)
                    .isEqualTo(mechanism);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"XOAUTH2", "OAUTHBEARER"})
    void dovecotTakesATokenAndRefusesAnExpiredOneWithItsReason(String mechanism) throws Exception {
        Credential good = TokenCredential.of("alice", new AccessToken(server.get("OAUTH_TOKEN")));
        assertThat(mechanismOf("SUBMISSION", AuthOptions.of(good).withMechanisms(mechanism)))
                .isEqualTo(mechanism);
        Credential old = TokenCredential.of("alice", new AccessToken(server.get("OAUTH_TOKEN_EXPIRED")));
        assertThatThrownBy(() -> mechanismOf("SUBMISSION", AuthOptions.of(old).withMechanisms(mechanism)))
                .isInstanceOfSatisfying(
                        DeliveryException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.AUTHENTICATION))
                .hasMessageContaining("it explains: {\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CACHE", "KEYTAB", "PASSWORD"})
    void kerberosLetsUsInByTicketsKeyAndPassword(String means) throws Exception {
        Map<String, String> kerberos = RealServer.kerberos();
        KerberosCredential alice = switch (means) {
            case "CACHE" -> KerberosCredential.ofTicketCache(Path.of(kerberos.get("CCACHE")));
            case "KEYTAB" -> KerberosCredential.ofKeyTable("alice", Path.of(kerberos.get("USER_KEYTAB")));
            default -> KerberosCredential.ofPassword("alice", kerberos.get("PASSWORD"));
        };
        assertThat(mechanismOf("SUBMISSION", AuthOptions.of(alice))).isEqualTo("GSSAPI");
        assertThatThrownBy(() -> mechanismOf("SUBMISSION", AuthOptions.of(alice).withTargetName("SMTPSVC/localhost")))
                .isInstanceOf(DeliveryException.class)
                .hasMessageContaining("SMTPSVC/localhost");
    }

    @ParameterizedTest
    @CsvSource({"SUBMISSION, AUTH_MECHANISMS, smtp/localhost", "CYRUS, CYRUS_MECHANISMS, smtp/mail.example.test"})
    void kerberosInTheWrappingOfWindowsLetsUsIn(String port, String offer, String target) throws Exception {
        Map<String, String> kerberos = RealServer.kerberos();
        Assumptions.assumeTrue(
                List.of(server.get(offer).split(",")).contains("GSS-SPNEGO"), "the server doesn't offer GSS-SPNEGO");
        KerberosCredential alice = KerberosCredential.ofTicketCache(Path.of(kerberos.get("CCACHE")));
        AuthOptions options = AuthOptions.of(alice).withTargetName(target).withMechanisms("GSS-SPNEGO");
        assertThat(mechanismOf(port, options)).isEqualTo("GSS-SPNEGO");
        assertThat(mechanismOf(port, options.withMechanisms("GSS-SPNEGO", "GSSAPI")))
                .isEqualTo("GSS-SPNEGO");
        assertThatThrownBy(() -> mechanismOf(port, options.withTargetName("SMTPSVC/localhost")))
                .isInstanceOf(DeliveryException.class)
                .hasMessageContaining("SMTPSVC/localhost");
    }

    /** Sends through both doors. */
    private static String mechanismOf(String port, AuthOptions auth) throws Exception {
        MailMessage message = new MailMessage("ann@example.test", "sasl@example.test", "Login", "Text");
        try (SmtpSender blocking = server.sender(port, auth);
                SmtpSender looping = server.sender(port, auth)) {
            SendResult first = blocking.send(MailEnvelope.of(message), MailMessageContent.of(message));
            SendResult second = looping.sendAsync(MailEnvelope.of(message), MailMessageContent.of(message))
                    .get(30, TimeUnit.SECONDS);
            assertThat(second.connection().mechanism())
                    .isEqualTo(first.connection().mechanism());
            return String.valueOf(first.connection().mechanism());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DeliveryException d ? d : e;
        }
    }
}
