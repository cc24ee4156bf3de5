package org.postrider.testkit.internal;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.postrider.testkit.Reply;
import org.postrider.testkit.Session.Ending;
import org.postrider.testkit.Step;
import org.postrider.testkit.TlsFacts;
import org.postrider.testkit.Violation;
import org.postrider.testkit.internal.Settings.TlsMode;

/**
 * The server's side of SMTP (RFC 5321) on one connection: greets, and answers one command after the other.
 *
 * <p>Runs once, on the connection's thread, and always ends by an exception: a {@link SessionOverException} when all is
 * said, another when the connection fails.
 */
final class Conversation {
    private static final int LONGEST_COMMAND = 998;
    private static final Set<String> MAIL_COMMANDS = Set.of("MAIL", "RCPT", "DATA", "BDAT");
    private static final Set<String> CLEAR_COMMANDS = Set.of("EHLO", "HELO", "STARTTLS", "NOOP", "QUIT");

    private final Context context;
    private final Wire wire;
    private final SessionLog log;
    private final Player player;
    private final Deliveries deliveries;
    private final Authenticator authenticator;
    private Client client = new Client(null);
    private boolean isGreeted;

    Conversation(Context context, Wire wire, SessionLog log) {
        this.context = context;
        this.wire = wire;
        this.log = log;
        this.player = new Player(context, wire, log);
        this.deliveries = new Deliveries(context, wire, log, player);
        this.authenticator = new Authenticator(context, wire, log, player);
    }

    void run() throws IOException, InterruptedException {
        player.play(Turn.silent(Step.CONNECT, Turn.Effect.NONE));
        if (settings().tls().mode() == TlsMode.IMPLICIT) {
            secure();
        }
        Reply greeting = Reply.of(220, settings().dialect().hostName() + " ESMTP Postrider test server");
        player.play(Turn.changing(Step.GREETING, "", greeting, () -> isGreeted = true));
        while (true) {
            Wire.Line line = wire.readLine();
            log.heard(line.text(), line.read());
            answer(line);
        }
    }

    private void answer(Wire.Line line) throws IOException, InterruptedException {
        String text = line.text();
        int space = text.indexOf(' ');
        String verb = (space < 0 ? text : text.substring(0, space)).toUpperCase(Locale.ROOT);
        String argument = space < 0 ? "" : text.substring(space + 1);
        Turn turn = null;
        try {
            check(line, verb);
            checkMoment(verb);
            turn = verb.equals("BDAT") ? null : turn(verb, text, argument);
        } catch (RefusedException e) {
            turn = Turn.refusing(step(verb), text, e.reply());
        }
        if (verb.equals("BDAT") && line.isWellFormed()) {
            Chunk chunk = Chunk.parse(argument);
            deliveries.bdat(client, text, turn == null ? chunk : chunk.refused(refusal(turn)));
        } else if (turn != null) {
            player.play(turn);
        }
    }

    private static Reply refusal(Turn turn) {
        Reply reply = turn.normal();
        return reply == null ? Reply.of(503, "5.5.1 Bad sequence of commands") : reply;
    }

    private void check(Wire.Line line, String verb) throws RefusedException {
        boolean isTooLong = line.text().length() > LONGEST_COMMAND && !verb.equals("AUTH");
        String flaw = isTooLong ? "longer than " + LONGEST_COMMAND + " octets" : line.flaw();
        if (!flaw.isEmpty()) {
            log.violated(Violation.Kind.MALFORMED_COMMAND, "a command line " + flaw);
            throw new RefusedException(500, "5.5.2 The command line " + flaw);
        }
    }

    private void checkMoment(String verb) throws RefusedException {
        if (!isGreeted && !verb.equals("QUIT")) {
            throw new RefusedException(503, "5.5.1 No service, only QUIT");
        }
        if (settings().tls().required() && !client.isSecured() && !CLEAR_COMMANDS.contains(verb)) {
            throw new RefusedException(530, "5.7.0 Must issue a STARTTLS command first");
        }
        if ((MAIL_COMMANDS.contains(verb) || verb.equals("AUTH")) && client.name == null) {
            throw new RefusedException(503, "5.5.1 Send EHLO first");
        }
        if (settings().auth().required() && client.user == null && MAIL_COMMANDS.contains(verb)) {
            throw new RefusedException(530, "5.7.0 Authentication required");
        }
    }

    private Turn turn(String verb, String line, String argument) throws RefusedException {
        return switch (verb) {
            case "EHLO" -> ehlo(line, argument);
            case "HELO" -> helo(line, argument);
            case "STARTTLS" -> startTls(line, argument);
            case "AUTH" -> auth(line, argument);
            case "MAIL" -> deliveries.mail(client, line, argument);
            case "RCPT" -> deliveries.rcpt(client, line, argument);
            case "DATA" -> deliveries.data(client, line, argument);
            case "RSET" -> deliveries.rset(line);
            case "NOOP" -> Turn.changing(Step.NOOP, line, Reply.of(250, "2.0.0 Ok"), Turn.Effect.NONE);
            case "QUIT" -> Turn.announcing(Step.QUIT, line, Reply.of(221, "2.0.0 Bye"), this::hangUp);
            case "HELP" -> Turn.refusing(Step.OTHER, line, Reply.of(214, "2.0.0 See RFC 5321"));
            case "VRFY" -> Turn.refusing(Step.OTHER, line, Reply.of(252, "2.5.0 Send some mail, and see"));
            default -> Turn.refusing(Step.OTHER, line, Reply.of(500, "5.5.2 Command not recognized"));
        };
    }

    private static Step step(String verb) {
        return switch (verb) {
            case "EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "BDAT", "RSET", "NOOP", "QUIT" -> Step.valueOf(
                    verb);
            default -> Step.OTHER;
        };
    }

    private Turn ehlo(String line, String argument) throws RefusedException {
        if (settings().dialect().helloOnly()) {
            return Turn.refusing(Step.EHLO, line, Reply.of(500, "5.5.2 Command not recognized"));
        }
        requireName(argument);
        Extensions offered = Extensions.offered(settings(), client.isSecured());
        List<String> lines = offered.replyLines(settings().dialect().hostName());
        return Turn.changing(Step.EHLO, line, new Reply(250, lines), () -> introduced(argument, true, offered));
    }

    private Turn helo(String line, String argument) throws RefusedException {
        requireName(argument);
        Reply reply = Reply.of(250, settings().dialect().hostName());
        return Turn.changing(Step.HELO, line, reply, () -> introduced(argument, false, Extensions.NONE));
    }

    private static void requireName(String argument) throws RefusedException {
        if (argument.isBlank()) {
            throw new RefusedException(501, "5.5.4 Say who you are");
        }
    }

    /** RFC 5321, section 4.1.4: a second EHLO also does what RSET does. */
    private void introduced(String name, boolean isExtended, Extensions offered) {
        client.name = name;
        client.isExtended = isExtended;
        client.extensions = offered;
        player.allowPipelining(offered.has("PIPELINING"));
        deliveries.forget();
    }

    private Turn startTls(String line, String argument) throws RefusedException {
        if (settings().tls().mode() != TlsMode.STARTTLS || !settings().dialect().has("STARTTLS")) {
            throw new RefusedException(502, "5.5.1 STARTTLS is not offered");
        }
        if (client.isSecured() || !argument.isEmpty()) {
            throw new RefusedException(client.isSecured() ? 503 : 501, "5.5.1 STARTTLS stands alone, and once");
        }
        return Turn.announcing(Step.STARTTLS, line, Reply.of(220, "2.0.0 Ready to start TLS"), this::secure);
    }

    private void secure() throws IOException, InterruptedException {
        if (!player.play(Turn.silent(Step.TLS_HANDSHAKE, this::handshake))) {
            wire.readToEnd();
        }
    }

    private void handshake() throws IOException {
        TlsFacts facts = Handshake.perform(wire, context.sslSockets(), settings().tls());
        log.secured(facts);
        client = new Client(facts);
        deliveries.forget();
        player.allowPipelining(false);
    }

    private Turn auth(String line, String argument) throws RefusedException {
        if (deliveries.isOpen()) {
            throw new RefusedException(503, "5.5.1 Not during a mail transaction");
        }
        return authenticator.auth(client, line, argument);
    }

    private void hangUp() throws IOException {
        wire.shutdownOutput();
        throw new SessionOverException(Ending.QUIT);
    }

    private Settings settings() {
        return context.settings();
    }
}
