package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.DeliveryOutcome.NOT_SENT;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;
import static org.postrider.smtp.SmtpSenderTest.trusting;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.HeldCertificate;
import org.postrider.testkit.Reply;
import org.postrider.testkit.Session;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** A message that is to travel under TLS does so, to whom it was meant for, or not at all. */
@Execution(ExecutionMode.CONCURRENT)
class TlsTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.shared();
    /** The first octet of a TLS handshake (RFC 8446, section 5.1: ContentType). */
    private static final char HANDSHAKE = 22;

    private static final PasswordCredential ANN = new PasswordCredential("ann", "secret");

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void missingOfferEndsARequiredTls(DoorWay door) {
        assertFails(door, b -> b.user("ann", "secret"), TlsMode.STARTTLS, FailureKind.TLS, "doesn't offer STARTTLS");
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void refusedStartTlsEndsARequiredTls(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder().startTls().start()) {
            server.script().on(Step.STARTTLS, Reply.of(454, "4.7.0 TLS not available"));
            DeliveryException failure = fail(door, server, TlsMode.STARTTLS);
            assertThat(failure.kind()).isEqualTo(FailureKind.TLS);
            assertThat(failure.reply()).map(SmtpReply::code).contains(454);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void bytesInjectedBehindTheReplyToStartTlsAreAnAttack(DoorWay door) {
        try (SmtpTestServer server =
                SmtpTestServer.builder().startTls().user("ann", "secret").start()) {
            server.script().on(Step.STARTTLS, Behaviour.raw("220 go\r\n250-mx\r\n250 AUTH PLAIN\r\n235 welcome\r\n"));
            DeliveryException failure = fail(door, server, TlsMode.STARTTLS);
            assertThat(failure.kind()).isEqualTo(FailureKind.PROTOCOL);
            assertThat(failure).hasMessageContaining("injecting");
        }
    }

    static Stream<Arguments> badCertificates() {
        HeldCertificate.Builder good = HeldCertificate.builder().names("localhost");
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
        return Stream.of(
                        Arguments.of("wrong name", AUTHORITY.issue("elsewhere.example"), "isn't for \"localhost\""),
                        Arguments.of(
                                "no name",
                                HeldCertificate.builder().signedBy(AUTHORITY).build(),
                                "isn't for \"localhost\""),
                        Arguments.of(
                                "untrusted",
                                CertificateAuthority.create("Somebody").issue("localhost"),
                                "CA that is trusted"),
                        Arguments.of("self-signed", HeldCertificate.selfSigned("localhost"), "CA that is trusted"),
                        Arguments.of(
                                "expired", good.signedBy(AUTHORITY).expired().build(), "has expired"),
                        Arguments.of(
                                "early",
                                HeldCertificate.builder()
                                        .names("localhost")
                                        .signedBy(AUTHORITY)
                                        .validity(tomorrow, tomorrow.plus(Duration.ofDays(1)))
                                        .build(),
                                "isn't valid yet"))
                .flatMap(row -> Stream.of(DoorWay.values())
                        .map(door -> Arguments.of(row.get()[0], row.get()[1], row.get()[2], door)));
    }

    @ParameterizedTest(name = "{0}, {3}")
    @MethodSource("badCertificates")
    void certificateThatProvesNothingEndsItAndTheTextSaysWhy(
            String what, HeldCertificate certificate, String text, DoorWay door) {
        for (TlsMode mode : List.of(TlsMode.STARTTLS, TlsMode.STARTTLS_IF_OFFERED, TlsMode.IMPLICIT)) {
            assertFails(door, b -> forMode(b, mode).certificate(certificate), mode, FailureKind.TLS, text);
        }
    }

    private static SmtpTestServer.Builder forMode(SmtpTestServer.Builder builder, TlsMode mode) {
        return mode == TlsMode.IMPLICIT ? builder.implicitTls() : builder.startTls();
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void anyHostNameIsAcceptedOnlyWhenThatIsAskedForByName(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .implicitTls()
                        .certificate(AUTHORITY.issue("elsewhere.example"))
                        .start();
                SmtpSender sender = new SmtpSender(plain(server)
                        .tls(trusting(server, TlsMode.IMPLICIT).dangerouslyAcceptAnyHostName())
                        .build())) {
            assertThat(door.send(sender, TO_ONE, new TestContent()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void untrustedCertificateStaysUntrustedWhateverTheName(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .implicitTls()
                        .certificate(HeldCertificate.selfSigned("localhost"))
                        .start();
                SmtpSender sender = new SmtpSender(plain(server)
                        .tls(trusting(server, TlsMode.IMPLICIT).dangerouslyAcceptAnyHostName())
                        .build())) {
            assertThat(door.fail(sender, TO_ONE, new TestContent()).kind()).isEqualTo(FailureKind.TLS);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void addressIsCheckedAgainstTheAddressesOfTheCertificate(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder().implicitTls().start();
                SmtpSender sender = new SmtpSender(SmtpOptions.builder("127.0.0.1")
                        .port(server.getPort())
                        .tls(trusting(server, TlsMode.IMPLICIT))
                        .build())) {
            door.send(sender, TO_ONE, new TestContent());
            assertThat(server.getSessions())
                    .singleElement()
                    .satisfies(s -> assertThat(s.getTls())
                            .isNotNull()
                            .satisfies(tls -> assertThat(tls.serverName()).isNull()));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsMode.class,
            names = {"STARTTLS", "IMPLICIT"})
    void serverSeesTheNameThatWasAskedFor(TlsMode mode) {
        for (DoorWay door : DoorWay.values()) {
            try (SmtpTestServer server = forMode(SmtpTestServer.builder(), mode).start();
                    SmtpSender sender = new SmtpSender(
                            plain(server).tls(trusting(server, mode)).build())) {
                SendResult result = door.send(sender, TO_ONE, new TestContent());
                assertThat(server.getSessions())
                        .singleElement()
                        .satisfies(s -> assertThat(s.getTls())
                                .isNotNull()
                                .satisfies(tls -> assertThat(tls.serverName()).isEqualTo("localhost")));
                assertThat(result.connection().tls()).map(TlsFacts::protocol).contains("TLSv1.3");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, BLOCKING", "TLSv1.2, ASYNC", "TLSv1.3, BLOCKING", "TLSv1.3, ASYNC"})
    void bothVersionsServeManyMessages(String protocol, DoorWay door) {
        try (SmtpTestServer server =
                        SmtpTestServer.builder().startTls().protocols(protocol).start();
                SmtpSender sender = new SmtpSender(
                        plain(server).tls(trusting(server, TlsMode.STARTTLS)).build())) {
            for (int i = 0; i < 5; i++) {
                SendResult result = door.send(sender, TO_ONE, new TestContent());
                assertThat(result.connection().tls()).map(TlsFacts::protocol).contains(protocol);
                assertThat(result.connection().reused()).isEqualTo(i > 0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void clientWithoutTheCertificateThatIsDemandedFailsInTls(DoorWay door) {
        UnaryOperator<SmtpTestServer.Builder> demanding =
                server -> server.implicitTls().requireClientCertificate();
        assertFails(
                door,
                b -> demanding.apply(b).protocols("TLSv1.3"),
                TlsMode.IMPLICIT,
                FailureKind.TLS,
                "demands a client");
        assertFails(door, b -> demanding.apply(b).protocols("TLSv1.2"), TlsMode.IMPLICIT, FailureKind.TLS, "failed");
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void clientShowsTheCertificateOfItsContext(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .implicitTls()
                        .requireClientCertificate()
                        .start();
                SmtpSender sender = new SmtpSender(plain(server)
                        .tls(TlsOptions.of(TlsMode.IMPLICIT)
                                .withContext(AUTHORITY.sslContext(AUTHORITY.issue("client.example.com"))))
                        .build())) {
            assertThat(door.send(sender, TO_ONE, new TestContent()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void tlsSpokenToAServerInClearEndsWithAMend(DoorWay door) {
        assertFails(door, UnaryOperator.identity(), TlsMode.IMPLICIT, FailureKind.TLS, "it may want STARTTLS");
    }

    /** Both wait for the other to speak: only the limit ends it. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void clearSpokenToAServerUnderTlsEndsAtTheLimit(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder().implicitTls().start();
                SmtpSender sender = new SmtpSender(plain(server)
                        .tls(trusting(server, TlsMode.STARTTLS))
                        .limits(StepLimits.ofEach(Duration.ofMillis(500)))
                        .build())) {
            DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
            assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure.result().timings().total()).isLessThan(SOON);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void garbageInTheHandshakeIsATlsFailure(DoorWay door) {
        for (Behaviour garbage : List.of(
                Behaviour.raw(new byte[] {22, 3, 3, 0, 5, 1, 2, 3, 4, 5}),
                Behaviour.raw(new byte[] {21, 3, 3, 0, 2, 2, 40}),
                Behaviour.flood("\u0016\u0003\u0003\u007f\u007f", Long.MAX_VALUE),
                Behaviour.flood("220 hello\r\n", Long.MAX_VALUE))) {
            try (SmtpTestServer server = SmtpTestServer.builder().implicitTls().start()) {
                server.script().on(Step.CONNECT, garbage.then(Behaviour.silence()));
                DeliveryException failure = fail(door, server, TlsMode.IMPLICIT);
                assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(FailureKind.TLS);
                assertThat(failure.result().outcome()).isEqualTo(NOT_SENT);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void opportunisticTlsTakesWhatIsOffered(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder().startTls().start();
                SmtpSender sender = new SmtpSender(plain(server)
                        .tls(trusting(server, TlsMode.STARTTLS_IF_OFFERED))
                        .build())) {
            assertThat(door.send(sender, TO_ONE, new TestContent()).connection().tls())
                    .isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void opportunisticTlsGoesOnInClearWhenThereIsNone(DoorWay door) {
        for (boolean offered : new boolean[] {false, true}) {
            SmtpTestServer.Builder builder = SmtpTestServer.builder();
            try (SmtpTestServer server = (offered ? builder.startTls() : builder).start();
                    SmtpSender sender = new SmtpSender(plain(server)
                            .tls(trusting(server, TlsMode.STARTTLS_IF_OFFERED))
                            .build())) {
                server.script().on(Step.STARTTLS, Reply.of(454, "4.7.0 not now"));
                assertThat(door.send(sender, TO_ONE, new TestContent())
                                .connection()
                                .tls())
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void opportunisticTlsNeverSendsCredentialsInClear(DoorWay door) {
        try (SmtpTestServer server =
                        SmtpTestServer.builder().user("ann", "secret").start();
                SmtpSender sender = new SmtpSender(plain(server)
                        .tls(trusting(server, TlsMode.STARTTLS_IF_OFFERED))
                        .credential(ANN)
                        .build())) {
            assertThat(door.fail(sender, TO_ONE, new TestContent()).kind()).isEqualTo(FailureKind.AUTHENTICATION);
            assertClearOfSecrets(server);
        }
    }

    /** AUTH is offered in clear only, as by someone in the middle: under TLS that counts for nothing. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void offersMadeInClearAreForgottenUnderTls(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.builder().startTls().start();
                SmtpSender sender = new SmtpSender(plain(server)
                        .tls(trusting(server, TlsMode.STARTTLS))
                        .credential(ANN)
                        .build())) {
            server.script()
                    .on(Step.EHLO, Reply.of(250, "mx", "STARTTLS", "AUTH PLAIN LOGIN"))
                    .times(1);
            DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
            assertThat(failure.kind()).isEqualTo(FailureKind.AUTHENTICATION);
            assertThat(failure).hasMessageContaining("no mechanism");
            assertThat(server.getSessions())
                    .singleElement()
                    .satisfies(s -> assertThat(s.getCommands()).noneMatch(c -> c.startsWith("AUTH")));
        }
    }

    @Test
    void oldVersionsAreNotSpoken() {
        try (SmtpTestServer server = SmtpTestServer.builder().implicitTls().start()) {
            server.script()
                    .on(
                            Step.CONNECT,
                            Behaviour.raw(new byte[] {21, 3, 1, 0, 2, 2, 70}).then(Behaviour.close()));
            assertThat(fail(DoorWay.BLOCKING, server, TlsMode.IMPLICIT).kind()).isEqualTo(FailureKind.TLS);
        }
    }

    private static void assertFails(
            DoorWay door, UnaryOperator<SmtpTestServer.Builder> kind, TlsMode mode, FailureKind expected, String text) {
        try (SmtpTestServer server = kind.apply(SmtpTestServer.builder()).start()) {
            DeliveryException failure = fail(door, server, mode);
            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(expected);
            assertThat(failure.result().outcome()).isEqualTo(NOT_SENT);
            assertThat(failure).hasMessageContaining(text);
        }
    }

    /** Sends twice, so that a second connection gets its chance to do worse than the first. */
    private static DeliveryException fail(DoorWay door, SmtpTestServer server, TlsMode mode) {
        SmtpOptions options =
                plain(server).tls(trusting(server, mode)).credential(ANN).build();
        try (SmtpSender sender = new SmtpSender(options)) {
            door.fail(sender, TO_ONE, new TestContent());
            TestContent content = new TestContent();
            DeliveryException failure = door.fail(sender, TO_ONE, content);
            assertThat(content.opened).hasValue(0);
            assertClearOfSecrets(server);
            return failure;
        }
    }

    /** What is said in clear where TLS is required: EHLO, STARTTLS, QUIT, and nothing else. */
    private static void assertClearOfSecrets(SmtpTestServer server) {
        server.awaitNoConnections(SOON);
        assertThat(server.getMessages()).isEmpty();
        for (Session session : server.getSessions()) {
            if (beginsWithTls(session.getCommands())) {
                assertThat(session.getCommands()).noneMatch(c -> c.startsWith("AUTH ") || c.startsWith("MAIL "));
            } else {
                assertThat(session.getCommands())
                        .allMatch(c -> c.startsWith("EHLO ") || c.equals("STARTTLS") || c.equals("QUIT"));
            }
        }
    }

    /** A server in clear cuts a handshake into lines wherever its random octets say so: only the first is known. */
    private static boolean beginsWithTls(List<String> lines) {
        return !lines.isEmpty() && lines.get(0).charAt(0) == HANDSHAKE;
    }
}
