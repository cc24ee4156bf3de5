package org.postrider.mail;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Credentials for several servers and ways to log in. Re-expresses System.Net.CredentialCache.
 *
 * <pre>
 * CredentialCache cache = new CredentialCache();
 * cache.add("smtp.example.com", 587, "login", new NetworkCredential("ann", password));
 * cache.add("relay.example.net", 25, "gssapi", CredentialCache.getDefaultNetworkCredentials());
 * client.setCredentials(cache);
 * </pre>
 *
 * <p>Hosts and authentication types are compared in any case. {@code login} stands for user name and password: it also serves the
 * stronger mechanisms that take them (SCRAM, DIGEST-MD5 and so on), unless there is an entry of their own. Thread safe.
 */
public final class CredentialCache implements CredentialsByHost, Iterable<NetworkCredential> {
    private record Key(String host, int port, String authenticationType) {
        static Key of(String host, int port, String authenticationType) {
            if (host.isEmpty()) {
                throw new IllegalArgumentException("the host is empty; give the mail server's name");
            }
            if (port < 0) {
                throw new IllegalArgumentException("a port isn't negative, this is " + port);
            }
            return new Key(host.toLowerCase(Locale.ROOT), port, authenticationType.toLowerCase(Locale.ROOT));
        }
    }

    private final Map<Key, NetworkCredential> entries = new LinkedHashMap<>(); // guarded by itself

    /** Makes an empty cache. */
    public CredentialCache() {}

    /**
     * Gives the credentials that the process runs with: its Kerberos tickets.
     *
     * @return always the same, with empty user name, password and domain
     */
    public static NetworkCredential getDefaultNetworkCredentials() {
        return NetworkCredential.DEFAULT;
    }

    /**
     * Adds credentials.
     *
     * @param host the server's name, as the client is given it
     * @param port its port, not negative
     * @param authenticationType the mechanism, such as {@code login}, {@code NTLM} or {@code GSSAPI}
     * @param credential the credentials; those of the process ({@link #getDefaultNetworkCredentials}) for {@code GSSAPI} and
     *     {@code GSS-SPNEGO} only, for they are Kerberos tickets
     * @throws IllegalArgumentException if there are credentials for these three already, one of the three can't be, or the credentials
     *     of the process are given for anything but Kerberos
     */
    public void add(String host, int port, String authenticationType, NetworkCredential credential) {
        Objects.requireNonNull(credential, "credential");
        Key key = Key.of(host, port, authenticationType);
        if (credential == NetworkCredential.DEFAULT && !CredentialLookup.isKerberos(authenticationType)) {
            throw new IllegalArgumentException("the credentials of the process are Kerberos tickets, which "
                    + authenticationType + " can't take; add them for GSSAPI, or give " + authenticationType
                    + " a user name and a password");
        }
        synchronized (entries) {
            if (entries.putIfAbsent(key, credential) != null) {
                throw new IllegalArgumentException("there are credentials for " + authenticationType + " at " + host
                        + ":" + port + " already; remove them first");
            }
        }
    }

    /**
     * Removes credentials; nothing happens if there are none.
     *
     * @param host the server's name
     * @param port its port
     * @param authenticationType the mechanism
     */
    public void remove(String host, int port, String authenticationType) {
        Key key = Key.of(host, port, authenticationType);
        synchronized (entries) {
            entries.remove(key);
        }
    }

    @Override
    public @Nullable NetworkCredential getCredential(String host, int port, String authenticationType) {
        Key key = Key.of(host, port, authenticationType);
        synchronized (entries) {
            return entries.get(key);
        }
    }

    /** Gives the credentials as they are now, in the order in which they were added. */
    @Override
    public Iterator<NetworkCredential> iterator() {
        synchronized (entries) {
            return List.copyOf(entries.values()).iterator();
        }
    }
}
