package org.postrider.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.SmtpListener;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Connects to a server as a send would, sends nothing, and says what there is to know. */
@Command(
        name = "probe",
        description =
                "Connects to a mail server, logs in with --user, sends nothing, and tells what it is like: addresses,"
                        + " capabilities, TLS and certificates, ways to log in, timings, and what should be mended.",
        mixinStandardHelpOptions = true,
        versionProvider = PostriderCommand.Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Exit codes: 0 a message could be sent; 3 it could, but there are warnings; 1 it couldn't; 2 wrong usage.",
            "",
            "For example:",
            "  postrider probe smtp.example.com:587",
            "  postrider probe --json --expiry-days 30 smtp.example.com:465"
        })
final class ProbeCommand implements Callable<Integer> {
    private static final int WARNINGS = 3;

    private final Terminal terminal;

    @Parameters(
            paramLabel = "HOST[:PORT]",
            description =
                    "The server; an IPv6 address with a port is in brackets. The port is by default 465 with --tls"
                            + " implicit, 587 with --user, else 25. Or all in one line: smtps://ann@smtp.example.com.")
    private String server = "";

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long it may take in all; ${DEFAULT-VALUE} by default.")
    private int timeout;

    @Option(
            names = "--expiry-days",
            paramLabel = "DAYS",
            defaultValue = "21",
            description = "Warn of certificates that have less than so many days left; ${DEFAULT-VALUE} by default.")
    private int expiryDays;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    @Option(names = "--transcript", description = "Show the dialogue on standard error, without its secrets.")
    private boolean transcript;

    ProbeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        atLeast("--timeout", timeout, 1);
        atLeast("--expiry-days", expiryDays, 0);
        Target target = Target.parse("HOST[:PORT]", server);
        Findings findings = new Findings(transcript ? new Transcript(terminal.err()) : SmtpListener.NONE);
        ProbeResult result =
                ProbeResult.of(options.toOptions(target, terminal, findings), findings, Duration.ofSeconds(timeout));
        List<Advice> advice = Adviser.advise(result, expiryDays);
        if (json) {
            ProbeJson.print(result, advice, terminal.out());
        } else {
            ProbeText.print(result, advice, terminal.out());
        }
        DeliveryException failure = result.failure();
        if (failure != null) {
            throw failure;
        }
        return advice.stream().anyMatch(Advice::isWarning) ? WARNINGS : ExitCode.OK;
    }

    private static void atLeast(String option, int value, int least) {
        if (value < least) {
            throw new UsageException(option + ": give at least " + least + ", this is " + value);
        }
    }
}
