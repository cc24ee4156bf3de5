package org.postrider.smtp;

/**
 * What somebody logs in with: a {@link PasswordCredential}, a {@link TokenCredential}, a {@link KerberosCredential}, an
 * {@link ExternalCredential}, or a kind of your own that your {@link SaslMechanism} knows.
 *
 * <p>Immutable and safe to share; {@code toString()} shows no secret. Connections are used again for equal credentials only, so a
 * kind of your own that is made anew for each message wants {@code equals}.
 */
public interface Credential {
    /**
     * Gives the user's name as the server knows it.
     *
     * @return the name, or an empty text when what is logged in with tells it
     */
    String userName();
}
