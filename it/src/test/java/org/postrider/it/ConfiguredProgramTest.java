package org.postrider.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.SmtpTestServer;

/** A program on the module path that names no server: the process around it does. */
class ConfiguredProgramTest {
    private static final String MAIN = """
            import org.postrider.mail.MailMessage;
            import org.postrider.mail.SmtpClient;

            class Main {
                public static void main(String[] args) {
                    try (SmtpClient client = new SmtpClient(); MailMessage message = new MailMessage()) {
                        message.getTo().add("bob@example.com");
                        client.send(message);
                    } catch (IllegalStateException e) {
                        System.out.println(e.getMessage());
                    }
                }
            }
            """;

    @TempDir
    Path folder;

    private ProcessBuilder program;

    @BeforeEach
    void writeProgram() throws IOException {
        Files.writeString(folder.resolve("Main.java"), MAIN);
        program = new ProcessBuilder().redirectErrorStream(true);
    }

    @Test
    void environmentTheNamedDotnetFileAndSystemPropertiesWorkTogether() throws IOException, InterruptedException {
        Path file = Files.writeString(
                folder.resolve("app.config"),
                "<mailSettings><smtp from='ann@example.com'><network host='nowhere.invalid' port='1'/></smtp></mailSettings>");
        try (SmtpTestServer server = SmtpTestServer.start()) {
            program.environment().put("POSTRIDER_CONFIG", file.toString());
            program.environment().put("POSTRIDER_HOST", server.getHost());
            assertThat(run("-Dpostrider.port=" + server.getPort())).isEmpty();
            ReceivedMessage received = server.awaitMessage(Duration.ofSeconds(20));
            assertThat(received.getReversePath()).isEqualTo("ann@example.com");
        }
    }

    @Test
    void wrongVariableIsToldByItsName() throws IOException, InterruptedException {
        program.environment().put("POSTRIDER_PORT", "tcp://10.0.0.1:25");
        assertThat(run("-Dunused=1")).contains("The environment variable POSTRIDER_PORT: port is wrong");
    }

    /** What the program has to say, on either channel. */
    private String run(String option) throws IOException, InterruptedException {
        String modules = Repository.modulePathOfMail();
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path output = folder.resolve("output");
        Path main = folder.resolve("Main.java");
        program.command(List.of(
                java.toString(), option, "-p", modules, "--add-modules", "org.postrider.mail", main.toString()));
        Process process = program.redirectOutput(output.toFile()).start();
        try {
            assertThat(process.waitFor(50, TimeUnit.SECONDS))
                    .as("the program ends")
                    .isTrue();
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }
}
