package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.smtp.RouteOptions;
import org.postrider.smtp.ServerAddress;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.HeldCertificate;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** What a probe shows of servers that answer. */
class ProbeTest {
    @TempDir
    Path folder;

    private String ca;

    @BeforeEach
    void writeAuthority() {
        ca = CertificateAuthority.shared().writePem(folder.resolve("ca.pem")).toString();
    }

    /** A server that there is nothing to say against. */
    private static SmtpTestServer.Builder good() {
        return SmtpTestServer.builder()
                .startTls()
                .user("ann", "secret")
                .authOnlyOverTls(true)
                .certificate(certificate().build());
    }

    /** One that is valid for long; those that the test server makes itself hold for a day. */
    private static HeldCertificate.Builder certificate() {
        Instant now = Instant.now();
        return HeldCertificate.builder()
                .signedBy(CertificateAuthority.shared())
                .names("localhost", "127.0.0.1")
                .validity(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(90)));
    }

    private Cli probe(SmtpTestServer server, String... more) {
        return new Cli()
                .with("probe", server.getHost() + ":" + server.getPort(), "--ca", ca)
                .with(more);
    }

    private Map<String, Object> json(SmtpTestServer server, int code, String... more) {
        Cli.Run run = probe(server, more).with("--json").run();
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(code);
        assertThat(run.out().lines()).hasSize(1);
        return JsonReader.object(run.out());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    private static List<String> codes(Object advice) {
        return ((List<?>) advice)
                .stream().map(each -> (String) object(each).get("code")).toList();
    }

    private static Map<String, Object> firstCertificate(Map<String, Object> report) {
        return object(((List<?>) object(report.get("tls")).get("certificates")).get(0));
    }

    @Test
    void goodServerIsShownFromItsAddressToItsTimings() {
        try (SmtpTestServer server = good().start()) {
            Cli.Run run = probe(server).run();

            assertThat(run.code()).as(run.out() + run.err()).isZero();
            assertThat(run.err()).isEmpty();
            assertThat(run.out())
                    .containsSubsequence(
                            "127.0.0.1:" + server.getPort() + "  connected",
                            "Greeting",
                            "220 ",
                            "Offered before TLS",
                            "STARTTLS",
                            "TLSv1.3",
                            "days left",
                            "localhost matches)",
                            "Offered under TLS",
                            "AUTH ",
                            "with a password we would use ",
                            "lookup",
                            "connect",
                            "greeting",
                            "EHLO",
                            "STARTTLS",
                            "TLS handshake",
                            "EHLO under TLS",
                            "in all")
                    .doesNotContain("WARNING", "NOT");
            assertThat(server.getMessages()).isEmpty();
            assertThat(server.getSessions()).hasSize(1);
        }
    }

    @Test
    void programsReadTheSameAsJson() {
        try (SmtpTestServer server = good().start()) {
            Map<String, Object> report = json(server, 0);

            assertThat(report)
                    .containsEntry("outcome", "good")
                    .containsEntry("server", server.getHost() + ":" + server.getPort())
                    .containsEntry("warnings", List.of());
            assertThat((List<?>) report.get("offeredInClear"))
                    .asString()
                    .contains("STARTTLS")
                    .doesNotContain("AUTH");
            assertThat((List<?>) report.get("offeredUnderTls")).asString().contains("AUTH");
            assertThat(object(report.get("tls")))
                    .containsEntry("protocol", "TLSv1.3")
                    .containsEntry("trusted", true)
                    .containsEntry("forHost", true);
            assertThat((Double) firstCertificate(report).get("daysLeft")).isPositive();
            assertThat(object(report.get("login"))).containsEntry("used", null);
            assertThat((List<?>) object(report.get("timings")).get("steps")).hasSizeGreaterThan(5);
        }
    }

    @Test
    void loginIsTriedAndTold() {
        try (SmtpTestServer server =
                good().authMechanisms("PLAIN", "GSSAPI", "GSS-SPNEGO", "LOGIN").start()) {
            Map<String, Object> report = new LoginRun(server).report(0, "secret");
            assertThat(object(report.get("login")))
                    .containsEntry("used", "PLAIN")
                    .containsEntry("withPassword", List.of("PLAIN", "LOGIN"));

            Map<String, Object> failed = new LoginRun(server).report(1, "mistaken");
            assertThat(failed).containsEntry("outcome", "failed").containsEntry("kind", "authentication");
            assertThat(object(failed.get("login"))).containsEntry("used", null);
            assertThat(failed.toString()).doesNotContain("mistaken");

            assertThat(new LoginRun(server).run("mistaken").out())
                    .contains("with a password we would use PLAIN")
                    .doesNotContain("logged in by");
        }
    }

    /** A probe that logs in. */
    private final class LoginRun {
        private final SmtpTestServer server;

        LoginRun(SmtpTestServer server) {
            this.server = server;
        }

        Map<String, Object> report(int code, String password) {
            Cli.Run run = run(password, "--json");
            assertThat(run.code()).as(run.out() + run.err()).isEqualTo(code);
            return JsonReader.object(run.out());
        }

        Cli.Run run(String password, String... more) {
            return probe(server, "--user", "ann")
                    .with(more)
                    .environment("POSTRIDER_PASSWORD", password)
                    .run();
        }
    }

    @Test
    void implicitTlsIsProbedToo() {
        try (SmtpTestServer server = SmtpTestServer.builder()
                .implicitTls()
                .certificate(certificate().build())
                .start()) {
            Map<String, Object> report = json(server, 0, "--tls", "implicit");

            assertThat(report).containsEntry("offeredInClear", null);
            assertThat(codes(report.get("notes"))).contains("no-auth");
        }
    }

    @Test
    void serverThatOffersNoTlsIsShownAllTheSame() {
        try (SmtpTestServer server =
                SmtpTestServer.builder().user("ann", "secret").start()) {
            Map<String, Object> required = json(server, 1);
            assertThat(required).containsEntry("kind", "tls").containsEntry("tls", null);
            assertThat((List<?>) required.get("offeredInClear")).isNotEmpty();
            assertThat(codes(required.get("warnings"))).contains("starttls-missing");

            Map<String, Object> clear = json(server, 3, "--tls", "none");
            assertThat(clear).containsEntry("outcome", "warnings");
            assertThat(codes(clear.get("warnings"))).contains("starttls-missing", "password-in-clear");
        }
    }

    @Test
    void offerOfTlsThatIsntUsedIsAWarning() {
        try (SmtpTestServer server = good().start()) {
            assertThat(codes(json(server, 3, "--tls", "none").get("warnings"))).contains("tls-unused");
        }
    }

    @Test
    void certificateOfAnUnknownAuthorityIsShownButNotTrusted() {
        try (SmtpTestServer server = good().certificate(HeldCertificate.selfSigned("localhost", "127.0.0.1"))
                .start()) {
            Cli.Run run = probe(server).run();
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.errLines()).hasSize(1).first().asString().contains("trust", "--ca FILE");
            assertThat(run.out()).contains("TLS, not to be trusted", "Offered under TLS", "AUTH");

            Map<String, Object> report = json(server, 1);
            assertThat(object(report.get("tls")))
                    .containsEntry("trusted", false)
                    .containsEntry("forHost", true);
        }
    }

    @Test
    void passwordNeverGoesToAServerThatIsntTrusted() {
        try (SmtpTestServer server = good().certificate(HeldCertificate.selfSigned("localhost", "127.0.0.1"))
                .start()) {
            new LoginRun(server).report(1, "secret");

            assertThat(server.getSessions())
                    .hasSize(2)
                    .allSatisfy(session ->
                            assertThat(session.getCommands()).noneMatch(command -> command.startsWith("AUTH")));
        }
    }

    @Test
    void certificateForAnotherHostIsTold() {
        HeldCertificate other = HeldCertificate.builder()
                .signedBy(CertificateAuthority.shared())
                .names("mail.example.net")
                .build();
        try (SmtpTestServer server = good().certificate(other).start()) {
            Cli.Run run = probe(server).run();

            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains("is for mail.example.net, you connected to");
            assertThat(run.out()).contains("for mail.example.net (" + server.getHost() + " does NOT match)");
        }
    }

    @Test
    void expiredAndWeakCertificatesAreShown() {
        try (SmtpTestServer expired =
                        good().certificate(certificate().expired().build()).start();
                SmtpTestServer weak =
                        good().certificate(certificate().rsa(1024).build()).start()) {
            Map<String, Object> report = json(expired, 1);
            assertThat((Double) firstCertificate(report).get("daysLeft")).isNegative();
            assertThat(report.get("message").toString()).contains("expired");

            assertThat(firstCertificate(json(weak, 1))).containsEntry("key", "RSA 1024");
        }
    }

    @Test
    void certificateThatExpiresSoonIsAWarningWithinTheDaysThatWereAskedFor() {
        Instant now = Instant.now();
        HeldCertificate soon = certificate()
                .validity(now.minus(Duration.ofDays(80)), now.plus(Duration.ofDays(10)))
                .build();
        try (SmtpTestServer server = good().certificate(soon).start()) {
            Map<String, Object> report = json(server, 3);
            assertThat(codes(report.get("warnings"))).contains("expires-soon");
            assertThat((Double) firstCertificate(report).get("daysLeft")).isCloseTo(9.5, within(0.6));

            assertThat(codes(json(server, 0, "--expiry-days", "5").get("warnings")))
                    .isEmpty();
        }
    }

    @Test
    void olderTlsIsANote() {
        try (SmtpTestServer server = good().protocols("TLSv1.2").start()) {
            assertThat(codes(json(server, 0).get("notes"))).contains("tls-1.2");
        }
    }

    @Test
    void whatAServerLacksIsANote() {
        try (SmtpTestServer server = good().without("PIPELINING", "CHUNKING").start()) {
            assertThat(codes(json(server, 0).get("notes"))).contains("no-pipelining", "no-chunking");
        }
    }

    @Test
    void serverThatKnowsOnlyHeloOffersNothing() {
        try (SmtpTestServer server = SmtpTestServer.builder().helloOnly().start()) {
            Map<String, Object> report = json(server, 0, "--tls", "starttls-if-offered");

            assertThat(report).containsEntry("offeredInClear", null).containsEntry("tls", null);
        }
    }

    /** How far the server's clock goes wrong. */
    private enum Clock {
        RIGHT(0, false),
        BEHIND(-3600, true),
        AHEAD(3600, true);

        private final long seconds;
        private final boolean isWrong;

        Clock(long seconds, boolean isWrong) {
            this.seconds = seconds;
            this.isWrong = isWrong;
        }
    }

    @ParameterizedTest
    @EnumSource
    void clockThatGoesWrongIsSeenInTheGreeting(Clock clock) {
        try (SmtpTestServer server = good().start()) {
            String time = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    Instant.now().plusSeconds(clock.seconds).atOffset(ZoneOffset.UTC));
            server.script().on(Step.GREETING, Reply.of(220, "mail, of example.com ESMTP " + time));

            assertThat(codes(json(server, clock.isWrong ? 3 : 0).get("warnings"))
                            .contains("clock"))
                    .isEqualTo(clock.isWrong);
        }
    }

    @Test
    void dialogueCanBeSeen() throws IOException {
        try (SmtpTestServer server = good().start()) {
            assertThat(probe(server, "--transcript").run().err()).contains("C: EHLO ", "C: STARTTLS", "C: QUIT");
        }
    }

    @Test
    void serverMayBeAUrl() {
        try (SmtpTestServer server = SmtpTestServer.start()) {
            Cli.Run run = new Cli()
                    .with("probe", "smtp://localhost:" + server.getPort() + "?tls=none", "--json")
                    .run();
            assertThat(JsonReader.object(run.out())).containsEntry("server", "localhost:" + server.getPort());
            assertThat(server.getSessions()).hasSize(1);
        }
    }

    @Test
    void ofSeveralServersItIsTheOneThatTakesMailThatIsShown() throws IOException {
        try (SmtpTestServer away = good().start();
                SmtpTestServer server = good().start()) {
            away.script().on(Step.GREETING, Reply.of(554, "no service here"));
            List<ServerAddress> servers = List.of(
                    new ServerAddress("localhost", away.getPort(), 0, 0),
                    new ServerAddress("localhost", server.getPort(), 1, 0));
            Findings findings = new Findings(SmtpListener.NONE);
            SmtpOptions options = SmtpOptions.builder("mail.example.com")
                    .tls(TlsOptions.of(TlsMode.STARTTLS).withTrustedCertificates(Path.of(ca)))
                    .route(RouteOptions.DIRECT.withServers(servers))
                    .listener(findings)
                    .build();
            ProbeResult result = ProbeResult.of(options, findings, Duration.ofSeconds(30));
            assertThat(result.failure()).isNull();
            assertThat(result.options().server()).isEqualTo("localhost:" + server.getPort());
            assertThat(result.isForHost()).isTrue();
            assertThat(findings.greeting()).asString().startsWith("220");
            assertThat(findings.attempts()).hasSize(2);
        }
    }
}
