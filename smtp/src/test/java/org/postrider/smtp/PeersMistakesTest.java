package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.HeldCertificate;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/**
 * What other mail clients for Java were seen to do wrong, each with the right outcome. Mistakes that a test is about anyway are there: a
 * reply for each recipient in {@link SmtpSenderTest}, bytes behind the reply to STARTTLS in {@link TlsTest}, a login that nobody offers
 * in {@link AuthenticationTest}, replies that are none in {@code ReplyParserTest}, fields that inject others in {@code HostileSettersTest}.
 */
@Execution(ExecutionMode.CONCURRENT)
class PeersMistakesTest {
    private static final int MEGABYTES_5 = 5_000_000;

    @TempDir
    Path folder;

    private Path authority() {
        return CertificateAuthority.shared().writePem(folder.resolve("ca.pem"));
    }

    private static SmtpTestServer.Builder withCertificateFor(String host) {
        return SmtpTestServer.builder()
                .certificate(HeldCertificate.builder()
                        .signedBy(CertificateAuthority.shared())
                        .names(host)
                        .build());
    }

    private static SmtpOptions trusting(SmtpTestServer server, TlsMode mode, Path ca) throws IOException {
        return plain(server)
                .tls(TlsOptions.of(mode).withTrustedCertificates(ca))
                .build();
    }

    /** One forgot the check of the host's name for the second client that was made from the same options. */
    @ParameterizedTest
    @EnumSource
    void serverOfAnotherNameStaysRefusedHoweverOftenTheOptionsAreUsed(DoorWay door) throws IOException {
        try (SmtpTestServer server =
                withCertificateFor("wrong.example").implicitTls().start()) {
            SmtpOptions options = trusting(server, TlsMode.IMPLICIT, authority());
            for (int use = 0; use < 3; use++) {
                try (SmtpSender sender = new SmtpSender(options)) {
                    assertThat(door.fail(sender, TO_ONE, new TestContent()))
                            .hasMessageContaining("certificate is for wrong.example");
                }
            }
            assertThat(server.getMessages()).isEmpty();
        }
    }

    /** Another had never checked it behind STARTTLS. */
    @ParameterizedTest
    @EnumSource
    void serverOfAnotherNameIsRefusedBehindStartTlsToo(DoorWay door) throws IOException {
        try (SmtpTestServer server =
                        withCertificateFor("wrong.example").startTls().start();
                SmtpSender sender = new SmtpSender(trusting(server, TlsMode.STARTTLS, authority()))) {
            assertThat(door.fail(sender, TO_ONE, new TestContent()).kind()).isEqualTo(FailureKind.TLS);
            assertThat(server.getSessions().get(0).getCommands()).noneMatch(line -> line.startsWith("MAIL"));
        }
    }

    /** One wrote its QUIT into the message that the server then waited for, and its only connection never came back. */
    @ParameterizedTest
    @EnumSource
    void refusedRecipientNeitherSpoilsTheConnectionNorPutsCommandsIntoAMessage(DoorWay door) {
        Envelope two = Envelope.of("ann@example.com", List.of("bob@example.com", "nobody@example.com"));
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(
                        plain(server).partialDelivery(false).build(), PoolLimits.DEFAULT.withMaxConnections(1))) {
            server.script().on(Step.RCPT, Reply.of(550, "5.1.1 no such user")).when(line -> line.contains("nobody@"));

            DeliveryException told = door.fail(sender, two, new TestContent());
            assertThat(told.kind()).isEqualTo(FailureKind.REFUSED);
            assertThat(told.result().refusedRecipients())
                    .extracting(RecipientResult::address)
                    .containsExactly("nobody@example.com");
            assertThat(server.getMessages()).isEmpty();

            door.send(sender, TO_ONE, new TestContent());
            assertThat(server.getMessages())
                    .hasSize(1)
                    .first()
                    .satisfies(message -> assertThat(message.getText()).doesNotContain("QUIT"));
            assertThat(server.getSessions().get(0).getViolations()).isEmpty();
        }
    }

    /** One shook hands anew for each connection as soon as it trusted an authority of the user's. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void clientsThatTrustTheSameAuthorityResumeEachOthersSessions(String version) throws IOException {
        Path ca = authority();
        try (SmtpTestServer server =
                SmtpTestServer.builder().implicitTls().protocols(version).start()) {
            for (int connection = 0; connection < 3; connection++) {
                try (SmtpSender sender = new SmtpSender(trusting(server, TlsMode.IMPLICIT, ca))) {
                    TlsFacts facts = sender.send(TO_ONE, new TestContent())
                            .connection()
                            .tls()
                            .orElseThrow();
                    assertThat(facts.resumed()).isEqualTo(connection > 0);
                }
            }
        }
    }

    /** Several cut a char to a byte: the last byte of U+760D is a CR, that of U+760A a LF. */
    @ParameterizedTest
    @ValueSource(strings = {"\u760d\u760a", "\r\n", "\n", "\r", "\0", "\u2028", "\u0085", "\ud800", "\udc00"})
    void nothingThatTheWireCouldTakeForTheEndOfALineGetsIntoACommand(String evil) {
        String text = "x" + evil + "y";
        assertThatThrownBy(() -> SmtpOptions.builder("localhost").clientDomain(text))
                .isInstanceOf(IllegalArgumentException.class);
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            for (String address : new String[] {text + "@example.com", "bob@" + text, "bob@example.com> X=<" + text}) {
                assertHarmless(sender, address);
            }
            server.getSessions().forEach(session -> {
                assertThat(session.getViolations()).isEmpty();
                assertThat(session.getCommands()).allMatch(line -> line.matches("(EHLO|MAIL|RCPT|DATA|RSET|QUIT).*"));
            });
        }
    }

    /** Refused, or sent as the letters that they are. */
    private static void assertHarmless(SmtpSender sender, String address) {
        try {
            Envelope envelope = Envelope.of("ann@example.com", List.of(address));
            assertThat(sender.send(envelope, new TestContent()).recipients())
                    .extracting(RecipientResult::address)
                    .containsExactly(address);
        } catch (IllegalArgumentException expected) {
            assertThat(expected).hasMessageNotContaining("\r").hasMessageNotContaining("\n");
        }
    }

    /** One waited for the network behind each line of an attachment. */
    @Test
    void largeMessageLeavesInLargePieces() {
        AtomicInteger pieces = new AtomicInteger();
        SmtpListener counting = new SmtpListener() {
            @Override
            public void progress(long sent, long size) {
                pieces.incrementAndGet();
            }
        };
        TestContent message =
                new TestContent("Subject: large\r\n\r\n" + ("x".repeat(74) + "\r\n").repeat(MEGABYTES_5 / 76));
        try (SmtpTestServer server = SmtpTestServer.builder().discardBodies().start();
                SmtpSender sender =
                        new SmtpSender(plain(server).listener(counting).build())) {
            sender.send(TO_ONE, message);
        }
        assertThat(pieces.get()).isBetween(2, MEGABYTES_5 / 76 / 20);
    }
}
