package org.postrider.mail;

import org.jspecify.annotations.Nullable;

/**
 * Knows with which credentials to log in to a server. Re-expresses System.Net.ICredentialsByHost.
 *
 * <p>Asked before each send, by the sender's thread, once for each mechanism that the client knows; whoever is asked doesn't learn
 * which of them the server offers.
 */
@FunctionalInterface
public interface CredentialsByHost {
    /**
     * Finds the credentials for a server.
     *
     * @param host the server's name, as the client was given it
     * @param port its port
     * @param authenticationType the mechanism in lower case, such as {@code gssapi}, {@code scram-sha-256} or {@code plain}. A
     *     mechanism that takes user name and password and for which there is nothing is asked for as {@code login} once more, and
     *     {@code gss-spnego} as {@code gssapi}
     * @return the credentials, or null for none: without any the client sends without authentication
     */
    @Nullable
    NetworkCredential getCredential(String host, int port, String authenticationType);
}
