package org.postrider.smtp.internal.sasl;

import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;
import org.jspecify.annotations.Nullable;

/** What our own conversations have in common: there is no security layer, TLS has been there before (RFC 4954, section 4). */
abstract class Conversation implements SaslClient {
    private final String mechanism;

    Conversation(String mechanism) {
        this.mechanism = mechanism;
    }

    @Override
    public final String getMechanismName() {
        return mechanism;
    }

    @Override
    public boolean hasInitialResponse() {
        return true;
    }

    @Override
    public final byte[] unwrap(byte[] incoming, int offset, int length) {
        throw new IllegalStateException(mechanism + " has no security layer");
    }

    @Override
    public final byte[] wrap(byte[] outgoing, int offset, int length) {
        throw new IllegalStateException(mechanism + " has no security layer");
    }

    @Override
    public @Nullable Object getNegotiatedProperty(String name) {
        return null;
    }

    @Override
    public void dispose() throws SaslException {}

    /** The server asks for more than the mechanism has to say. */
    final IllegalStateException tooMany() {
        return new IllegalStateException("the server asks for more than " + mechanism + " has to say");
    }
}
