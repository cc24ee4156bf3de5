package org.postrider.testkit.internal.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.LoginFault;
import org.postrider.testkit.internal.sasl.Exchange.Verdict;

/** The mechanisms that the server knows: PLAIN (RFC 4616), LOGIN, EXTERNAL (RFC 4422), and those with classes of their own. */
final class Exchanges {
    private static final Set<String> NAMES = Set.of(
            "PLAIN",
            "LOGIN",
            "EXTERNAL",
            "CRAM-MD5",
            "DIGEST-MD5",
            "SCRAM-SHA-1",
            "SCRAM-SHA-256",
            "SCRAM-SHA-512",
            "SCRAM-SHA-1-PLUS",
            "SCRAM-SHA-256-PLUS",
            "SCRAM-SHA-512-PLUS",
            "XOAUTH2",
            "OAUTHBEARER");

    private Exchanges() {}

    static boolean knows(String mechanism) {
        return NAMES.contains(mechanism);
    }

    static Exchange begin(Login login) {
        if (login.has(LoginFault.ENDLESS_CHALLENGES)) {
            return new Endless();
        }
        return switch (login.mechanism()) {
            case "PLAIN", "EXTERNAL" -> new OneResponse(login);
            case "LOGIN" -> new Prompts(login);
            case "CRAM-MD5", "DIGEST-MD5" -> new JdkExchange(login);
            case "XOAUTH2", "OAUTHBEARER" -> new TokenExchange(login);
            default -> new ScramExchange(login);
        };
    }

    static String text(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }

    /** Takes what it is given, and says at once. */
    private record OneResponse(Login login) implements Exchange {
        @Override
        public Verdict answer(byte[] response) {
            String text = text(response);
            return login.mechanism().equals("PLAIN") ? plain(text) : external(text);
        }

        /** Authorization identity, user name, password. */
        private Verdict plain(String text) {
            List<String> fields = Arrays.asList(text.split("\0", -1));
            return fields.size() == 3 ? login.check(fields.get(1), fields.get(2)) : Verdict.REFUSED;
        }

        private Verdict external(String text) {
            String proven = login.certificateName();
            boolean isOther = !text.isEmpty() && !text.equals(proven);
            return proven == null || isOther ? Verdict.REFUSED : new Verdict.Accepted(proven);
        }
    }

    /** Asks for the name, then for the password. */
    private static final class Prompts implements Exchange {
        private final Login login;
        private @Nullable String user;

        Prompts(Login login) {
            this.login = login;
        }

        @Override
        public Verdict open() {
            return new Verdict.Challenge("Username:");
        }

        @Override
        public Verdict answer(byte[] response) {
            String text = text(response);
            if (user != null) {
                return login.check(user, text);
            }
            user = text;
            return new Verdict.Challenge("Password:");
        }
    }

    /** Is never content. */
    private static final class Endless implements Exchange {
        @Override
        public Verdict answer(byte[] response) {
            return new Verdict.Challenge("More:");
        }
    }
}
