package org.postrider.testkit.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.Reply;
import org.postrider.testkit.Step;
import org.postrider.testkit.internal.sasl.Exchange;
import org.postrider.testkit.internal.sasl.Exchange.Verdict;
import org.postrider.testkit.internal.sasl.Login;

/** The AUTH command (RFC 4954): lines, base64 and replies around the mechanisms. Belongs to the connection's thread. */
final class Authenticator {
    private static final Reply WELCOME = Reply.of(235, "2.7.0 Authentication successful");
    private static final Reply WRONG = Reply.of(535, "5.7.8 Authentication credentials invalid");

    private final Context context;
    private final Wire wire;
    private final SessionLog log;
    private final Player player;

    Authenticator(Context context, Wire wire, SessionLog log, Player player) {
        this.context = context;
        this.wire = wire;
        this.log = log;
        this.player = player;
    }

    Turn auth(Client client, Command command) throws RefusedException {
        Settings.Auth settings = context.settings().auth();
        if (settings.onlyOverTls()
                && !client.isSecured()
                && !settings.mechanisms().isEmpty()) {
            throw new RefusedException(538, "5.7.11 Encryption required");
        }
        if (!client.extensions.has("AUTH")) {
            throw new RefusedException(502, "5.5.1 AUTH is not offered");
        }
        if (client.user != null) {
            throw new RefusedException(503, "5.5.1 Already authenticated");
        }
        String[] words = command.argument().split(" ", 2);
        String mechanism = words[0].toUpperCase(Locale.ROOT);
        if (!settings.mechanisms().contains(mechanism) || !Exchange.knows(mechanism)) {
            throw new RefusedException(504, "5.5.4 Unrecognized authentication type");
        }
        Exchange exchange = Exchange.begin(login(client, mechanism));
        Dialogue dialogue = new Dialogue(client, mechanism, exchange);
        return words.length == 1
                ? dialogue.next(Step.AUTH, command.line(), exchange.open())
                : dialogue.answered(Step.AUTH, command.line(), words[1]);
    }

    private Login login(Client client, String mechanism) {
        Settings settings = context.settings();
        Bindings bindings = new Bindings(settings.tls().certificate().getCertificate(), wire.session());
        return new Login(
                mechanism,
                settings.auth().users(),
                commonName(client.tls == null ? null : client.tls.clientCertificate()),
                settings.auth().mechanisms().stream().anyMatch(name -> name.endsWith("-PLUS")),
                bindings::get,
                context.prompter().loginFault());
    }

    private static @Nullable String commonName(@Nullable X509Certificate certificate) {
        if (certificate == null) {
            return null;
        }
        String name = certificate.getSubjectX500Principal().getName();
        return name.startsWith("CN=") ? name.substring("CN=".length()).split(",", 2)[0] : null;
    }

    /** One dialogue of challenges and responses. */
    private final class Dialogue {
        private final Client client;
        private final String mechanism;
        private final Exchange exchange;

        Dialogue(Client client, String mechanism, Exchange exchange) {
            this.client = client;
            this.mechanism = mechanism;
            this.exchange = exchange;
        }

        private Turn answered(Step step, String line, String response) {
            if (response.equals("*")) {
                return turn(step, line, Reply.of(501, "5.7.0 Authentication cancelled"));
            }
            try {
                // RFC 4954, section 4: an initial response that is empty is written "=".
                byte[] octets = Base64.getDecoder().decode(response.equals("=") ? "" : response);
                return next(step, line, exchange.answer(octets));
            } catch (IllegalArgumentException notBase64) {
                return turn(step, line, Reply.of(501, "5.5.2 Cannot decode the response"));
            }
        }

        private Turn next(Step step, String line, Verdict verdict) {
            if (verdict instanceof Verdict.Challenge challenge) {
                return asking(step, line, challenge.text());
            }
            return verdict instanceof Verdict.Accepted accepted
                    ? new Turn(step, line, WELCOME, () -> login(accepted.user()), Turn.Effect.NONE)
                    : turn(step, line, WRONG);
        }

        private Turn asking(Step step, String line, String challenge) {
            String encoded = Base64.getEncoder().encodeToString(challenge.getBytes(StandardCharsets.UTF_8));
            return new Turn(step, line, Reply.of(334, encoded), Turn.Effect.NONE, this::readResponse);
        }

        private static Turn turn(Step step, String line, Reply refusal) {
            return new Turn(step, line, refusal, Turn.Effect.NONE, Turn.Effect.NONE);
        }

        private void readResponse() throws IOException, InterruptedException {
            Wire.Line line = wire.readLine();
            log.heard(line.text(), line.read());
            player.play(answered(Step.AUTH_RESPONSE, line.text(), line.text()));
        }

        private void login(String user) {
            client.user = user;
            client.mechanism = mechanism;
            log.loggedIn(user, mechanism);
        }
    }
}
