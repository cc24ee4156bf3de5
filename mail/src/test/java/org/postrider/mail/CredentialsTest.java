package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.AccessToken;
import org.postrider.smtp.AuthOptions;
import org.postrider.smtp.KerberosCredential;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.TokenCredential;
import org.postrider.testkit.Session;
import org.postrider.testkit.SmtpTestServer;

/** Which credentials a client logs in with, by host, port and mechanism. */
@Execution(ExecutionMode.CONCURRENT)
class CredentialsTest {
    private static final NetworkCredential ANN = new NetworkCredential("ann", "secret");
    private static final NetworkCredential BOB = new NetworkCredential("bob", "other", "corp");

    private static AuthOptions find(CredentialsByHost source) {
        return new CredentialLookup(source, "smtp.example.com", 587).find();
    }

    @Test
    void cacheFindsByHostPortAndMechanismInAnyCase() {
        CredentialCache cache = new CredentialCache();
        cache.add("SMTP.example.com", 587, "LOGIN", ANN);
        assertThat(cache.getCredential("smtp.EXAMPLE.com", 587, "login")).isSameAs(ANN);
        assertThat(cache.getCredential("smtp.example.com", 25, "login")).isNull();
        assertThat(cache.getCredential("smtp.example.net", 587, "login")).isNull();
        assertThat(cache.getCredential("smtp.example.com", 587, "ntlm")).isNull();
        assertThat(cache).containsExactly(ANN);
        cache.remove("smtp.example.com", 587, "Login");
        assertThat(cache).isEmpty();
        cache.remove("smtp.example.com", 587, "Login");
    }

    @Test
    void cacheRefusesASecondEntryAndWhatCanNotBe() {
        CredentialCache cache = new CredentialCache();
        cache.add("h", 25, "login", ANN);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cache.add("H", 25, "LOGIN", BOB))
                .withMessageContaining("remove");
        assertThatIllegalArgumentException().isThrownBy(() -> cache.add("", 25, "login", ANN));
        assertThatIllegalArgumentException().isThrownBy(() -> cache.add("h", -1, "login", ANN));
    }

    /** .NET takes them for NTLM, Kerberos and Negotiate: here they are Kerberos tickets, and go by the names of its mechanisms. */
    @ParameterizedTest
    @ValueSource(strings = {"login", "PLAIN", "NTLM", "negotiate", "scram-sha-256"})
    void cacheTakesTheLoginOfTheProcessForKerberosOnly(String type) {
        CredentialCache cache = new CredentialCache();
        NetworkCredential process = CredentialCache.getDefaultNetworkCredentials();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cache.add("smtp.example.com", 587, type, process))
                .withMessageContaining(type + " can't take")
                .withMessageContaining("GSSAPI");
        assertThat(cache).isEmpty();
        cache.add("smtp.example.com", 587, "gssapi", process);
        cache.add("smtp.example.com", 587, "Gss-Spnego", process);
        assertThat(find(cache).credentialFor("GSSAPI")).isEqualTo(KerberosCredential.ofProcess());
        assertThat(find(cache).credentialFor("GSS-SPNEGO")).isEqualTo(KerberosCredential.ofProcess());
    }

    @Test
    void everyMechanismIsAskedForByItsName() {
        List<String> asked = new CopyOnWriteArrayList<>();
        find((host, port, type) -> {
            asked.add(host + ":" + port + " " + type);
            return null;
        });
        assertThat(asked)
                .contains("smtp.example.com:587 login", "smtp.example.com:587 gssapi", "smtp.example.com:587 ntlm")
                .contains("smtp.example.com:587 scram-sha-256-plus", "smtp.example.com:587 plain");
    }

    @Test
    void loginStandsForAllThatTakesAPasswordButNotForKerberos() {
        CredentialCache cache = new CredentialCache();
        cache.add("smtp.example.com", 587, "login", ANN);
        cache.add("smtp.example.com", 587, "NTLM", BOB);
        AuthOptions found = find(cache);
        PasswordCredential ann = new PasswordCredential("ann", "secret");
        assertThat(found.credentialFor("LOGIN")).isEqualTo(ann);
        assertThat(found.credentialFor("PLAIN")).isEqualTo(ann);
        assertThat(found.credentialFor("SCRAM-SHA-512-PLUS")).isEqualTo(ann);
        assertThat(found.credentialFor("NTLM")).isEqualTo(new PasswordCredential("corp\\bob", "other"));
        assertThat(found.credentialFor("GSSAPI")).isNull();
        assertThat(found.credentialFor("EXTERNAL")).isNull();
    }

    @Test
    void passwordThatIsMeantForKerberosBecomesAPrincipalOfItsRealm() {
        CredentialCache cache = new CredentialCache();
        cache.add("smtp.example.com", 587, "GSSAPI", BOB);
        KerberosCredential bob = KerberosCredential.ofPassword("bob@CORP", "other");
        assertThat(find(cache).credentialFor("GSSAPI")).isEqualTo(bob);
        assertThat(find(cache).credentialFor("GSS-SPNEGO")).isEqualTo(bob);
        assertThat(find(BOB).credentialFor("GSSAPI")).isEqualTo(new PasswordCredential("corp\\bob", "other"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN", "SCRAM-SHA-256", "CRAM-MD5"})
    void cacheLogsInByWhateverTheServerOffers(String mechanism) {
        try (SmtpTestServer server = server(mechanism);
                SmtpClient client = Clients.secure(server);
                MailMessage message = Clients.message()) {
            CredentialCache cache = new CredentialCache();
            cache.add(server.getHost(), server.getPort(), "login", ANN);
            client.setCredentials(cache);
            client.send(message);
            assertThat(server.getMessages())
                    .singleElement()
                    .satisfies(m -> assertThat(m.getUser()).isEqualTo("ann"));
        }
    }

    @Test
    void cacheWithoutAnEntryForTheServerSendsWithoutALogin() {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .startTls()
                        .user("ann", "secret")
                        .start();
                SmtpClient client = Clients.secure(server);
                MailMessage message = Clients.message()) {
            CredentialCache cache = new CredentialCache();
            cache.add("elsewhere.example.com", server.getPort(), "login", ANN);
            client.setCredentials(cache);
            client.send(message);
            assertThat(commands(server)).noneMatch(c -> c.startsWith("AUTH"));
        }
    }

    @Test
    void tokenLogsInThroughTheClient() {
        try (SmtpTestServer server = server("XOAUTH2");
                SmtpClient client = Clients.secure(server);
                MailMessage message = Clients.message()) {
            client.setCredentials(NetworkCredential.of(TokenCredential.of("ann", new AccessToken("secret"))));
            client.send(message);
            assertThat(server.getMessages()).hasSize(1);
        }
    }

    @Test
    void loginOfTheProcessWinsAndTheOthersAreKept() {
        try (SmtpClient client = new SmtpClient("h")) {
            client.setCredentials(ANN);
            assertThat(client.isUseDefaultCredentials()).isFalse();
            client.setUseDefaultCredentials(true);
            assertThat(client.getCredentials()).isSameAs(CredentialCache.getDefaultNetworkCredentials());
            client.setCredentials(BOB);
            assertThat(client.getCredentials()).isSameAs(CredentialCache.getDefaultNetworkCredentials());
            client.setUseDefaultCredentials(false);
            assertThat(client.getCredentials()).isSameAs(BOB);
        }
    }

    @Test
    void loginOfTheProcessIsNoPassword() {
        NetworkCredential process = CredentialCache.getDefaultNetworkCredentials();
        assertThat(List.of(process.getUserName(), process.getPassword(), process.getDomain()))
                .containsOnly("");
        try (SmtpTestServer server = server("PLAIN", "LOGIN");
                SmtpClient client = Clients.secure(server);
                MailMessage message = Clients.message()) {
            client.setUseDefaultCredentials(true);
            assertThatThrownBy(() -> client.send(message))
                    .isInstanceOf(SmtpException.class)
                    .hasMessageContaining("[PLAIN, LOGIN]");
            assertThat(commands(server)).noneMatch(c -> c.startsWith("AUTH"));
        }
    }

    @Test
    void targetNameFollowsTheHostUnlessItIsSet() {
        try (SmtpClient client = new SmtpClient("one.example.com")) {
            assertThat(client.getTargetName()).isEqualTo("SMTPSVC/one.example.com");
            client.setHost("two.example.com");
            assertThat(client.getTargetName()).isEqualTo("SMTPSVC/two.example.com");
            client.setTargetName("smtp/mail.example.com");
            assertThat(client.getTargetName()).isEqualTo("smtp/mail.example.com");
            assertThatIllegalArgumentException().isThrownBy(() -> client.setTargetName("mail"));
            client.setTargetName(null);
            assertThat(client.getTargetName()).isEqualTo("SMTPSVC/two.example.com");
        }
    }

    private static SmtpTestServer server(String... mechanisms) {
        return SmtpTestServer.builder()
                .startTls()
                .user("ann", "secret")
                .requireAuth()
                .authMechanisms(mechanisms)
                .start();
    }

    private static List<String> commands(SmtpTestServer server) {
        return server.getSessions().stream()
                .map(Session::getCommands)
                .flatMap(List::stream)
                .toList();
    }
}
