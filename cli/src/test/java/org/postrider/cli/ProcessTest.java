package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.mail.MailMessage;
import org.postrider.mime.ContentType;
import org.postrider.smtp.SmtpSender;
import org.postrider.sockets.Socket;
import org.postrider.testkit.SmtpTestServer;
import picocli.CommandLine;

/** What only a JVM of its own shows: the modules fit together, the exit code gets out, and the output is UTF-8 in any locale. */
class ProcessTest {
    @TempDir
    Path folder;

    private Cli.Run postrider(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-p",
                modulePath(),
                "-m",
                "org.postrider.cli/org.postrider.cli.Main"));
        command.addAll(List.of(args));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Cli.Run(process.exitValue(), read(out), read(err));
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
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
}
