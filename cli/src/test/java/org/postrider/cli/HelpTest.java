package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
    @ParameterizedTest
    @ValueSource(strings = {"--help", "send --help", "demo --help", "send -h", "probe --help", "bench --help"})
    void helpIsEverywhere(String line) {
        Cli.Run run = Cli.postrider(line.split(" "));

        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("Usage: postrider");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void helpNamesEveryOptionOfSend() {
        assertThat(Cli.postrider("send", "--help").out())
                .contains("--host", "--port", "--tls", "--ca", "--user", "--password-file")
                .contains("--dangerously-allow-plaintext-auth", "--client-domain", "--timeout")
                .contains("--from", "--to", "--cc", "--bcc", "--subject", "--body", "--html", "--attach", "--header")
                .contains("--eml", "--json", "--transcript", "--debug", "Exit codes");
    }

    @Test
    void helpOfProbeTellsWhatTheExitCodesMean() {
        assertThat(Cli.postrider("probe", "--help").out())
                .contains(
                        "HOST[:PORT]",
                        "--tls",
                        "--ca",
                        "--user",
                        "--timeout",
                        "--expiry-days",
                        "--json",
                        "--transcript")
                .contains("Exit codes: 0 a message could be sent; 3 it could, but there are warnings; 1 it couldn't;");
    }

    @Test
    void helpOfBenchTellsItsBounds() {
        assertThat(Cli.postrider("bench", "--help").out())
                .contains("HOST[:PORT]", "--recipient", "--connections", "--in-flight", "--messages", "--duration")
                .contains("--size", "--timeout", "--yes", "--json", "1 to 1,000,000", "1 to 3600")
                .containsIgnoringWhitespaces("up to 64 at a time with CHUNKING, 4 with PIPELINING alone, else 1")
                .contains("Exit codes: 0 every message was accepted; 1 some weren't,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V", "send --version", "demo --version"})
    void theVersionIsOneLine(String line) {
        Cli.Run run = Cli.postrider(line.split(" "));

        assertThat(run.code()).isZero();
        assertThat(run.out().lines()).hasSize(1).first().asString().startsWith("postrider ");
    }

    @Test
    void withoutACommandThereIsNothingToDo() {
        Cli.Run run = Cli.postrider();

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errLines()).hasSize(1).first().asString().contains("subcommand", "--help");
    }
}
