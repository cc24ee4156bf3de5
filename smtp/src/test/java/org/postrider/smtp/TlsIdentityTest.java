package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.HeldCertificate;
import org.postrider.testkit.Session;
import org.postrider.testkit.SmtpTestServer;

/** As whom a client appears, to whom, and that a TLS session is taken up again by nobody else. */
@Execution(ExecutionMode.CONCURRENT)
class TlsIdentityTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.shared();
    private static final CertificateAuthority OTHER = CertificateAuthority.create("Another CA");

    @TempDir
    static Path folder;

    static Stream<Arguments> versionsAndDoors() {
        return Stream.of("TLSv1.2", "TLSv1.3")
                .flatMap(version -> Stream.of(DoorWay.values()).map(door -> Arguments.of(version, door)));
    }

    @ParameterizedTest
    @MethodSource("versionsAndDoors")
    void serverThatAsksIsShownTheFirstCertificateThatItTakes(String version, DoorWay door) throws IOException {
        ClientCertificate foreign = card(OTHER.issue("ann.example.net"));
        ClientCertificate ann = card(AUTHORITY.issue("ann.example.com"));
        ClientCertificate bob = card(AUTHORITY.issue("bob.example.com"));
        try (SmtpTestServer server = demanding(version)) {
            send(door, server, trusting().withClientCertificates(List.of(foreign, ann, bob)));
            assertThat(shown(server)).isEqualTo(ann.chain().get(0));
        }
    }

    @ParameterizedTest
    @MethodSource("versionsAndDoors")
    void serverThatDoesntAskIsShownNone(String version, DoorWay door) throws IOException {
        ClientCertificate ann = card(AUTHORITY.issue("ann.example.com"));
        try (SmtpTestServer server =
                SmtpTestServer.builder().implicitTls().protocols(version).start()) {
            send(door, server, trusting().withClientCertificates(List.of(ann)));
            assertThat(shown(server)).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("versionsAndDoors")
    void certificateThatTheServerDoesntTakeEndsItWithAMend(String version, DoorWay door) throws IOException {
        try (SmtpTestServer server = demanding(version)) {
            TlsOptions tls = trusting().withClientCertificates(List.of(card(OTHER.issue("ann.example.net"))));
            try (SmtpSender sender = new SmtpSender(plain(server).tls(tls).build())) {
                DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
                assertThat(failure.kind()).isEqualTo(FailureKind.TLS);
                assertThat(failure).hasMessageContaining("client certificate");
            }
        }
    }

    /** Senders and options of their own: what lasts is what equal options share. */
    @ParameterizedTest
    @MethodSource("versionsAndDoors")
    void secondConnectionResumesAnonymouslyOrWithTheSameCertificate(String version, DoorWay door) throws IOException {
        ClientCertificate ann = card(AUTHORITY.issue("ann.example.com"));
        for (List<ClientCertificate> cards : List.of(List.<ClientCertificate>of(), List.of(ann))) {
            try (SmtpTestServer server = cards.isEmpty() ? any(version) : demanding(version)) {
                TlsFacts first = send(door, server, trusting().withClientCertificates(cards));
                TlsFacts second = send(door, server, trusting().withClientCertificates(List.copyOf(cards)));
                // Java keeps sessions by soft references, and the tests' heap is small: what memory took may be made
                // again.
                for (int again = 0; again < 5 && !second.resumed(); again++) {
                    second = send(door, server, trusting().withClientCertificates(List.copyOf(cards)));
                }
                assertThat(first.resumed()).isFalse();
                assertThat(second.resumed()).isTrue();
                assertThat(second.peerCertificates())
                        .isEqualTo(first.peerCertificates())
                        .isNotEmpty();
                assertThat(second.protocol()).isEqualTo(version);
                assertThat(second.cipherSuite()).startsWith("TLS_").isEqualTo(first.cipherSuite());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versionsAndDoors")
    void anotherCertificateNeverTakesUpTheSessionOfTheFirst(String version, DoorWay door) throws IOException {
        ClientCertificate ann = card(AUTHORITY.issue("ann.example.com"));
        ClientCertificate bob = card(AUTHORITY.issue("bob.example.com"));
        try (SmtpTestServer server = demanding(version)) {
            send(door, server, trusting().withClientCertificates(List.of(ann)));
            TlsFacts asBob = send(door, server, trusting().withClientCertificates(List.of(bob)));
            assertThat(asBob.resumed()).isFalse();
            assertThat(shown(server)).isEqualTo(bob.chain().get(0));
        }
    }

    /** The user's own context doesn't know our rules, and neither does a session that was made without them. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void sessionThatWasMadeWithoutACheckIsntTakenUpWithIt(DoorWay door) {
        SSLContext context = AUTHORITY.sslContext();
        try (SmtpTestServer server = SmtpTestServer.builder()
                .implicitTls()
                .certificate(AUTHORITY.issue("elsewhere.example"))
                .start()) {
            TlsOptions strict = TlsOptions.of(TlsMode.IMPLICIT).withContext(context);
            send(door, server, strict.dangerouslyAcceptAnyHostName());
            try (SmtpSender sender = new SmtpSender(plain(server).tls(strict).build())) {
                DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
                assertThat(failure.kind()).isEqualTo(FailureKind.TLS);
            }
            assertThat(server.getMessages()).hasSize(1);
        }
    }

    static Stream<Arguments> certificatesThatTheJdkTakes() {
        HeldCertificate.Builder localhost = HeldCertificate.builder().names("localhost");
        return Stream.of(
                Arguments.of(
                        HeldCertificate.builder()
                                .commonName("localhost")
                                .signedBy(AUTHORITY)
                                .build(),
                        "no subject alternative name"),
                Arguments.of(localhost.rsa(1024).signedBy(AUTHORITY).build(), "has 1024 bits"));
    }

    @ParameterizedTest
    @MethodSource("certificatesThatTheJdkTakes")
    void contextOfTheUserDoesntLowerTheBar(HeldCertificate certificate, String text) {
        for (DoorWay door : DoorWay.values()) {
            try (SmtpTestServer server = SmtpTestServer.builder()
                            .implicitTls()
                            .certificate(certificate)
                            .start();
                    SmtpSender sender = new SmtpSender(plain(server)
                            .tls(TlsOptions.of(TlsMode.IMPLICIT).withContext(AUTHORITY.sslContext()))
                            .build())) {
                DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
                assertThat(failure.kind()).isEqualTo(FailureKind.TLS);
                assertThat(failure).hasMessageContaining(text);
                assertThat(server.getMessages()).isEmpty();
            }
        }
    }

    /** The cause is what TLS itself has thrown, with the verdict on the certificate at its end. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void failureSaysWhichCertificateWhatWasExpectedAndWhatToDo(DoorWay door) throws IOException {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .implicitTls()
                        .certificate(AUTHORITY.issue("mail.example.net"))
                        .start();
                SmtpSender sender = new SmtpSender(plain(server).tls(trusting()).build())) {
            DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
            assertThat(failure)
                    .hasMessageContaining(
                            "the server's certificate is for mail.example.net, you connected to localhost")
                    .hasMessageContaining("connect by a name that it is for")
                    .hasCauseInstanceOf(SSLHandshakeException.class)
                    .hasRootCauseInstanceOf(CertificateException.class);
        }
    }

    @Test
    void contextAndCertificatesOfItsOwnExcludeEachOther() throws IOException {
        TlsOptions own = TlsOptions.of(TlsMode.IMPLICIT).withContext(AUTHORITY.sslContext());
        List<ClientCertificate> cards = List.of(card(AUTHORITY.issue("ann.example.com")));
        assertThatIllegalStateException()
                .isThrownBy(() -> own.withClientCertificates(cards))
                .withMessageContaining("give them to the context");
        assertThatIllegalStateException().isThrownBy(() -> own.withRevocation(RevocationMode.SOFT));
        TlsOptions showing = trusting().withClientCertificates(cards);
        assertThatIllegalStateException().isThrownBy(() -> showing.withContext(AUTHORITY.sslContext()));
    }

    private static SmtpTestServer any(String version) {
        return SmtpTestServer.builder().implicitTls().protocols(version).start();
    }

    private static SmtpTestServer demanding(String version) {
        return SmtpTestServer.builder()
                .implicitTls()
                .protocols(version)
                .requireClientCertificate()
                .start();
    }

    private static TlsOptions trusting() throws IOException {
        return TlsOptions.of(TlsMode.IMPLICIT)
                .withTrustedCertificates(AUTHORITY.writePem(
                        folder.resolve("ca-" + Thread.currentThread().getId())));
    }

    private static ClientCertificate card(HeldCertificate held) {
        return ClientCertificate.of(held.getPrivateKey(), held.getChain());
    }

    private static TlsFacts send(DoorWay door, SmtpTestServer server, TlsOptions tls) {
        try (SmtpSender sender = new SmtpSender(plain(server).tls(tls).build())) {
            return door.send(sender, TO_ONE, new TestContent())
                    .connection()
                    .tls()
                    .orElseThrow();
        }
    }

    /** What the client of the last session has shown. */
    private static @Nullable X509Certificate shown(SmtpTestServer server) {
        List<Session> sessions = server.getSessions();
        org.postrider.testkit.TlsFacts facts = sessions.get(sessions.size() - 1).getTls();
        return facts == null ? null : facts.clientCertificate();
    }
}
