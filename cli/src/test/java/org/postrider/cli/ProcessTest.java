package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.mail.MailMessage;
import org.postrider.mime.ContentType;
import org.postrider.smtp.SmtpSender;
import org.postrider.sockets.Socket;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;
import picocli.CommandLine;

/** What only a JVM of its own shows: the modules fit together, the exit code gets out, and the output is UTF-8 in any locale. */
class ProcessTest {
    @TempDir
    Path folder;

    private Cli.Run postrider(String... args) throws IOException, InterruptedException {
        return end(start(args));
    }

    private Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-p",
                modulePath(),
                "-m",
                "org.postrider.cli/org.postrider.cli.Main"));
        command.addAll(List.of(args));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(file("out")).redirectError(file("err"));
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }

    private File file(String name) {
        return folder.resolve(name).toFile();
    }

    private Cli.Run end(Process process) throws IOException, InterruptedException {
        try {
            assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Cli.Run(process.exitValue(), read("out"), read("err"));
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name), StandardCharsets.UTF_8);
    }

    private static String modulePath() {
        Stream<Class<?>> ours = Stream.of(
                Main.class,
                MailMessage.class,
                ContentType.class,
                SmtpSender.class,
                Socket.class,
                SmtpTestServer.class,
                CommandLine.class);
        Stream<Class<?>> behindThem = Stream.of(
                        "com.ongres.scram.client.ScramClient",
                        "com.ongres.scram.common.ClientFinalMessage",
                        "com.ongres.saslprep.SASLprep",
                        "com.ongres.stringprep.Stringprep")
                .map(ProcessTest::find);
        return Stream.concat(ours, behindThem).map(ProcessTest::origin).collect(Collectors.joining(File.pathSeparator));
    }

    /** What is there at run time only. */
    private static Class<?> find(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String origin(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theVersionIsThatOfTheModule() throws Exception {
        Cli.Run run = postrider("--version");

        assertThat(run.code()).isZero();
        assertThat(run.out().strip()).matches("postrider \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
    }

    @Test
    void theDemoRunsOnTheModulePathInAnyLocale() throws Exception {
        Cli.Run run = postrider("demo");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("Jane \u00d8 Clayton", "test message 1\u2190\u2191\u2192\u2193");
    }

    @Test
    void theExitCodeGetsOut() throws Exception {
        Cli.Run run = postrider("send", "--host", "localhost", "--from", "a@example.com");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errLines()).hasSize(1);
    }

    /** The last message is held by the server, so it has to be given up. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aBenchThatIsInterruptedTellsWhatThereIs() throws Exception {
        Gate gate = new Gate();
        try (SmtpTestServer server = SmtpTestServer.start()) {
            server.script().on(Step.RCPT, Behaviour.normally()).times(7);
            server.script().on(Step.RCPT, Behaviour.hold(gate));
            Process bench = start(
                    "bench",
                    "localhost:" + server.getPort(),
                    "--tls",
                    "none",
                    "--recipient",
                    "sink@example.com",
                    "--connections",
                    "1",
                    "--in-flight",
                    "1");
            gate.awaitReached(Duration.ofSeconds(30));
            bench.destroy(); // SIGTERM, which the JVM takes as it does Ctrl-C.
            Cli.Run run = end(bench);

            assertThat(run.out()).as(run.err()).contains("7 of 8 messages accepted", "Not accepted");
        } finally {
            gate.open();
        }
    }
}
