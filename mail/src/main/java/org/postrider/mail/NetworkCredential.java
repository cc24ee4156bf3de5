package org.postrider.mail;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.PasswordCredential;

/**
 * A user name and a password, the same for every server that is asked.
 *
 * <p>Immutable; {@link #toString()} doesn't show the password. Re-expresses System.Net.NetworkCredential.
 */
public final class NetworkCredential implements CredentialsByHost {
    private final String userName;
    private final String password;
    private final String domain;

    /**
     * Makes credentials.
     *
     * @param userName the user to log in as
     * @param password the password
     */
    public NetworkCredential(String userName, String password) {
        this(userName, password, "");
    }

    /**
     * Makes credentials of a user in a domain, who logs in as {@code domain\\user}.
     *
     * @param userName the user to log in as
     * @param password the password
     * @param domain the domain, empty for none
     * @throws IllegalArgumentException if the user name is empty, or one of the texts can't be sent (NUL, a lone surrogate)
     */
    public NetworkCredential(String userName, String password, String domain) {
        this.userName = Objects.requireNonNull(userName, "userName");
        this.password = Objects.requireNonNull(password, "password");
        this.domain = Objects.requireNonNull(domain, "domain");
        toPasswordCredential();
    }

    /**
     * Gives the user name.
     *
     * @return the name without the domain
     */
    public String getUserName() {
        return userName;
    }

    /**
     * Gives the password.
     *
     * @return the password
     */
    public String getPassword() {
        return password;
    }

    /**
     * Gives the domain.
     *
     * @return the domain, empty for none
     */
    public String getDomain() {
        return domain;
    }

    /** Gives these credentials, whatever is asked. */
    @Override
    public @Nullable NetworkCredential getCredential(String host, int port, String authenticationType) {
        return this;
    }

    PasswordCredential toPasswordCredential() {
        String name = domain.isEmpty() || userName.isEmpty() ? userName : domain + "\\" + userName;
        return new PasswordCredential(name, password);
    }

    /** Shows the user only. */
    @Override
    public String toString() {
        return toPasswordCredential().toString();
    }
}
