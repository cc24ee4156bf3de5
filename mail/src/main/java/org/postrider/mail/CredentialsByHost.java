package org.postrider.mail;

import org.jspecify.annotations.Nullable;

/** Knows with which credentials to log in to a server. Re-expresses System.Net.ICredentialsByHost. */
@FunctionalInterface
public interface CredentialsByHost {
    /**
     * Finds the credentials for a server.
     *
     * @param host the server's name, as the client was given it
     * @param port its port
     * @param authenticationType the kind of authentication; {@code login} for a user name with a password
     * @return the credentials, or null to send without authentication
     */
    @Nullable
    NetworkCredential getCredential(String host, int port, String authenticationType);
}
