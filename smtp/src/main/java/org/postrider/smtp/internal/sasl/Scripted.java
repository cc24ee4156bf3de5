package org.postrider.smtp.internal.sasl;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import javax.security.sasl.SaslClient;
import org.postrider.smtp.Credential;
import org.postrider.smtp.ExternalCredential;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.SaslContext;
import org.postrider.smtp.SaslMechanism;

/** A mechanism whose responses don't depend on the challenges. */
final class Scripted<C extends Credential> implements SaslMechanism {
    /** Whom to act as; who we are was told by the connection (RFC 4422, appendix A). */
    static final SaslMechanism EXTERNAL =
            new Scripted<>("EXTERNAL", true, ExternalCredential.class, c -> List.of(c.userName()));

    /** Authorization id (none), user and password in one response (RFC 4616). */
    static final SaslMechanism PLAIN = new Scripted<>(
            "PLAIN", true, PasswordCredential.class, c -> List.of("\0" + c.userName() + "\0" + c.password()));

    /** User and password, each asked for; the prompts' wording is nobody's standard and is not looked at. */
    static final SaslMechanism LOGIN =
            new Scripted<>("LOGIN", false, PasswordCredential.class, c -> List.of(c.userName(), c.password()));

    private final String name;
    private final boolean clientFirst;
    private final Class<C> kind;
    private final Function<C, List<String>> script;

    private Scripted(String name, boolean clientFirst, Class<C> kind, Function<C, List<String>> script) {
        this.name = name;
        this.clientFirst = clientFirst;
        this.kind = kind;
        this.script = script;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isUsable(SaslContext context) {
        return kind.isInstance(context.credential());
    }

    @Override
    public boolean mayBlock() {
        return false;
    }

    @Override
    public CompletableFuture<SaslClient> begin(SaslContext context) {
        return CompletableFuture.completedFuture(new Reading(script.apply(kind.cast(context.credential()))));
    }

    /** Reads the script out. */
    private final class Reading extends Conversation {
        private final List<String> responses;
        private int next;

        Reading(List<String> responses) {
            super(name);
            this.responses = responses;
        }

        @Override
        public boolean hasInitialResponse() {
            return clientFirst;
        }

        @Override
        public byte[] evaluateChallenge(byte[] challenge) {
            if (isComplete()) {
                throw tooMany();
            }
            return responses.get(next++).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public boolean isComplete() {
            return next == responses.size();
        }
    }
}
