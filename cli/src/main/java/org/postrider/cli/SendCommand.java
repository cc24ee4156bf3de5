package org.postrider.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.SmtpSender;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends one message, and says for each recipient what the server said. */
@Command(
        name = "send",
        description = "Sends a message, and prints what the server said of each recipient.",
        mixinStandardHelpOptions = true,
        versionProvider = PostriderCommand.Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Exit codes: 0 every recipient was accepted; 1 the server or the network refused, be it in part; 2 wrong usage.",
            "",
            "For example:",
            "  postrider send --host smtp.example.com --user ann --from ann@example.com --to bob@example.com \\",
            "      --subject 'Hello' --body 'Good morning!' --attach report.pdf"
        })
final class SendCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private HostOptions host = new HostOptions();

    @Mixin
    private ServerOptions server = new ServerOptions();

    @Mixin
    private MessageOptions message = new MessageOptions();

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "How long the whole send may take.")
    private @Nullable Integer timeout;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    @Option(names = "--transcript", description = "Show the dialogue on standard error, without its secrets.")
    private boolean transcript;

    SendCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Duration limit = limit();
        try (Outgoing outgoing = message.toOutgoing(new TextSource(terminal.in()));
                Transcript dialogue = transcript ? new Transcript(terminal.err()) : null;
                SmtpSender sender = new SmtpSender(server.toOptions(host.toTarget(), terminal, listener(dialogue)))) {
            return send(sender, outgoing, limit);
        }
    }

    private int send(SmtpSender sender, Outgoing outgoing, @Nullable Duration limit) {
        Report report = json ? new JsonReport() : new TextReport();
        try {
            SendResult result = sender.send(outgoing.envelope(), outgoing.content(), limit);
            report.print(result, null, terminal.out());
            return result.outcome() == DeliveryOutcome.ACCEPTED ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (DeliveryException e) {
            report.print(e.result(), e, terminal.out());
            throw e;
        }
    }

    private @Nullable Duration limit() {
        if (timeout != null && timeout < 1) {
            throw new UsageException("--timeout: give at least 1 second, this is " + timeout);
        }
        return timeout == null ? null : Duration.ofSeconds(timeout);
    }

    private SmtpListener listener(@Nullable Transcript dialogue) {
        SmtpListener listener = dialogue == null ? SmtpListener.NONE : dialogue;
        return terminal.isInteractive() ? new ProgressBar(terminal.err(), listener) : listener;
    }
}
