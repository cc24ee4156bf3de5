package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.TlsMode;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.SmtpTestServer;
import picocli.CommandLine;

class SendSecurityTest {
    private static final String PASSWORD = "s\u00e9cret pass";

    private static final Terminal TERMINAL = new Terminal(null, null, null, Map.of("POSTRIDER_PASSWORD", "p"), null);

    @TempDir
    Path folder;

    private Path ca;

    @BeforeEach
    void writeAuthority() {
        ca = CertificateAuthority.shared().writePem(folder.resolve("ca.pem"));
    }

    private static SmtpTestServer.Builder withUser() {
        return SmtpTestServer.builder().user("ann", PASSWORD).requireAuth();
    }

    private Cli send(SmtpTestServer server, String tls, String... more) {
        return Cli.bareSend(server, tls)
                .with("--from", "ann@example.com", "--to", "bob@example.com", "--ca", ca.toString())
                .with(more);
    }

    private static ReceivedMessage only(SmtpTestServer server) {
        assertThat(server.getMessages()).hasSize(1);
        return server.getMessages().get(0);
    }

    @Test
    void startTlsIsUsedUnderBothItsNames() {
        for (String tls : new String[] {"starttls", "starttls-if-offered"}) {
            try (SmtpTestServer server = SmtpTestServer.builder().startTls().start()) {
                assertThat(send(server, tls).run().code()).isZero();
                assertThat(only(server).getProtocol()).isEqualTo("ESMTPS");
            }
        }
    }

    @Test
    void startTlsIsRequiredUnlessSaidOtherwise() {
        try (SmtpTestServer server = SmtpTestServer.start()) {
            Cli.Run run = new Cli()
                    .with("send", "--host", "localhost", "--port", "" + server.getPort())
                    .with("--from", "ann@example.com", "--to", "bob@example.com")
                    .run();

            assertThat(run.code()).isEqualTo(1);
            assertThat(run.errLines())
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("STARTTLS", "(--tls implicit if it wants TLS at once, --tls none to go without)");
            assertThat(server.getMessages()).isEmpty();
        }
    }

    @Test
    void startTlsIfOfferedGoesOnWithoutAnOffer() {
        try (SmtpTestServer server = SmtpTestServer.start()) {
            assertThat(send(server, "starttls-if-offered").run().code()).isZero();
            assertThat(only(server).getProtocol()).isEqualTo("ESMTP");
        }
    }

    @Test
    void implicitTlsBeginsAtOnce() {
        try (SmtpTestServer server = SmtpTestServer.builder().implicitTls().start()) {
            assertThat(send(server, "implicit").run().code()).isZero();
            assertThat(only(server).getTls()).isNotNull();
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() {
        try (SmtpTestServer server = SmtpTestServer.builder().startTls().start()) {
            Cli.Run run = Cli.bareSend(server, "starttls")
                    .with("--from", "ann@example.com", "--to", "bob@example.com")
                    .run();

            assertThat(run.code()).isEqualTo(1);
            assertThat(run.errLines()).hasSize(1).first().asString().contains("trusted", "--ca FILE");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "implicit, true, 465",
        "implicit, false, 465",
        "starttls, true, 587",
        "starttls, false, 25",
        "starttls-if-offered, true, 587",
        "none, true, 25",
        "none, false, 25"
    })
    void thePortFollowsTheWayInUnlessGiven(String tls, boolean user, int port) {
        ServerOptions options =
                CommandLine.populateCommand(new ServerOptions(), "--tls", tls, user ? "--user=u" : "--client-domain=c");

        assertThat(options.toOptions(new Target("--host", "h", null), TERMINAL, SmtpListener.NONE)
                        .port())
                .isEqualTo(port);
    }

    @ParameterizedTest
    @CsvSource({"465, , IMPLICIT", "465, starttls, STARTTLS", "587, , STARTTLS", ", , STARTTLS", "25, none, NONE"})
    void port465IsThatOfImplicitTlsUnlessToldOtherwise(Integer port, String tls, TlsMode mode) {
        ServerOptions options = CommandLine.populateCommand(
                new ServerOptions(), tls == null ? new String[0] : new String[] {"--tls", tls});

        assertThat(options.toOptions(new Target("--host", "h", port), TERMINAL, SmtpListener.NONE)
                        .tls()
                        .mode())
                .isEqualTo(mode);
    }

    @Test
    void thePasswordIsTheFirstLineOfAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), PASSWORD + "\r\nanother line\n");
        try (SmtpTestServer server = withUser().startTls().start()) {
            // The file comes before the environment and the person.
            Cli cli = send(server, "starttls", "--user", "ann", "--password-file", file.toString())
                    .environment("POSTRIDER_PASSWORD", "not this one")
                    .answering(question -> "nor this one");

            assertThat(cli.run().code()).isZero();
            assertThat(only(server).getUser()).isEqualTo("ann");
        }
    }

    @Test
    void thePasswordIsInTheEnvironment() {
        try (SmtpTestServer server = withUser().startTls().start()) {
            Cli cli = send(server, "starttls", "--user", "ann").environment("POSTRIDER_PASSWORD", PASSWORD);

            assertThat(cli.run().code()).isZero();
            assertThat(only(server).getProtocol()).isEqualTo("ESMTPSA");
        }
    }

    @Test
    void thePasswordIsAskedForAtATerminal() {
        try (SmtpTestServer server = withUser().startTls().start()) {
            Cli cli = send(server, "starttls", "--user", "ann")
                    .answering(question -> question.equals("Password of ann: ") ? PASSWORD : "");

            assertThat(cli.run().code()).isZero();
            assertThat(only(server).getUser()).isEqualTo("ann");
        }
    }

    @Test
    void withoutAPasswordNothingIsSent() {
        try (SmtpTestServer server = withUser().startTls().start()) {
            Cli.Run run = send(server, "starttls", "--user", "ann").run();

            assertThat(run.code()).isEqualTo(2);
            assertThat(run.errLines()).hasSize(1).first().asString().contains("--password-file", "POSTRIDER_PASSWORD");
            assertThat(server.getSessions()).isEmpty();
        }
    }

    @Test
    void aWrongPasswordIsTold() {
        try (SmtpTestServer server = withUser().startTls().start()) {
            Cli.Run run = send(server, "starttls", "--user", "ann", "--transcript")
                    .environment("POSTRIDER_PASSWORD", "mistaken")
                    .run();

            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err())
                    .contains("535", "check --user and the password")
                    .doesNotContain("mistaken");
            assertThat(run.out()).isEmpty();

            Cli.Run json = send(server, "starttls", "--user", "ann", "--json")
                    .environment("POSTRIDER_PASSWORD", "mistaken")
                    .run();
            assertThat(JsonReader.object(json.out()))
                    .containsEntry("kind", "authentication")
                    .containsEntry("mechanism", null);
        }
    }

    @Test
    void aWrongPasswordIsTheMistakeInClearAsWell() {
        try (SmtpTestServer server = withUser().start()) {
            Cli.Run run = send(server, "none", "--user", "ann", "--dangerously-allow-plaintext-auth")
                    .environment("POSTRIDER_PASSWORD", "mistaken")
                    .run();

            assertThat(run.errLines())
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("535", "; check --user and the password")
                    .doesNotContain("--dangerously");
        }
    }

    @Test
    void aPasswordTravelsInClearOnlyWhenAllowedByName() {
        try (SmtpTestServer server = withUser().start()) {
            Cli.Run refused = send(server, "none", "--user", "ann")
                    .environment("POSTRIDER_PASSWORD", PASSWORD)
                    .run();
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.errLines()).hasSize(1).first().asString().contains("--dangerously-allow-plaintext-auth");

            Cli.Run allowed = send(server, "none", "--user", "ann", "--dangerously-allow-plaintext-auth")
                    .environment("POSTRIDER_PASSWORD", PASSWORD)
                    .run();
            assertThat(allowed.code()).isZero();
            assertThat(only(server).getProtocol()).isEqualTo("ESMTPA");
        }
    }

    @Test
    void theTranscriptShowsTheDialogueWithoutSecrets() {
        for (String mechanism : new String[] {"PLAIN", "LOGIN"}) {
            try (SmtpTestServer server =
                    withUser().startTls().authMechanisms(mechanism).start()) {
                Cli.Run run = send(server, "starttls", "--user", "ann", "--transcript", "--body", "hello there")
                        .environment("POSTRIDER_PASSWORD", PASSWORD)
                        .run();

                assertThat(run.code()).isZero();
                assertThat(run.err())
                        .contains(
                                "*  connected to 127.0.0.1:",
                                "S: 220 ",
                                "C: EHLO ",
                                "S: 250-",
                                "C: STARTTLS",
                                "*  TLSv1.3")
                        .contains(
                                "C: AUTH " + mechanism,
                                "********",
                                "C: RCPT TO:<bob@example.com>",
                                "C: (the message, ",
                                "C: QUIT");
                assertThat(server.getSessions().get(0).getCommands())
                        .filteredOn(SendSecurityTest::isSecret)
                        .isNotEmpty()
                        .allSatisfy(secret -> assertThat(run.err()).doesNotContain(secret));
                assertThat(run.err()).doesNotContain(PASSWORD);
            }
        }
    }

    /** AUTH with its initial response, and lines of Base64. */
    private static boolean isSecret(String line) {
        return line.startsWith("AUTH PLAIN ") || line.matches("[A-Za-z0-9+/]{6,}=*") && !line.equals("STARTTLS");
    }
}
