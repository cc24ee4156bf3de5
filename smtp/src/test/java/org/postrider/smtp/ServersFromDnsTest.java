package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.trusting;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.smtp.internal.connection.Engines;
import org.postrider.smtp.internal.dns.NameServer;
import org.postrider.smtp.internal.dns.ServiceRecord;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** A mail domain is reached by the servers that DNS names, as safely as by a server's own name. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class ServersFromDnsTest {
    private static SmtpOptions.Builder domain(String name) {
        return SmtpOptions.builder(name)
                .port(9) // of no account
                .tls(TlsOptions.of(TlsMode.NONE))
                .clientDomain("client.example.com")
                .route(RouteOptions.DIRECT.withServersFromDns());
    }

    private static ServiceRecord ranked(SmtpTestServer server, int priority) {
        return new ServiceRecord(priority, 0, server.getPort(), "localhost.");
    }

    private static SmtpSender sender(NameServer dns, SmtpOptions.Builder options) {
        SmtpOptions made = options.build();
        return new SmtpSender(made, Engines.asking(dns.records(), made));
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void messageGoesToTheServersOfTheDomainInTheirOrder(DoorWay door) throws IOException {
        try (SmtpTestServer first = SmtpTestServer.start();
                SmtpTestServer second = SmtpTestServer.start();
                NameServer dns =
                        new NameServer().knows("_submission._tcp.localhost", ranked(second, 2), ranked(first, 1));
                SmtpSender sender = sender(dns, domain("localhost"))) {
            first.script().on(Step.GREETING, Reply.of(421, "later"));
            SendResult result = door.send(sender, TO_ONE, new TestContent());
            assertThat(result.connection().server()).isEqualTo("localhost:" + second.getPort());
            door.send(sender, TO_ONE, new TestContent());
            assertThat(first.getSessions()).hasSize(1);
            assertThat(second.getMessages()).hasSize(2);
            assertThat(dns.questions()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void certificateHasToBeForTheServerNotForTheDomain(DoorWay door) throws IOException {
        try (SmtpTestServer right = SmtpTestServer.builder()
                        .implicitTls()
                        .certificate(CertificateAuthority.shared().issue("localhost"))
                        .start();
                SmtpTestServer wrong = SmtpTestServer.builder()
                        .implicitTls()
                        .certificate(CertificateAuthority.shared().issue("example.com"))
                        .start();
                NameServer dns = new NameServer()
                        .knows("_submissions._tcp.example.com", ranked(right, 0))
                        .knows("_submissions._tcp.example.net", ranked(wrong, 0));
                SmtpSender good = sender(dns, trusted("example.com", right));
                SmtpSender bad = sender(dns, trusted("example.net", wrong))) {
            assertThat(door.send(good, TO_ONE, new TestContent()).connection().tls())
                    .isPresent();
            assertThat(door.fail(bad, TO_ONE, new TestContent()).kind()).isEqualTo(FailureKind.TLS);
        }
    }

    private static SmtpOptions.Builder trusted(String name, SmtpTestServer server) {
        return domain(name)
                .tls(trusting(server, TlsMode.IMPLICIT))
                .route(RouteOptions.DIRECT.withServersFromDns().withTrustedServerDomains("localhost"));
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void serverOutsideTheDomainHearsNothing(DoorWay door) throws IOException {
        try (SmtpTestServer server = SmtpTestServer.start();
                NameServer dns = new NameServer().knows("_submission._tcp.example.com", ranked(server, 0));
                SmtpSender sender = sender(dns, domain("example.com"))) {
            DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
            assertThat(failure.kind()).isEqualTo(FailureKind.CONNECTION);
            assertThat(failure).hasMessageContaining("localhost").hasMessageContaining("withTrustedServerDomains");
            assertThat(server.getSessions()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void nameServerThatSaysNothingIsNotWaitedForBeyondTheLimit(DoorWay door) throws IOException {
        try (NameServer dns = new NameServer().silent();
                SmtpSender sender = sender(
                        dns,
                        domain("example.com")
                                .limits(new StepLimits(Duration.ofMillis(500), SOON, SOON, SOON, SOON, SOON, SOON)))) {
            long begun = System.nanoTime();
            DeliveryException failure = door.fail(sender, TO_ONE, new TestContent());
            assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void cancelEndsTheQuestion() throws IOException {
        try (NameServer dns = new NameServer().silent();
                SmtpSender sender = sender(dns, domain("example.com"))) {
            SendFuture future = sender.sendAsync(TO_ONE, new TestContent());
            await().atMost(SOON).until(() -> !dns.questions().isEmpty());
            future.cancel(true);
            await().atMost(Duration.ofSeconds(10)).until(() -> sender.connections() == 0);
        }
    }

    @Test
    void settingsOfADomainCanBeVerified() throws IOException {
        try (SmtpTestServer first = SmtpTestServer.start();
                SmtpTestServer second = SmtpTestServer.start();
                NameServer dns =
                        new NameServer().knows("_submission._tcp.localhost", ranked(first, 0), ranked(second, 1));
                SmtpSender sender = sender(dns, domain("localhost"))) {
            first.script().on(Step.GREETING, Reply.of(554, "no"));
            assertThat(sender.verify(SOON).server()).isEqualTo("localhost:" + second.getPort());
        }
    }

    @Test
    void routeSaysWhatItIs() {
        RouteOptions route =
                RouteOptions.DIRECT.withServersFromDns().withTrustedServerDomains("Google.com.", "bücher.example");
        assertThat(route.isServersFromDns()).isTrue();
        assertThat(route.trustedServerDomains()).containsExactly("google.com", "xn--bcher-kva.example");
        assertThat(route).isNotEqualTo(RouteOptions.DIRECT).hasToString(route.toString());
        assertThat(route.toString()).contains("google.com");
        assertThat(route.withServers(ServerAddress.inOrder(25, "a")).isServersFromDns())
                .isFalse();
        assertThat(SmtpOptions.of("smtps://example.com?srv=true&srv-trust=google.com,b%C3%BCcher.example")
                        .route())
                .isEqualTo(route);
        for (String wrong : new String[] {"", "a b", "192.0.2.1", "*.example.com", "domain.fa\u00DF.de"}) {
            assertThatIllegalArgumentException()
                    .as(wrong)
                    .isThrownBy(() -> route.withTrustedServerDomains(wrong))
                    .withMessageContaining("domain");
        }
    }
}
