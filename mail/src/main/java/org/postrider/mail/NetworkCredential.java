package org.postrider.mail;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.Credential;
import org.postrider.smtp.KerberosCredential;
import org.postrider.smtp.PasswordCredential;

/**
 * A user name and a password, the same for every server that is asked; or, by {@link #of}, whatever else one logs in with.
 *
 * <p>Immutable; {@link #toString()} doesn't show the password. Re-expresses System.Net.NetworkCredential.
 */
public final class NetworkCredential implements CredentialsByHost {
    /** The login of the process. */
    static final NetworkCredential DEFAULT = new NetworkCredential("", "", "", KerberosCredential.ofProcess());

    private final String userName;
    private final String password;
    private final String domain;
    private final Credential credential;

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
        this(userName, password, domain, new PasswordCredential(qualified(userName, domain), password));
    }

    private NetworkCredential(String userName, String password, String domain, Credential credential) {
        this.userName = Objects.requireNonNull(userName, "userName");
        this.password = Objects.requireNonNull(password, "password");
        this.domain = Objects.requireNonNull(domain, "domain");
        this.credential = credential;
    }

    /**
     * Takes another kind of credential: OAuth tokens, a Kerberos login, the identity of a client certificate. .NET has none of them.
     *
     * @param credential such as a {@link org.postrider.smtp.TokenCredential}; keep it, for it keeps its token
     * @return credentials with an empty password
     */
    public static NetworkCredential of(Credential credential) {
        return new NetworkCredential(credential.userName(), "", "", credential);
    }

    private static String qualified(String userName, String domain) {
        return domain.isEmpty() || userName.isEmpty() ? userName : domain + "\\" + userName;
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

    Credential toCredential() {
        return credential;
    }

    /** The same, for Kerberos: there a user name with a password is a principal, and the domain its realm, in upper case. */
    Credential toKerberos() {
        if (!(credential instanceof PasswordCredential)) {
            return credential;
        }
        String realm = domain.isEmpty() ? "" : "@" + domain.toUpperCase(Locale.ROOT);
        return KerberosCredential.ofPassword(userName + realm, password);
    }

    /** Shows the user only. */
    @Override
    public String toString() {
        return credential.toString();
    }
}
