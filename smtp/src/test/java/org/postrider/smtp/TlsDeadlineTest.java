package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.HeldCertificate;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** A handshake ends in time, whoever it waits for. */
class TlsDeadlineTest {
    /** What is far less than the 15 seconds that the JDK gives an issuer's server by itself. */
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void serverThatStopsInTheMiddleOfARecordEndsAtTheLimit(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder().implicitTls().start()) {
            byte[] half = {22, 3, 3, 0, 100, 2, 0, 0};
            server.script().on(Step.CONNECT, Behaviour.raw(half).then(Behaviour.silence()));
            assertEndsAtTheLimit(door, server, TlsOptions.of(TlsMode.IMPLICIT));
        }
    }

    /** Asking it is one of the engine's tasks, which nothing can interrupt: whoever waits for it stops waiting. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void issuerThatNeverAnswersWhetherItRevokedEndsAtTheLimit(DoorWay door) throws IOException {
        CertificateAuthority authority = CertificateAuthority.shared();
        try (ServerSocket issuer = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            HeldCertificate certificate = HeldCertificate.builder()
                    .names("localhost")
                    .signedBy(authority)
                    .revocationList(URI.create("http://127.0.0.1:" + issuer.getLocalPort() + "/list.crl"))
                    .build();
            try (SmtpTestServer server = SmtpTestServer.builder()
                    .implicitTls()
                    .certificate(certificate)
                    .start()) {
                TlsOptions asking = TlsOptions.of(TlsMode.IMPLICIT)
                        .withTrustedCertificates(authority.writePem(folder.resolve("ca.pem")))
                        .withRevocation(RevocationMode.HARD);
                assertEndsAtTheLimit(door, server, asking);
            }
        }
    }

    private static void assertEndsAtTheLimit(DoorWay door, SmtpTestServer server, TlsOptions tls) {
        SmtpOptions options = plain(server)
                .tls(tls)
                .limits(StepLimits.ofEach(Duration.ofMillis(700)))
                .build();
        try (SmtpSender sender = new SmtpSender(options)) {
            DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure.result().timings().total()).isLessThan(SOON);
        }
    }
}
