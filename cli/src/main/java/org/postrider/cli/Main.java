package org.postrider.cli;

import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * The postrider command, as the JVM starts it.
 *
 * <p>Exit codes are part of its contract: 0 when every recipient was accepted, 1 when the server or the network refused, be it for one
 * recipient only, 2 when it was called wrongly, 3 when a probe has warnings. No state is kept between runs. One trap: {@link #main} ends the JVM.
 */
public final class Main {
    /** The command says itself what fails. Held, since a logger that nobody holds forgets its level. */
    private static final Logger LOG = Logger.getLogger("org.postrider");

    private Main() {}

    /**
     * Runs the command and exits with its code.
     *
     * @param args the words behind {@code postrider}
     */
    public static void main(String... args) {
        if (System.getProperty("java.util.logging.config.file") == null) {
            LOG.setLevel(Level.OFF);
        }
        System.exit(run(Terminal.ofProcess(), args));
    }

    static int run(Terminal terminal, String... args) {
        CommandLine command = new CommandLine(new PostriderCommand())
                .addSubcommand(new SendCommand(terminal))
                .addSubcommand(new ProbeCommand(terminal))
                .addSubcommand(new BenchCommand(terminal))
                .addSubcommand(new DemoCommand(terminal))
                .setOut(terminal.out())
                .setErr(terminal.err())
                // To picocli @FILE is a file of options; here it is a text in a file.
                .setExpandAtFiles(false)
                .setUsageHelpWidth(100);
        Faults.judge(command);
        int code = isGarbled(args) ? Faults.garbled(command) : command.execute(args);
        terminal.flush();
        return code;
    }

    /** Java puts the replacement character where octets of an argument are no text in the charset of the locale. */
    private static boolean isGarbled(String... args) {
        return Stream.of(args).anyMatch(arg -> arg.indexOf('\uFFFD') >= 0);
    }
}
