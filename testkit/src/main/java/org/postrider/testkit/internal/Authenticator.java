package org.postrider.testkit.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postrider.testkit.Reply;
import org.postrider.testkit.Step;

/** The AUTH command (RFC 4954) with PLAIN (RFC 4616) and LOGIN. Belongs to the connection's thread. */
final class Authenticator {
    /** The challenges of each mechanism in base64: PLAIN has one empty, LOGIN asks "Username:" and "Password:". */
    private static final Map<String, List<String>> CHALLENGES =
            Map.of("PLAIN", List.of(""), "LOGIN", List.of("VXNlcm5hbWU6", "UGFzc3dvcmQ6"));

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
        if (!settings.mechanisms().contains(mechanism) || !CHALLENGES.containsKey(mechanism)) {
            throw new RefusedException(504, "5.5.4 Unrecognized authentication type");
        }
        Exchange exchange = new Exchange(client, mechanism, new ArrayList<>());
        return words.length == 1
                ? exchange.next(Step.AUTH, command.line())
                : exchange.answered(Step.AUTH, command.line(), words[1]);
    }

    /** One dialogue of challenges and responses. */
    private final class Exchange {
        private final Client client;
        private final String mechanism;
        private final List<String> responses;

        Exchange(Client client, String mechanism, List<String> responses) {
            this.client = client;
            this.mechanism = mechanism;
            this.responses = responses;
        }

        private Turn answered(Step step, String line, String response) {
            if (response.equals("*")) {
                return turn(step, line, Reply.of(501, "5.7.0 Authentication cancelled"));
            }
            try {
                // RFC 4954, section 4: an initial response that is empty is written "=".
                byte[] bytes = Base64.getDecoder().decode(response.equals("=") ? "" : response);
                responses.add(new String(bytes, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException notBase64) {
                return turn(step, line, Reply.of(501, "5.5.2 Cannot decode the response"));
            }
            return next(step, line);
        }

        private Turn next(Step step, String line) {
            List<String> challenges = CHALLENGES.getOrDefault(mechanism, List.of());
            if (responses.size() < challenges.size()) {
                Reply challenge = Reply.of(334, challenges.get(responses.size()));
                return new Turn(step, line, challenge, Turn.Effect.NONE, this::readResponse);
            }
            List<String> credentials = credentials();
            String user = credentials.get(0);
            return credentials.get(1).equals(context.settings().auth().users().get(user))
                    ? new Turn(step, line, WELCOME, () -> login(user), Turn.Effect.NONE)
                    : turn(step, line, WRONG);
        }

        private static Turn turn(Step step, String line, Reply refusal) {
            return new Turn(step, line, refusal, Turn.Effect.NONE, Turn.Effect.NONE);
        }

        private void readResponse() throws IOException, InterruptedException {
            Wire.Line line = wire.readLine();
            log.heard(line.text(), line.read());
            player.play(answered(Step.AUTH_RESPONSE, line.text(), line.text()));
        }

        /** User name and password; in PLAIN an authorization identity stands before them. */
        private List<String> credentials() {
            if (mechanism.equals("LOGIN")) {
                return responses;
            }
            List<String> fields = Arrays.asList(responses.get(0).split("\0", -1));
            return fields.size() == 3 ? fields.subList(1, 3) : List.of("", "");
        }

        private void login(String user) {
            client.user = user;
            client.mechanism = mechanism;
            log.loggedIn(user, mechanism);
        }
    }
}
