package org.postrider.smtp;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.internal.Printable;

/**
 * A Kerberos login, for GSSAPI (RFC 4752) and GSS-SPNEGO: the tickets that the process has, a key table, or a name with a password.
 *
 * <p>Immutable; {@link #toString()} shows no password. Realm and key distribution centre come of the machine's {@code krb5.conf}, or
 * of the system property {@code java.security.krb5.conf}. The trap: the server's name has to be the one that its service principal
 * was made for, see {@link AuthOptions#withTargetName}.
 */
public final class KerberosCredential implements Credential {
    private final String userName;
    private final @Nullable String password;
    private final @Nullable Path file;

    private KerberosCredential(String userName, @Nullable String password, @Nullable Path file) {
        this.userName = userName;
        this.password = password;
        this.file = file;
    }

    /**
     * Takes the tickets of the process: those of {@code kinit}, found by {@code KRB5CCNAME} or at the system's place.
     *
     * @return the credential
     */
    public static KerberosCredential ofProcess() {
        return new KerberosCredential("", null, null);
    }

    /**
     * Takes the tickets of a cache file.
     *
     * @param cache the file
     * @return the credential
     */
    public static KerberosCredential ofTicketCache(Path cache) {
        return new KerberosCredential("", null, Objects.requireNonNull(cache, "cache"));
    }

    /**
     * Logs in with the key of a principal.
     *
     * @param principal such as {@code ann@EXAMPLE.COM}; without a realm, in the default one
     * @param keyTable the file
     * @return the credential
     */
    public static KerberosCredential ofKeyTable(String principal, Path keyTable) {
        return new KerberosCredential(checked(principal), null, Objects.requireNonNull(keyTable, "keyTable"));
    }

    /**
     * Logs in with a password.
     *
     * @param principal such as {@code ann@EXAMPLE.COM}; without a realm, in the default one
     * @param password the password; it goes neither to the mail server nor to the key distribution centre
     * @return the credential
     */
    public static KerberosCredential ofPassword(String principal, String password) {
        return new KerberosCredential(checked(principal), Objects.requireNonNull(password, "password"), null);
    }

    private static String checked(String principal) {
        if (principal.isEmpty()) {
            throw new IllegalArgumentException("the principal is empty; use ofProcess for the login of the process");
        }
        return TokenCredential.checkUserName(principal);
    }

    /** {@return the principal, or an empty text when the tickets tell it} */
    @Override
    public String userName() {
        return userName;
    }

    /** {@return the password, or null if it isn't what to log in with} */
    public @Nullable String password() {
        return password;
    }

    /** {@return the key table if there is a principal, else the ticket cache; null for neither} */
    public @Nullable Path file() {
        return file;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KerberosCredential k
                && userName.equals(k.userName)
                && Objects.equals(password, k.password)
                && Objects.equals(file, k.file);
    }

    @Override
    public int hashCode() {
        return Objects.hash(userName, file);
    }

    /** Shows principal and file only. */
    @Override
    public String toString() {
        return "KerberosCredential[userName=" + Printable.escape(userName) + ", file=" + file + "]";
    }
}
