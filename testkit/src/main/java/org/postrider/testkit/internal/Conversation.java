package org.postrider.testkit.internal;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
    private static final Set<String> CLEAR_COMMANDS = Set.of("EHLO", "HELO", "LHLO", "STARTTLS", "NOOP", "QUIT");

    private static final Reply UNKNOWN = Reply.of(500, "5.5.2 Command not recognized");

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
        wire.begin();
        player.play(Turn.silent(Step.CONNECT, Turn.Effect.NONE));
        if (settings().tls().mode() == TlsMode.IMPLICIT) {
            secure();
        }
        Reply greeting = Reply.of(
                220,
                settings().dialect().hostName() + (settings().dialect().lmtp() ? " LMTP" : " ESMTP")
                        + " Postrider test server");
        player.play(new Turn(Step.GREETING, "", greeting, () -> isGreeted = true, Turn.Effect.NONE));
        while (true) {
            Wire.Line line = wire.readLine();
            log.heard(line.text(), line.read());
            answer(line);
        }
    }

    private void answer(Wire.Line line) throws IOException, InterruptedException {
        Command command = Command.parse(line.text());
        if (command.is("QUIT")) {
            log.quitCame();
        }
        Reply refusal = refusal(line, command);
        if (command.is("BDAT") && line.isWellFormed() && settings().dialect().has("CHUNKING")) {
            deliveries.bdat(client, command, refusal);
        } else {
            player.play(refusal == null ? turn(command) : Turn.answering(command, refusal));
        }
    }

    private @Nullable Reply refusal(Wire.Line line, Command command) {
        try {
            checkForm(line, command);
            checkMoment(command);
            return null;
        } catch (RefusedException e) {
            return e.reply();
        }
    }

    private void checkForm(Wire.Line line, Command command) throws RefusedException {
        boolean isTooLong = line.text().length() > LONGEST_COMMAND && !command.is("AUTH");
        String flaw = isTooLong ? "is longer than " + LONGEST_COMMAND + " octets" : line.flaw();
        if (!flaw.isEmpty()) {
            log.violated(Violation.Kind.MALFORMED_COMMAND, "a command line " + flaw);
            throw new RefusedException(500, "5.5.2 The command line " + flaw);
        }
    }

    private void checkMoment(Command command) throws RefusedException {
        boolean isMail = MAIL_COMMANDS.contains(command.verb());
        if (!isGreeted && !command.is("QUIT")) {
            throw new RefusedException(503, "5.5.1 No service, only QUIT");
        }
        if (settings().tls().required() && !client.isSecured() && !CLEAR_COMMANDS.contains(command.verb())) {
            throw new RefusedException(530, "5.7.0 Must issue a STARTTLS command first");
        }
        if ((isMail || command.is("AUTH")) && client.name == null) {
            throw new RefusedException(503, "5.5.1 Send EHLO first");
        }
        if (isMail && settings().auth().required() && client.user == null) {
            throw new RefusedException(530, "5.7.0 Authentication required");
        }
    }

    private Turn turn(Command command) {
        try {
            return switch (command.verb()) {
                case "EHLO", "LHLO" -> ehlo(command);
                case "HELO" -> helo(command);
                case "STARTTLS" -> startTls(command);
                case "AUTH" -> auth(command);
                case "MAIL" -> deliveries.mail(client, command);
                case "RCPT" -> deliveries.rcpt(client, command);
                case "DATA" -> deliveries.data(client, command);
                case "RSET" -> deliveries.rset(command);
                case "NOOP" -> Turn.answering(command, Reply.of(250, "2.0.0 Ok"));
                case "QUIT" -> Turn.announcing(command, Reply.of(221, "2.0.0 Bye"), this::hangUp);
                case "HELP" -> Turn.answering(command, Reply.of(214, "2.0.0 See RFC 5321"));
                case "VRFY" -> Turn.answering(command, Reply.of(252, "2.5.0 Send some mail, and see"));
                default -> Turn.answering(command, UNKNOWN);
            };
        } catch (RefusedException e) {
            return Turn.answering(command, e.reply());
        }
    }

    /** RFC 2033, section 4.1: LHLO, and neither EHLO nor HELO, so that nobody takes one protocol for the other. */
    private Turn ehlo(Command command) throws RefusedException {
        if (settings().dialect().helloOnly()
                || command.is("LHLO") != settings().dialect().lmtp()) {
            return Turn.answering(command, UNKNOWN);
        }
        String name = name(command);
        Extensions offered = Extensions.offered(settings(), client.isSecured());
        List<String> lines = offered.replyLines(settings().dialect().hostName());
        return Turn.changing(command, new Reply(250, lines), () -> introduced(name, true, offered));
    }

    private Turn helo(Command command) throws RefusedException {
        if (settings().dialect().lmtp()) {
            return Turn.answering(command, UNKNOWN);
        }
        String name = name(command);
        Reply reply = Reply.of(250, settings().dialect().hostName());
        return Turn.changing(command, reply, () -> introduced(name, false, Extensions.NONE));
    }

    private static String name(Command command) throws RefusedException {
        if (command.argument().isBlank()) {
            throw new RefusedException(501, "5.5.4 Say who you are");
        }
        return command.argument();
    }

    /** RFC 5321, section 4.1.4: a second EHLO also does what RSET does. */
    private void introduced(String name, boolean isExtended, Extensions offered) {
        client.name = name;
        client.isExtended = isExtended;
        client.isLocal = settings().dialect().lmtp();
        client.extensions = offered;
        player.allowPipelining(offered.has("PIPELINING"));
        deliveries.forget();
    }

    private Turn startTls(Command command) throws RefusedException {
        if (settings().tls().mode() != TlsMode.STARTTLS || !settings().dialect().has("STARTTLS")) {
            throw new RefusedException(502, "5.5.1 STARTTLS is not offered");
        }
        if (client.isSecured() || !command.argument().isEmpty()) {
            throw new RefusedException(client.isSecured() ? 503 : 501, "5.5.1 STARTTLS stands alone, and once");
        }
        return Turn.announcing(command, Reply.of(220, "2.0.0 Ready to start TLS"), this::secure);
    }

    private void secure() throws IOException, InterruptedException {
        if (!player.play(Turn.silent(Step.TLS_HANDSHAKE, this::handshake))) {
            wire.readToEnd();
        }
    }

    private void handshake() throws IOException {
        TlsFacts facts =
                Handshake.perform(wire, context.sslSockets(), settings().tls());
        log.secured(facts);
        client = new Client(facts);
        deliveries.forget();
        player.allowPipelining(false);
    }

    private Turn auth(Command command) throws RefusedException {
        if (deliveries.isOpen()) {
            throw new RefusedException(503, "5.5.1 Not during a mail transaction");
        }
        return authenticator.auth(client, command);
    }

    private void hangUp() throws IOException {
        wire.shutdownOutput();
        throw new SessionOverException(Ending.QUIT);
    }

    private Settings settings() {
        return context.settings();
    }
}
