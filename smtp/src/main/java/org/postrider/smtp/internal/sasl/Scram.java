package org.postrider.smtp.internal.sasl;

import com.ongres.saslprep.SASLprep;
import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.ServerFirstMessage;
import com.ongres.scram.common.exception.ScramException;
import com.ongres.scram.common.exception.ScramServerErrorException;
import com.ongres.stringprep.Profile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.SaslContext;
import org.postrider.smtp.SaslMechanism;

/**
 * SCRAM (RFC 5802, RFC 7677), by which both sides prove that they know the password, and neither shows it.
 *
 * <p>The library checks the server's nonce and signature; here the iterations are bounded, for few make the password easy to guess
 * and a billion keep us busy, and the channel binding is chosen. Its errors aren't passed on as causes: they
 * could quote what was prepared.
 */
final class Scram implements SaslMechanism {
    private static final int FEWEST_ITERATIONS = 4_096;
    private static final int MOST_ITERATIONS = 1_000_000;

    /** The one for TLS 1.3 first (RFC 9266, section 2), where the runtime has it. */
    private static final List<String> BINDINGS = List.of("tls-exporter", "tls-server-end-point");

    private static final Profile SASL_PREP = new SASLprep();

    private final String name;
    private final boolean bound;

    Scram(String name) {
        this.name = name;
        this.bound = isBound(name);
    }

    private static boolean isBound(String mechanism) {
        return mechanism.startsWith("SCRAM-") && mechanism.endsWith("-PLUS");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isUsable(SaslContext context) {
        return context.credential() instanceof PasswordCredential p
                && !p.password().isEmpty() // PBKDF2 has none for an empty password.
                && (!bound || bindingOf(context).isPresent());
    }

    private static Optional<String> bindingOf(SaslContext context) {
        return BINDINGS.stream()
                .filter(type -> context.channelBinding(type).isPresent())
                .findFirst();
    }

    @Override
    public CompletableFuture<SaslClient> begin(SaslContext context) throws SaslException {
        PasswordCredential credential = (PasswordCredential) context.credential();
        ScramClient.FinalBuildStage builder = ScramClient.builder()
                .advertisedMechanisms(List.of(name))
                .username(prepared(credential.userName(), SASL_PREP::prepareQuery))
                .password(prepared(credential.password(), SASL_PREP::prepareStored)
                        .toCharArray());
        bind(builder, context);
        return CompletableFuture.completedFuture(new Proving(builder.build()));
    }

    /**
     * A name may hold what Unicode had no letter for when SASLprep was made, such as an emoji, a password may not (RFC 5802, sections 5.1
     * and 2.2). The library prepares the password too, but only when the server has been told who we are; here another mechanism can still
     * have its turn.
     */
    private static String prepared(String text, UnaryOperator<String> preparation) throws SaslException {
        try {
            return preparation.apply(text);
        } catch (IllegalArgumentException unprepared) {
            throw new SaslException("user name or password hold characters that SASLprep refuses (RFC 4013)");
        }
    }

    /**
     * Without PLUS the binding makes the flag "y": the client could, and thinks that the server can't. A server that can then knows
     * that somebody took PLUS out of its offer (RFC 5802, section 6); so it isn't said when PLUS was offered and isn't wanted.
     */
    private void bind(ScramClient.FinalBuildStage builder, SaslContext context) {
        if (bound || context.offered().stream().noneMatch(Scram::isBound)) {
            bindingOf(context)
                    .ifPresent(type ->
                            context.channelBinding(type).ifPresent(octets -> builder.channelBinding(type, octets)));
        }
    }

    /** Client's first message, server's first, client's final, server's final. */
    private final class Proving extends Conversation {
        private final ScramClient client;
        private int answered;

        Proving(ScramClient client) {
            super(name);
            this.client = client;
        }

        @Override
        public byte[] evaluateChallenge(byte[] challenge) throws SaslException {
            String message = new String(challenge, StandardCharsets.UTF_8);
            return switch (answered++) {
                case 0 -> client.clientFirstMessage().toString().getBytes(StandardCharsets.UTF_8);
                case 1 -> prove(message);
                case 2 -> verify(message);
                default -> throw tooMany();
            };
        }

        private byte[] prove(String message) throws SaslException {
            int iterations = iterations(message);
            if (iterations < FEWEST_ITERATIONS || iterations > MOST_ITERATIONS) {
                throw new SaslException("the server asks for " + iterations + " iterations; between "
                        + FEWEST_ITERATIONS + " and " + MOST_ITERATIONS + " are safe");
            }
            try {
                return client.clientFinalMessage().toString().getBytes(StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw new SaslException("the server's salt isn't base64, or empty");
            }
        }

        private int iterations(String message) throws SaslException {
            ServerFirstMessage first;
            try {
                first = client.serverFirstMessage(message);
            } catch (ScramException | IllegalArgumentException malformed) {
                throw new SaslException("the server's challenge is malformed, or its nonce doesn't go on from ours");
            }
            if (!message.equals(first.toString())) { // The library signs what it understood, not what it heard.
                throw new SaslException("the server's challenge holds an extension, which this SCRAM can't sign;"
                        + " choose another mechanism by AuthOptions.withMechanisms");
            }
            return first.getIterationCount();
        }

        private byte[] verify(String message) throws SaslException {
            try {
                client.serverFinalMessage(message);
                return new byte[0];
            } catch (ScramServerErrorException e) {
                throw new SaslException("the server says " + e.getServerError());
            } catch (ScramException | IllegalArgumentException wrong) {
                throw new SaslException("the server didn't prove that it knows the password: its signature is wrong");
            }
        }

        /** Not before the server's signature has been seen, whatever its replies say. */
        @Override
        public boolean isComplete() {
            return answered == 3;
        }
    }
}
