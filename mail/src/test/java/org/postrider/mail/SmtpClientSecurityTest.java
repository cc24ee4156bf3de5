package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.mail.Clients.SOON;
import static org.postrider.mail.Clients.message;

import java.io.PrintWriter;
import java.io.StringWriter;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.HeldCertificate;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** TLS and logins: what is asked for is had, or the message isn't sent. */
class SmtpClientSecurityTest {
    @ParameterizedTest
    @EnumSource(Way.class)
    void startTlsAndLoginProtectTheMessage(Way way) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .requireTls()
                        .requireAuth()
                        .authOnlyOverTls(true)
                        .user("ann", "pä ss")
                        .start();
                SmtpClient client = Clients.secure(server)) {
            client.setCredentials(new NetworkCredential("ann", "pä ss"));
            way.send(client, message());
            ReceivedMessage received = server.awaitMessage(SOON);
            assertThat(received.getProtocol()).isEqualTo("ESMTPSA");
            assertThat(received.getUser()).isEqualTo("ann");
            assertThat(received.getSession().getViolations()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void serverThatOffersNoTlsGetsNothingWhenTlsIsAskedFor(Way way) {
        try (SmtpTestServer server =
                        SmtpTestServer.builder().user("ann", "secret").start();
                SmtpClient client = Clients.secure(server)) {
            client.setCredentials(new NetworkCredential("ann", "secret"));
            SmtpException told = way.fail(client, message());
            assertThat(told).hasMessageContaining("STARTTLS");
            assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            assertThat(server.getSessions().get(0).getCommands())
                    .noneMatch(c -> c.startsWith("AUTH") || c.startsWith("MAIL"));
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void certificateThatNobodyTrustsIsTheCause(Way way) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .startTls()
                        .certificate(CertificateAuthority.create("Mallory").issue("localhost"))
                        .start();
                SmtpClient client = Clients.secure(server)) {
            SmtpException told = way.fail(client, message());
            assertThat(told).hasCauseInstanceOf(SSLException.class);
            assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            assertThat(server.getMessages()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void certificateForAnotherHostOrOutOfDateIsTheCause(Way way) {
        CertificateAuthority authority = CertificateAuthority.shared();
        HeldCertificate[] wrong = {
            authority.issue("other.example.com"),
            HeldCertificate.builder()
                    .names("localhost")
                    .expired()
                    .signedBy(authority)
                    .build(),
            HeldCertificate.selfSigned("localhost")
        };
        for (HeldCertificate certificate : wrong) {
            try (SmtpTestServer server = SmtpTestServer.builder()
                            .startTls()
                            .certificate(certificate)
                            .start();
                    SmtpClient client = Clients.secure(server)) {
                assertThat(way.fail(client, message())).hasCauseInstanceOf(SSLException.class);
            }
        }
    }

    @Test
    void eventOfAnUntrustedServerHoldsTheCertificatesFailure() {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .startTls()
                        .certificate(HeldCertificate.selfSigned("localhost"))
                        .start();
                SmtpClient client = Clients.secure(server)) {
            EventProbe probe = EventProbe.on(client);
            client.sendAsync(message(), null);
            AsyncCompletedEventArgs args = probe.await().args();
            assertThat(args.isCancelled()).isFalse();
            assertThat(args.getError()).isInstanceOf(SmtpException.class).hasCauseInstanceOf(SSLException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void credentialsDoNotTravelInClearUnlessAllowed(Way way) {
        try (SmtpTestServer server =
                        SmtpTestServer.builder().user("ann", "secret").start();
                SmtpClient client = Clients.of(server)) {
            client.setCredentials(new NetworkCredential("ann", "secret"));
            SmtpException told = way.fail(client, message());
            assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            assertThat(server.getSessions().get(0).getCommands()).noneMatch(c -> c.startsWith("AUTH"));
            client.dangerouslyAllowPlaintextAuthentication(true);
            way.send(client, message());
            assertThat(server.awaitMessage(SOON).getUser()).isEqualTo("ann");
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void wrongPasswordIsAnErrorWhoseCodeHasNoName(Way way) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .startTls()
                        .user("ann", "secret")
                        .start();
                SmtpClient client = Clients.secure(server)) {
            client.setCredentials(new NetworkCredential("ann", "hunter2-wrong"));
            SmtpException told = way.fail(client, message());
            assertThat(told.getStatusCode()).isEqualTo(SmtpStatusCode.GENERAL_FAILURE);
            assertThat(told.getReply())
                    .hasValueSatisfying(r -> assertThat(r.code()).isEqualTo(535));
            assertThat(told.getOutcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            assertThat(everythingToldBy(told)).doesNotContain("hunter2", "aHVudGVyMi13cm9uZw");
            assertThat(server.getMessages()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void serverThatWantsALoginIsToldByItsOwnName(Way way) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .requireAuth()
                        .user("ann", "secret")
                        .start();
                SmtpClient client = Clients.of(server)) {
            assertThat(way.fail(client, message()).getStatusCode())
                    .isEqualTo(SmtpStatusCode.MUST_ISSUE_START_TLS_FIRST);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void credentialsAreLookedUpForThisServer(Way way) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .startTls()
                        .user("corp\\ann", "secret")
                        .start();
                SmtpClient client = Clients.secure(server)) {
            client.setCredentials(
                    (host, port, type) -> host.equals("localhost") && port == server.getPort() && type.equals("login")
                            ? new NetworkCredential("ann", "secret", "corp")
                            : null);
            way.send(client, message());
            assertThat(server.awaitMessage(SOON).getUser()).isEqualTo("corp\\ann");
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void refusalOfStartTlsIsAnErrorWithItsReply(Way way) {
        try (SmtpTestServer server = SmtpTestServer.builder().startTls().start();
                SmtpClient client = Clients.secure(server)) {
            server.script().on(Step.STARTTLS, Reply.of(454, "4.7.0 TLS not available"));
            assertThat(way.fail(client, message()).getStatusCode()).isEqualTo(SmtpStatusCode.CLIENT_NOT_PERMITTED);
        }
    }

    private static String everythingToldBy(Throwable told) {
        StringWriter text = new StringWriter();
        told.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
