package org.postrider.smtp;

import java.util.concurrent.CompletableFuture;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslException;

/**
 * A way to log in (RFC 4422), for {@code AUTH} with its name.
 *
 * <p>The usual ones are there; one of your own is given by {@link AuthOptions#withMechanism}, or found as a service of this type
 * ({@link java.util.ServiceLoader}). It goes before the usual ones, and replaces one that has the same name. It must be thread safe;
 * a {@link SaslClient} that it gives is for one login and one thread at a time, and is disposed of at its end.
 */
public interface SaslMechanism {
    /**
     * Gives the registered name, always the same.
     *
     * @return such as {@code PLAIN}, in upper case
     */
    String name();

    /**
     * Tells whether it can log in here. Asked just before {@link #begin}; false lets the next mechanism have its turn.
     *
     * @param context who logs in where
     * @return whether the credential is of a kind that it knows, and the connection has what it takes
     */
    boolean isUsable(SaslContext context);

    /**
     * Begins a login. A failure here, or of the initial response, lets the next mechanism have its turn: nothing was said yet.
     *
     * @param context who logs in where
     * @return the conversation to come, without a security layer
     * @throws SaslException like a failed future
     */
    CompletableFuture<SaslClient> begin(SaslContext context) throws SaslException;

    /**
     * Tells whether it, or one of its conversations, may wait or compute for long: they are then called by a thread of their own.
     *
     * @return true by default; false only for code that surely ends at once
     */
    default boolean mayBlock() {
        return true;
    }
}
