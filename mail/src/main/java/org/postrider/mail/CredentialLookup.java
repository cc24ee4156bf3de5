package org.postrider.mail;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.AuthOptions;

/**
 * Asks for the credentials of a server, mechanism by mechanism.
 *
 * <p>The names are those of .NET's modules and of the mechanisms that it doesn't have. It is all asked before the connection is there:
 * the answers decide which connection can be used again, and whoever answers may take his time on the sender's thread only.
 */
final class CredentialLookup {
    private static final Set<String> KERBEROS = Set.of("GSSAPI", "GSS-SPNEGO");

    /** Nor are these a user name with a password: {@code login} doesn't stand for them. */
    private static final Set<String> OTHERS = Set.of("EXTERNAL", "OAUTHBEARER", "XOAUTH2");

    private final CredentialsByHost source;
    private final String host;
    private final int port;

    CredentialLookup(CredentialsByHost source, String host, int port) {
        this.source = source;
        this.host = host;
        this.port = port;
    }

    /** Tells whether a way to log in, in any case, is one of Kerberos. */
    static boolean isKerberos(String authenticationType) {
        return KERBEROS.contains(authenticationType.toUpperCase(Locale.ROOT));
    }

    /** One credential for everything isn't asked for Kerberos if it has a password: that would keep each login waiting for a KDC. */
    AuthOptions find() {
        if (source instanceof NetworkCredential one) {
            return AuthOptions.of(one.toCredential());
        }
        AuthOptions found = AuthOptions.NONE;
        NetworkCredential login = ask("login");
        NetworkCredential ticket = ask("gssapi");
        for (String mechanism : AuthOptions.knownMechanisms()) {
            NetworkCredential own = ask(mechanism);
            boolean kerberos = isKerberos(mechanism);
            NetworkCredential common = kerberos ? ticket : OTHERS.contains(mechanism) ? null : login;
            NetworkCredential credential = own != null ? own : common;
            if (credential != null) {
                found = found.withCredential(mechanism, kerberos ? credential.toKerberos() : credential.toCredential());
            }
        }
        return found;
    }

    private @Nullable NetworkCredential ask(String mechanism) {
        return source.getCredential(host, port, mechanism.toLowerCase(Locale.ROOT));
    }
}
