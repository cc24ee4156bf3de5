package org.postrider.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.SmtpTestServer;

/** A user's module that names one artifact of ours, and has neither JSpecify nor anything else on its path. */
class ModulePathTest {
    private static final String MODULE = "module shop { requires org.postrider.mail; }";
    private static final String MAIN = """
            package shop;

            import org.postrider.mail.MailMessage;
            import org.postrider.mail.SmtpClient;
            import org.postrider.mail.SmtpException;
            import org.postrider.mime.MediaTypeNames;
            import org.postrider.smtp.DeliveryOutcome;

            public class Main {
                public static void main(String[] args) throws Exception {
                    try (SmtpClient client = new SmtpClient("localhost", Integer.parseInt(args[0]));
                            MailMessage message = new MailMessage("ann@example.com", "bob@example.com", "Order", "Thank you.")) {
                        client.send(message);
                        client.sendMailAsync(message).get();
                    } catch (SmtpException e) {
                        System.out.println(e.getOutcome() == DeliveryOutcome.NOT_SENT ? "not sent" : MediaTypeNames.Text.PLAIN);
                    }
                }
            }
            """;

    @TempDir
    Path folder;

    private String modulePath;

    @BeforeEach
    void writeModule() throws IOException {
        Files.createDirectories(folder.resolve("src/shop"));
        Files.writeString(folder.resolve("src/module-info.java"), MODULE);
        Files.writeString(folder.resolve("src/shop/Main.java"), MAIN);
        modulePath = Repository.modulePathOfMail();
    }

    @Test
    void moduleThatRequiresMailAloneCompilesWithoutAWarningAndSends() throws IOException, InterruptedException {
        assertThat(compile()).isEmpty();
        try (SmtpTestServer server = SmtpTestServer.start()) {
            assertThat(run(server.getPort())).isEmpty();
            assertThat(server.awaitMessages(2, Duration.ofSeconds(20)))
                    .extracting(ReceivedMessage::getSubject)
                    .containsExactly("Order", "Order");
        }
    }

    /** What the compiler has to say. */
    private String compile() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter told = new StringWriter();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            List<String> options =
                    List.of("-d", folder.resolve("classes").toString(), "-p", modulePath, "-Xlint:all", "-Werror");
            List<Path> sources = List.of(folder.resolve("src/module-info.java"), folder.resolve("src/shop/Main.java"));
            compiler.getTask(told, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
        }
        return told.toString();
    }

    /** What the program has to say, on either channel. */
    private String run(int port) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path output = folder.resolve("output");
        String path = folder.resolve("classes") + File.pathSeparator + modulePath;
        Process process = new ProcessBuilder(
                        java.toString(), "-p", path, "-m", "shop/shop.Main", Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(50, TimeUnit.SECONDS))
                    .as("the program ends")
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }
}
