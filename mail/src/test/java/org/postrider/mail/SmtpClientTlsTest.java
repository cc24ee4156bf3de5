package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.postrider.mail.Clients.message;

import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.smtp.ClientCertificate;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.HeldCertificate;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.Session;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.TlsFacts;

/** Whom a client trusts, which certificate it shows, and what it says when TLS fails. */
class SmtpClientTlsTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.shared();

    @TempDir
    static Path folder;

    @ParameterizedTest
    @CsvSource({
        "SEND, TLSv1.2",
        "SEND, TLSv1.3",
        "SEND_ASYNC, TLSv1.2",
        "SEND_ASYNC, TLSv1.3",
        "SEND_MAIL_ASYNC, TLSv1.3"
    })
    void changeOfCertificatesNeverUsesAnOlderConnectionOrSession(Way way, String version) throws Exception {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .startTls()
                        .protocols(version)
                        .requireClientCertificate()
                        .start();
                SmtpClient client = trusting(server)) {
            for (String name : List.of("ann.example.com", "bob.example.com")) {
                client.getClientCertificates().clear();
                client.getClientCertificates().add(card(name));
                way.send(client, message());
                way.send(client, message());
                assertThat(shown(server).getSubjectX500Principal().getName()).isEqualTo("CN=" + name);
            }
            assertThat(server.getSessions()).hasSize(2);
            client.getClientCertificates().remove(0);
            SmtpException told = way.fail(client, message());
            assertThat(told).hasMessageContaining("client certificate");
            assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            assertThat(server.getMessages()).hasSize(4);
        }
    }

    @Test
    void certificatesAreAListThatSaysWhatItHolds() {
        ClientCertificate ann = card("ann.example.com");
        ClientCertificate bob = card("bob.example.com");
        try (SmtpClient client = new SmtpClient("localhost")) {
            List<ClientCertificate> list = client.getClientCertificates();
            assertThat(list).isEmpty();
            list.addAll(List.of(ann, bob));
            assertThat(client.getClientCertificates()).containsExactly(ann, bob).isSameAs(list);
            assertThat(list.set(0, bob)).isEqualTo(ann);
            assertThat(list.remove(1)).isEqualTo(bob);
            assertThat(list).containsExactly(bob);
            assertThatNullPointerException().isThrownBy(() -> addNothing(list));
        }
    }

    @SuppressWarnings("NullAway") // What callers without a checker do.
    private static void addNothing(List<ClientCertificate> list) {
        list.add(null);
    }

    @Test
    void certificatesBesideAContextOfTheUserAreAnErrorOfTheNextSend() {
        try (SmtpTestServer server = SmtpTestServer.builder().startTls().start();
                SmtpClient client = Clients.secure(server)) {
            client.getClientCertificates().add(card("ann.example.com"));
            assertThatIllegalStateException()
                    .isThrownBy(() -> client.send(message()))
                    .withMessageContaining("give them to the context");
        }
    }

    /** The failure is told with its causes wherever it is told: thrown, in getError(), in the future. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void failureOfACertificateIsToldWithWhatToDoAndItsCauses(Way way) throws Exception {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .startTls()
                        .certificate(AUTHORITY.issue("mail.example.net"))
                        .start();
                SmtpClient client = trusting(server)) {
            assertThat(way.fail(client, message()))
                    .hasMessageContaining(
                            "the server's certificate is for mail.example.net, you connected to localhost")
                    .hasCauseInstanceOf(SSLException.class)
                    .hasRootCauseInstanceOf(CertificateException.class);
            assertThat(server.getMessages()).isEmpty();
        }
    }

    /** Port and enableSsl say whether there is TLS; options that were made for something else don't take it away. */
    @ParameterizedTest
    @EnumSource(TlsMode.class)
    void modeOfTheOptionsDoesntSwitchTlsOff(TlsMode mode) throws Exception {
        try (SmtpTestServer server = SmtpTestServer.builder().startTls().start();
                SmtpClient client = trusting(server)) {
            client.setTlsOptions(options().withMode(mode));
            client.send(message());
            assertThat(server.getMessages()).hasSize(1).allMatch(m -> m.getTls() != null);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void messageThatRequiresTlsOnItsWholeWaySaysSoOrIsntSent(Way way) throws Exception {
        MailMessage secret = message();
        secret.setTlsRequired(true);
        try (SmtpTestServer server =
                        SmtpTestServer.builder().startTls().with("REQUIRETLS").start();
                SmtpClient client = trusting(server)) {
            way.send(client, secret);
            way.send(client, message());
            assertThat(server.getMessages())
                    .extracting(ReceivedMessage::getMailParameters)
                    .satisfiesExactly(
                            first -> assertThat(first).containsKey("REQUIRETLS"),
                            second -> assertThat(second).doesNotContainKey("REQUIRETLS"));
            client.setEnableSsl(false);
            assertThat(way.fail(client, secret)).hasMessageContaining("this connection isn't under TLS");
        }
        try (SmtpTestServer server = SmtpTestServer.builder().startTls().start();
                SmtpClient client = trusting(server)) {
            SmtpException told = way.fail(client, secret);
            assertThat(told).hasMessageContaining("doesn't offer REQUIRETLS");
            assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            way.send(client, message());
            assertThat(server.getSessions().get(0).getCommands().stream().filter(c -> c.startsWith("MAIL")))
                    .hasSize(1);
        }
    }

    static ClientCertificate card(String name) {
        HeldCertificate held = AUTHORITY.issue(name);
        return ClientCertificate.of(held.getPrivateKey(), held.getChain());
    }

    private static TlsOptions options() throws Exception {
        Path ca = folder.resolve("ca-" + Thread.currentThread().getId());
        return TlsOptions.of(TlsMode.STARTTLS).withTrustedCertificates(AUTHORITY.writePem(ca));
    }

    private static SmtpClient trusting(SmtpTestServer server) throws Exception {
        SmtpClient client = Clients.of(server);
        client.setEnableSsl(true);
        client.setTlsOptions(options());
        return client;
    }

    /** What the client of the last session has shown. */
    private static X509Certificate shown(SmtpTestServer server) {
        List<Session> sessions = server.getSessions();
        TlsFacts tls = sessions.get(sessions.size() - 1).getTls();
        X509Certificate certificate = tls == null ? null : tls.clientCertificate();
        assertThat(certificate).as("the client's certificate").isNotNull();
        return certificate;
    }
}
