package org.postrider.cli;

import java.io.PrintWriter;
import java.util.List;
import org.postrider.smtp.ConnectionFacts;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.DeliveryOutcome;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns what went wrong into an exit code and one line on standard error that names the mend; a stack trace only follows on request.
 */
final class Faults implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private static final String DEBUG = "--debug";

    /** Makes this the judge of a command and its subcommands, and gives all of them the option that asks for more. */
    static void judge(CommandLine command) {
        command.getCommandSpec()
                .addOption(OptionSpec.builder(DEBUG)
                        .type(boolean.class)
                        .scopeType(ScopeType.INHERIT)
                        .description("Show the stack trace of an error.")
                        .build());
        Faults faults = new Faults();
        command.setParameterExceptionHandler(faults).setExecutionExceptionHandler(faults);
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        String text = String.valueOf(e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            text += "; did you mean " + unmatched.getSuggestions().get(0) + "?";
        }
        return misused(e.getCommandLine(), text, e, List.of(args).contains(DEBUG));
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        boolean debug = parsed.originalArgs().contains(DEBUG);
        if (e instanceof UsageException) {
            return misused(command, String.valueOf(e.getMessage()), e, debug);
        }
        String text = e instanceof DeliveryException delivery
                ? explain(delivery, command)
                : "unexpected " + e + "; please report it with what " + DEBUG + " shows";
        print(command, text, e, debug);
        return ExitCode.SOFTWARE;
    }

    /** Tells that arguments have come with signs in place of letters, which nobody is to be sent; gives the exit code. */
    static int garbled(CommandLine command) {
        String text =
                "an argument has letters that the locale's charset doesn't: set LC_ALL to a UTF-8 locale that is installed"
                        + " ('locale -a' lists them), or give texts as @FILE";
        return misused(command, text, new UsageException(text), false);
    }

    private static int misused(CommandLine command, String text, Exception e, boolean debug) {
        String name = command.getCommandSpec().qualifiedName();
        print(command, text + " (see '" + name + " --help')", e, debug);
        return ExitCode.USAGE;
    }

    private static void print(CommandLine command, String text, Exception e, boolean debug) {
        PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().qualifiedName() + ": " + oneLine(text));
        if (debug) {
            trace(err, e);
        }
    }

    private static String explain(DeliveryException e, CommandLine command) {
        String doubt = e.result().outcome() == DeliveryOutcome.IN_DOUBT
                ? "; the server may have taken the message, so sending it again may make a second copy"
                : "";
        return e.getMessage() + hint(e, command) + doubt;
    }

    /** The engine names the mend in terms of its API; these are the options of the command, or what a URL has in their place. */
    private static String hint(DeliveryException e, CommandLine command) {
        ConnectionFacts connection = e.result().connection();
        boolean clear = connection.tls().isEmpty();
        boolean named = command.getCommandSpec().findOption("--host") != null;
        boolean url = server(command).contains("://");
        return switch (e.kind()) {
            case CONNECTION ->
                named && !url && connection.address() == null ? " (--host and --port choose the server)" : "";
            // Without a cause it is the server that wouldn't have TLS.
            case TLS ->
                e.getCause() == null
                        ? withoutTls(url)
                        : " (--ca FILE trusts a CA" + (url ? ")" : ", --tls chooses how TLS begins)");
            case AUTHENTICATION ->
                clear && e.reply().isEmpty()
                        ? keptBack(url, command)
                        : "; check " + (url ? "the user in the URL" : "--user") + " and the password";
            case TIMEOUT -> " (--timeout sets how long it may take)";
            default -> "";
        };
    }

    private static String withoutTls(boolean url) {
        return url
                ? " (smtps:// if it wants TLS at once, smtp:// with ?tls=none to go without)"
                : " (--tls implicit if it wants TLS at once, --tls none to go without)";
    }

    /** A login that may go in clear isn't kept back: then it is as the error says. */
    private static String keptBack(boolean url, CommandLine command) {
        if (url) {
            return server(command).contains("allow-plaintext-auth=true")
                    ? ""
                    : " (smtps://, or ?dangerously-allow-plaintext-auth=true)";
        }
        OptionSpec allowed = command.getCommandSpec().findOption("--dangerously-allow-plaintext-auth");
        return allowed != null && Boolean.TRUE.equals(allowed.getValue())
                ? ""
                : " (--tls, or --dangerously-allow-plaintext-auth)";
    }

    /** Gives what names the server. */
    private static String server(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        OptionSpec host = spec.findOption("--host");
        List<PositionalParamSpec> places = spec.positionalParameters();
        Object value = host != null
                ? host.getValue()
                : places.isEmpty() ? null : places.get(0).getValue();
        return String.valueOf(value);
    }

    /** Arguments and files may hold anything; one line is promised. */
    private static String oneLine(String text) {
        return Terminal.harmless(text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString());
    }

    private static void trace(PrintWriter err, Throwable fault) {
        for (Throwable t = fault; t != null; t = t.getCause()) {
            err.println((t == fault ? "" : "caused by ") + Terminal.harmless(t.toString()));
            for (StackTraceElement frame : t.getStackTrace()) {
                err.println("    at " + frame);
            }
        }
    }
}
