package org.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS by STARTTLS and from the start, with certificates right and wrong. */
class TlsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.shared();
    private static final SSLContext CONTEXT = AUTHORITY.sslContext();

    @Test
    void startTlsSecuresTheSessionAndForgetsWhatWasSaid() throws IOException {
        try (SmtpTestServer server =
                        SmtpTestServer.builder().startTls().user("u", "p").start();
                StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("235 ", client.authPlain("u", "p"));
            client.expect("220 ", client.say("STARTTLS"));
            client.startTls(CONTEXT);
            client.expect("503 ", client.say("MAIL FROM:<a@x.test>"));
            assertThat(client.say("EHLO client.test")).doesNotContain("STARTTLS");
            client.expect("503 ", client.say("STARTTLS"));
            client.expect("250 ", client.deliver("x\r\n"));
            ReceivedMessage message = server.getMessages().get(0);
            assertThat(message.getProtocol()).isEqualTo("ESMTPS");
            assertThat(message.getUser()).isNull();
            assertThat(message.getTls())
                    .isEqualTo(message.getSession().getTls())
                    .isNotNull();
            client.expect("221 ", client.quit());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void implicitTlsComesBeforeTheGreeting(String protocol) throws IOException {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .implicitTls()
                        .protocols(protocol)
                        .start();
                StraightLineClient client = StraightLineClient.connect(server)) {
            client.startTls(CONTEXT);
            client.expect("220 ", client.reply());
            client.expect("250", client.say("EHLO client.test"));
            client.expect("250 ", client.deliver("x\r\n"));
            TlsFacts facts = server.getMessages().get(0).getTls();
            assertThat(facts).isNotNull();
            assertThat(facts.protocol()).isEqualTo(protocol);
            assertThat(facts.cipherSuite()).startsWith("TLS_");
            assertThat(facts.clientCertificate()).isNull();
            client.expect("221 ", client.quit());
            server.awaitNoConnections(SOON);
            assertThat(server.getSessions().get(0).getEnding()).isEqualTo(Session.Ending.QUIT);
        }
    }

    @Test
    void serverNameThatTheClientAskedForIsKept() throws IOException {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .implicitTls()
                        .hostName("mx.server.test")
                        .start();
                StraightLineClient client = StraightLineClient.connect(server)) {
            SSLSocket socket =
                    (SSLSocket) CONTEXT.getSocketFactory().createSocket(client.socket(), "mx.server.test", 25, true);
            var parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            assertThat(socket.getInputStream().read()).isEqualTo('2');
            assertThat(server.getSessions().get(0).getTls())
                    .isNotNull()
                    .satisfies(facts -> assertThat(facts.serverName()).isEqualTo("mx.server.test"));
        }
    }

    @Test
    void clearTextAfterStartTlsIsThrownAwayAndNoted() throws IOException {
        try (SmtpTestServer server = SmtpTestServer.builder().startTls().start();
                StraightLineClient client = StraightLineClient.greet(server)) {
            client.send("STARTTLS\r\nMAIL FROM:<injected@x.test>\r\n");
            client.expect("220 ", client.reply());
            client.startTls(CONTEXT);
            client.expect("250", client.say("EHLO client.test"));
            Session session = server.getSessions().get(0);
            assertThat(session.getViolations())
                    .extracting(Violation::kind)
                    .containsExactly(Violation.Kind.PLAINTEXT_AFTER_STARTTLS);
            assertThat(session.getCommands()).noneMatch(line -> line.contains("injected"));
        }
    }

    @Test
    void mailInClearIsRefusedWhereTlsIsRequired() throws IOException {
        try (SmtpTestServer server = SmtpTestServer.builder().requireTls().start();
                StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("530 ", client.say("MAIL FROM:<a@x.test>"));
            client.expect("501 ", client.say("STARTTLS now"));
            client.expect("220 ", client.say("STARTTLS"));
            client.startTls(CONTEXT);
            client.say("EHLO client.test");
            client.expect("250 ", client.deliver("x\r\n"));
        }
    }

    @Test
    void mailInClearIsRefusedWhereACertificateIsDemanded() throws IOException {
        HeldCertificate identity = AUTHORITY.issue("client.test");
        try (SmtpTestServer server =
                        SmtpTestServer.builder().requireClientCertificate().start();
                StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("530 ", client.say("MAIL FROM:<a@x.test>"));
            client.expect("220 ", client.say("STARTTLS"));
            client.startTls(AUTHORITY.sslContext(identity));
            client.say("EHLO client.test");
            client.expect("250 ", client.deliver("x\r\n"));
        }
    }

    static List<HeldCertificate> wrongCertificates() {
        return List.of(
                AUTHORITY.issue("elsewhere.test"),
                HeldCertificate.builder()
                        .names("localhost")
                        .signedBy(AUTHORITY)
                        .expired()
                        .build(),
                HeldCertificate.selfSigned("localhost"),
                CertificateAuthority.create("Another").issue("localhost"));
    }

    @ParameterizedTest
    @MethodSource("wrongCertificates")
    void carefulClientLeavesAtAWrongCertificate(HeldCertificate wrong) throws IOException {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .implicitTls()
                        .certificate(wrong)
                        .start();
                StraightLineClient client = StraightLineClient.connect(server)) {
            assertThatThrownBy(() -> client.startTls(CONTEXT)).isInstanceOf(SSLException.class);
            server.awaitNoConnections(SOON);
            Session session = server.getSessions().get(0);
            assertThat(session.getEnding()).isEqualTo(Session.Ending.TLS_FAILURE);
            assertThat(session.getEndingReason()).isNotBlank();
            assertThat(session.getCommands()).isEmpty();
        }
    }

    @Test
    void clientCertificateIsDemandedAndKept() throws IOException {
        HeldCertificate identity = AUTHORITY.issue("client.test");
        try (SmtpTestServer server = SmtpTestServer.builder()
                .implicitTls()
                .requireClientCertificate()
                .protocols("TLSv1.2")
                .start()) {
            try (StraightLineClient client = StraightLineClient.connect(server)) {
                client.startTls(AUTHORITY.sslContext(identity));
                client.expect("220 ", client.reply());
                assertThat(server.getSessions().get(0).getTls())
                        .isNotNull()
                        .satisfies(
                                facts -> assertThat(facts.clientCertificate()).isEqualTo(identity.getCertificate()));
            }
            try (StraightLineClient client = StraightLineClient.connect(server)) {
                assertThatThrownBy(() -> client.startTls(CONTEXT)).isInstanceOf(IOException.class);
            }
            server.awaitNoConnections(SOON);
            assertThat(server.getSessions().get(1).getEnding()).isEqualTo(Session.Ending.TLS_FAILURE);
        }
    }

    @Test
    void unknownProtocolIsRefusedAtTheStart() {
        assertThatThrownBy(() -> SmtpTestServer.builder().protocols("TLSv9").start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TLSv9");
    }

    @Test
    void garbageInPlaceOfAHandshakeIsATlsFailure() throws IOException {
        try (SmtpTestServer server = SmtpTestServer.builder().implicitTls().start();
                StraightLineClient client = StraightLineClient.connect(server)) {
            client.send("EHLO in.clear.test\r\n");
            await().atMost(SOON)
                    .until(() -> server.getSessions().stream()
                            .anyMatch(session -> session.getEnding() == Session.Ending.TLS_FAILURE));
        }
    }
}
