package org.postrider.smtp.internal.sasl;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import javax.security.sasl.SaslClient;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.AccessToken;
import org.postrider.smtp.SaslContext;
import org.postrider.smtp.SaslMechanism;
import org.postrider.smtp.TokenCredential;
import org.postrider.smtp.internal.Printable;

/** OAuth 2.0 tokens: OAUTHBEARER (RFC 7628), and XOAUTH2, which Google and Microsoft had before it. */
final class Bearer implements SaslMechanism {
    private static final char SEPARATOR = '\1';
    private static final int LONGEST_EXPLANATION = 1000;

    private final String name;

    Bearer(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isUsable(SaslContext context) {
        return context.credential() instanceof TokenCredential t
                && (isStandard() || !t.userName().isEmpty());
    }

    @Override
    public boolean mayBlock() {
        return false;
    }

    @Override
    public CompletableFuture<SaslClient> begin(SaslContext context) {
        TokenCredential credential = (TokenCredential) context.credential();
        return credential.token().thenApply(token -> new Presenting(context, credential, token));
    }

    private boolean isStandard() {
        return name.equals("OAUTHBEARER");
    }

    /** RFC 7628, section 3.1. */
    private static String standard(SaslContext context, String user, AccessToken token) {
        String name = user.replace("=", "=3D").replace(",", "=2C"); // a saslname, RFC 5801, section 4
        return "n," + (name.isEmpty() ? "" : "a=" + name) + ',' + SEPARATOR + "host=" + context.host() + SEPARATOR
                + "port=" + context.port() + SEPARATOR + "auth=Bearer " + token.value() + SEPARATOR + SEPARATOR;
    }

    private static String older(String user, AccessToken token) {
        return "user=" + user + SEPARATOR + "auth=Bearer " + token.value() + SEPARATOR + SEPARATOR;
    }

    /** Shows the token; a challenge afterwards is a refusal with its reason, which wants an answer before the server says so. */
    private final class Presenting extends Conversation implements Renewable {
        private final SaslContext context;
        private final TokenCredential credential;
        private final AccessToken token;
        private boolean shown;
        private @Nullable String explanation;

        Presenting(SaslContext context, TokenCredential credential, AccessToken token) {
            super(name);
            this.context = context;
            this.credential = credential;
            this.token = token;
        }

        @Override
        public byte[] evaluateChallenge(byte[] challenge) {
            if (!shown) {
                shown = true;
                String user = credential.userName();
                return (isStandard() ? standard(context, user, token) : older(user, token))
                        .getBytes(StandardCharsets.UTF_8);
            }
            if (explanation != null) {
                throw tooMany();
            }
            String text = Printable.escape(new String(challenge, StandardCharsets.UTF_8));
            explanation = text.length() <= LONGEST_EXPLANATION ? text : text.substring(0, LONGEST_EXPLANATION) + "...";
            // RFC 7628, section 3.2.3 has a lone separator; XOAUTH2 an empty line.
            return isStandard() ? new byte[] {SEPARATOR} : new byte[0];
        }

        /** After an explanation only a refusal is due. */
        @Override
        public boolean isComplete() {
            return shown && explanation == null;
        }

        @Override
        public @Nullable String explanation() {
            return explanation;
        }

        @Override
        public @Nullable Instant expires() {
            return token.expires();
        }

        @Override
        public void discard() {
            credential.drop(token);
        }
    }
}
