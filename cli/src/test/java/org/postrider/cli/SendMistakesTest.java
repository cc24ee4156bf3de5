package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;
import org.postrider.testkit.junit.SmtpServerExtension;

/** Whatever is wrong, the answer is one line that names the mend, and never a stack trace unless it is asked for. */
class SendMistakesTest {
    private static final String GOOD = "send --host localhost --from a@example.com --to b@example.com ";

    @RegisterExtension
    final SmtpServerExtension smtp = SmtpServerExtension.of(SmtpTestServer.builder());

    @TempDir
    Path folder;

    private static String mistake(Cli.Run run, int code) {
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines()).hasSize(1);
        return run.err();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "send --host h --to b@example.com | --from",
                "send --host http://h --from a@example.com --to b@example.com | isn't one of smtp",
                "send --host smtps://h --port 25 --from a@example.com --to b@example.com | a URL says port",
                "send --host smtps://h --srv --from a@example.com --to b@example.com | a URL says port",
                "send --host h --srv --port 25 --from a@example.com --to b@example.com | --srv: the port is what DNS says",
                "send --host h --srv-trust x.example --from a@example.com --to b@example.com | --srv-trust: it is for --srv",
                "send --host h --srv --srv-trust a,*b --from a@example.com --to b@example.com | --srv-trust: \"*b\" is no domain",
                "send --from a@example.com --to b@example.com | --host",
                "send --host h --from a@example.com | --to, --cc or --bcc",
                "send --host h --from a@example.com --to undisclosed-recipients:; | --to, --cc or --bcc",
                "send --host smtp://h --password-file x --from a@example.com --to b@example.com | smtps://USER@HOST",
                "send --host smtp://u:p@h --password-file x --from a@example.com --to b@example.com | smtps://USER@HOST",
                "send --host h --from a@example.com --to b@example.com --subject gr\uFFFD\uFFFDe | set LC_ALL",
                "send --host h --from a@example.com --to b@example.com --body @/ | --body: it can't be read",
                "send --host h --from a@@b --to b@example.com | --from: The mail address is malformed",
                "send --host h --from a@example.com --to b | --to: The mail address is malformed",
                "send --host h --from a@example.com --cc b@x..y | --cc: The mail address is malformed",
                "send --host h --from a@example.com --bcc <b@x | --bcc: The mail address is malformed",
            })
    void addressesAreNeeded(String line, String mend) {
        assertThat(mistake(Cli.postrider(line.split(" ")), 2)).contains(mend, " --help')");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--frm x | did you mean --from?",
                "--password secret | Unknown option",
                "--port 0 | --port: a port lies between 1 and 65535",
                "--port 65536 | --port: a port lies between 1 and 65535",
                "--port smtp | --port",
                "--tls ssl | none, starttls, starttls-if-offered, implicit",
                "--tls IMPLICIT | none, starttls, starttls-if-offered, implicit",
                "--timeout 0 | --timeout: give at least 1 second",
                "--timeout soon | --timeout",
                "--password-file x | Add --user",
                "--header X-Nothing | 'Name: value'",
                "--header :value | 'Name: value'",
                "--header To:c@example.com | use --to",
                "--header date:today | --eml",
                "--header X-\u00e4:x | --header",
                "--subject one --subject two | only once",
                "--body - --html - | standard input can be read once",
                "--body @missing.txt | no file missing.txt",
                "--html @missing.html | no file missing.html",
                "--attach missing.pdf | no file missing.pdf; check the path (see",
                "--ca missing.pem | no file missing.pem",
                "--eml missing.eml | no file missing.eml",
                "--user u --password-file missing | no file missing",
                "--eml x.eml --body y | leave out",
                "--eml x.eml --attach y | leave out",
                "--eml x.eml --header X:y | leave out",
                "stray | stray",
            })
    void badValuesAreNamed(String more, String mend) {
        List<String> args = new ArrayList<>(List.of(GOOD.split(" ")));
        args.addAll(List.of(more.split(" ")));

        assertThat(mistake(Cli.postrider(args.toArray(String[]::new)), 2)).contains(mend);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--client-domain", "--subject", "--header", "--to", "--host", "--\r\nx"})
    void aLineBreakReachesNeitherTheWireNorTheTerminal(String option) {
        Cli.Run run = Cli.send(smtp.getServer(), option, "x:y@example.com\r\nRSET\u001b[2J")
                .run();

        assertThat(mistake(run, 2)).contains(option.strip().substring(0, 2)).doesNotContain("\r", "\u001b");
    }

    @Test
    void aFileThatHoldsNoCertificateIsNoAuthority() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        Path garbage = Files.writeString(folder.resolve("garbage.pem"), "-----BEGIN CERTIFICATE-----\nxx\n");

        for (Path file : List.of(empty, garbage, folder)) {
            assertThat(mistake(
                            Cli.send(smtp.getServer(), "--ca", file.toString()).run(), 2))
                    .contains("--ca: ");
        }
    }

    @Test
    void aTextThatIsNotUtf8IsRefused() throws IOException {
        byte[] latin1 = {'g', (byte) 0xfc, 'n'};
        Path file = Files.write(folder.resolve("latin1.txt"), latin1);

        assertThat(mistake(Cli.send(smtp.getServer(), "--body", "@" + file).run(), 2))
                .contains("isn't UTF-8");
        assertThat(mistake(Cli.send(smtp.getServer(), "--body", "-").in(latin1).run(), 2))
                .contains("standard input isn't UTF-8");
    }

    @Test
    void aTextThatNoMemoryHoldsIsRefused() throws IOException {
        Path file = folder.resolve("large.txt");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(3_000_000_000L); // A hole, which takes no room on the disk.
        }

        assertThat(mistake(Cli.send(smtp.getServer(), "--body", "@" + file).run(), 2))
                .contains("--body: " + file + " is too large for a text; --attach");
    }

    @Test
    void anEmptyPasswordFileIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "\nsecond\n");

        assertThat(mistake(
                        Cli.send(smtp.getServer(), "--user", "u", "--password-file", file.toString())
                                .run(),
                        2))
                .contains("the first line of " + file + " is empty");
    }

    @Test
    void aReadyMadeMessageThatSmtpCantCarryIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("long.eml"), "Subject: x\n\n" + "y".repeat(999) + "\n");

        assertThat(mistake(Cli.send(smtp.getServer(), "--eml", file.toString()).run(), 2))
                .contains("998");
    }

    @Test
    void aRefusedConnectionNamesTheServer() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Cli.Run run = new Cli().with(GOOD.split(" ")).with("--port", "" + port).run();

        assertThat(mistake(run, 1))
                .contains("can't connect to localhost:" + port, "connection refused", "(--host and --port");
    }

    /** What the options would say is refused beside a URL. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "smtp://localhost:PORT | smtp:// with ?tls=none",
                "smtp://u:p@localhost:PORT?tls=none | ?dangerously-allow-plaintext-auth=true",
            })
    void aUrlIsMendedInItsOwnWords(String url, String mend) {
        String host = url.replace("PORT", "" + smtp.getPort());
        Cli.Run run = new Cli()
                .with("send", "--host", host, "--from", "a@example.com", "--to", "b@example.com")
                .run();

        assertThat(mistake(run, 1)).contains(mend).doesNotContain("--tls", "--dangerously");
    }

    @Test
    void whatIsAllowedAlreadyIsNoMend() {
        Cli.Run run = Cli.send(smtp.getServer(), "--user", "u", "--dangerously-allow-plaintext-auth")
                .environment("POSTRIDER_PASSWORD", "secret")
                .run();

        assertThat(mistake(run, 1)).contains("offers").doesNotContain("--dangerously");
    }

    @Test
    void theTimeoutEndsTheSend() {
        smtp.getServer().script().on(Step.GREETING, Behaviour.silence());
        long before = System.nanoTime();

        assertThat(mistake(Cli.send(smtp.getServer(), "--timeout", "1").run(), 1))
                .contains("(--timeout sets how long it may take)");
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
    }

    @Test
    void whatNobodyForesawIsOneLineToo() {
        Cli.Run run = Cli.send(smtp.getServer(), "--user", "u")
                .answering(question -> {
                    throw new IllegalStateException("the terminal\nis on fire");
                })
                .run();

        assertThat(mistake(run, 1)).contains("the terminal is on fire; please report it with what --debug shows");
    }

    @Test
    void debugShowsTheStackOfARefusalAndOfAMistake() throws IOException {
        smtp.getServer().script().on(Step.GREETING, Behaviour.close());

        assertThat(Cli.send(smtp.getServer(), "--debug").run().err())
                .contains("DeliveryException", "    at org.postrider.smtp.");
        assertThat(Cli.send(smtp.getServer(), "--debug", "--ca", "missing")
                        .run()
                        .err())
                .contains("UsageException", "caused by java.nio.file.NoSuchFileException", "    at org.postrider.cli.");
        assertThat(Cli.send(smtp.getServer(), "--debug", "--port", "x").run().err())
                .contains("    at ");
    }

    @Test
    void wrongConfigurationAroundTheCommandIsToldByItsLine() throws IOException {
        Files.writeString(folder.resolve("mail.properties"), "prot=25");
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            assertThat(mistake(Cli.send(smtp.getServer()).run(), 2))
                    .contains("configuration", "mail.properties, line 1", "did you mean port?");
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
