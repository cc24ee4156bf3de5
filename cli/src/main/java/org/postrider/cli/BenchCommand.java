package org.postrider.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.MailAddress;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.SmtpOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Loads a server with messages of one's own, within bounds, and tells how it bore them. */
@Command(
        name = "bench",
        description =
                "Sends many messages to a mail server of yours, and tells how many it takes a second, how long each takes,"
                        + " and what it refuses. Every message goes to --recipient, so name a mailbox that is made for it.",
        mixinStandardHelpOptions = true,
        versionProvider = PostriderCommand.Version.class,
        sortOptions = false,
        abbreviateSynopsis = true,
        footer = {
            "",
            "Ctrl-C ends it early, and shows what there is by then.",
            "Exit codes: 0 every message was accepted; 1 some weren't, or none could be sent; 2 wrong usage, or not confirmed.",
            "",
            "For example:",
            "  postrider bench --recipient sink@example.com --messages 1000 localhost:2525",
            "  postrider bench --recipient sink@example.com --duration 30 --connections 10 --json --yes mail.example.com:587"
        })
final class BenchCommand implements Callable<Integer> {
    private static final int MOST_MESSAGES = 1_000_000;
    private static final int MOST_SECONDS = 3600;
    private static final int MOST_CONNECTIONS = 1000;
    private static final int MOST_IN_FLIGHT = 1000;
    private static final int MOST_OCTETS = 25_000_000;
    private static final int USUAL_MESSAGES = 100;
    private static final int USUAL_SECONDS = 60;

    private final Terminal terminal;

    @Parameters(
            paramLabel = "HOST[:PORT]",
            description =
                    "The server; an IPv6 address with a port is in brackets. The port is by default 465 with --tls"
                            + " implicit, 587 with --user, else 25.")
    private String server = "";

    @Option(names = "--recipient", required = true, paramLabel = "ADDRESS", description = "Whom all messages go to.")
    private String recipient = "";

    @Option(
            names = "--from",
            paramLabel = "ADDRESS",
            description = "Who they come from, and who hears of failures; by default the recipient.")
    private @Nullable String from;

    @Option(
            names = "--connections",
            paramLabel = "COUNT",
            defaultValue = "2",
            description = "How many connections there are, 1 to 1000; ${DEFAULT-VALUE} by default.")
    private int connections;

    @Option(
            names = "--in-flight",
            paramLabel = "COUNT",
            defaultValue = "10",
            description =
                    "How many messages are handed over for each connection, 1 to 1000; of these it carries up to 64"
                            + " at a time with CHUNKING, 4 with PIPELINING alone, else 1, and the others wait. With 1 each"
                            + " is awaited before the next. ${DEFAULT-VALUE} by default.")
    private int inFlight;

    @Option(
            names = "--messages",
            paramLabel = "COUNT",
            description = "How many messages are sent at most, 1 to 1,000,000; 100 by default, all with --duration.")
    private @Nullable Integer messages;

    @Option(
            names = "--duration",
            paramLabel = "SECONDS",
            description = "How long messages are sent at most, 1 to 3600; 60 by default.")
    private @Nullable Integer duration;

    @Option(
            names = "--size",
            paramLabel = "OCTETS",
            defaultValue = "1000",
            description = "How long the text of each message is, 0 to 25,000,000; ${DEFAULT-VALUE} by default.")
    private int size;

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description =
                    "How long the server may take, 1 to 3600: to be connected to, for each step of a message, and for"
                            + " all that is under way at the end; ${DEFAULT-VALUE} by default.")
    private int timeout;

    @Option(names = "--yes", description = "Don't ask before a server is loaded that isn't on this machine.")
    private boolean confirmed;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    BenchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        BenchPlan plan = plan();
        SmtpOptions way = options.toOptions(Target.parse("HOST[:PORT]", server), terminal, SmtpListener.NONE);
        new Permission(terminal).require(way, plan, confirmed);
        BenchResult result = run(way, plan);
        return result.failed() == 0 && result.accepted() > 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private BenchResult run(SmtpOptions way, BenchPlan plan) {
        try (Bench bench = new Bench(way, plan)) {
            BenchInterruption interruption = BenchInterruption.of(bench);
            try {
                BenchResult result = bench.run();
                print(result);
                return result;
            } finally {
                interruption.end();
            }
        } catch (DeliveryException e) {
            if (json) {
                BenchJson.print(way.server(), plan, e, terminal.out());
            }
            throw e;
        }
    }

    private void print(BenchResult result) {
        if (json) {
            BenchJson.print(result, terminal.out());
        } else {
            BenchText.print(result, terminal.out());
        }
    }

    private BenchPlan plan() {
        within("--connections", connections, 1, MOST_CONNECTIONS);
        within("--in-flight", inFlight, 1, MOST_IN_FLIGHT);
        within("--size", size, 0, MOST_OCTETS);
        within("--timeout", timeout, 1, MOST_SECONDS);
        int unless = duration == null ? USUAL_MESSAGES : MOST_MESSAGES;
        int count = messages == null ? unless : messages;
        within("--messages", count, 1, MOST_MESSAGES);
        int seconds = duration == null ? USUAL_SECONDS : duration;
        within("--duration", seconds, 1, MOST_SECONDS);
        MailAddress to = address("--recipient", recipient);
        return new BenchPlan(
                from == null ? to : address("--from", from),
                to,
                connections,
                inFlight,
                count,
                Duration.ofSeconds(seconds),
                size,
                Duration.ofSeconds(timeout));
    }

    private static MailAddress address(String option, String text) {
        return UsageException.taking(option, () -> new MailAddress(text));
    }

    private static void within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new UsageException(option + ": give " + least + " to " + most + ", this is " + value);
        }
    }
}
