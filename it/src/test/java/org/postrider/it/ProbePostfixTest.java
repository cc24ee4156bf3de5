package org.postrider.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.cli.Main;

/** What {@code postrider probe} tells of Postfix, with the exit code that a script gets. */
class ProbePostfixTest {
    private static RealServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void findServer() throws IOException, GeneralSecurityException {
        server = RealServer.fromEnvironment();
    }

    /** What a run gave back, errors included. */
    private record Run(int code, String output) {}

    private Run probe(String port, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "probe",
                "localhost:" + server.port(port),
                "--ca",
                server.get("CA_FILE")));
        command.addAll(List.of(more));
        File output = folder.resolve("output").toFile();
        ProcessBuilder program =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output);
        program.environment().put("POSTRIDER_PASSWORD", server.get("PASSWORD"));
        Process process = program.start();
        try {
            assertThat(process.waitFor(50, TimeUnit.SECONDS))
                    .as("the program ends")
                    .isTrue();
            return new Run(process.exitValue(), Files.readString(output.toPath()));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void submissionIsGoodAndTakesTheStrongestLogin() throws Exception {
        Run run = probe("SUBMISSION", "--user", server.get("USERNAME"));

        assertThat(run.output())
                .contains("ESMTP Postfix", "localhost matches)", "Offered under TLS", "logged in by SCRAM-SHA-256");
        assertThat(run.code()).isZero();
    }

    @Test
    void passwordsBeforeTlsAreAWarning() throws Exception {
        Run run = probe("PLAIN");

        assertThat(run.output()).contains("WARNING  the server takes passwords before TLS");
        assertThat(run.code()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "EXPIRED, EXPIRED on ",
        "WRONGHOST, localhost does NOT match",
        "SELFSIGNED, not to be trusted",
        "LEGACY, doesn't offer STARTTLS"
    })
    void whatIsWrongIsShownAndFails(String port, String text) throws Exception {
        Run run = probe(port);

        assertThat(run.output()).contains(text);
        assertThat(run.code()).isEqualTo(1);
    }
}
