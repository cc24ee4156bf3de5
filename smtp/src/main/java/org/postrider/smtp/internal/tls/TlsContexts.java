package org.postrider.smtp.internal.tls;

import java.security.GeneralSecurityException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * Makes TLS contexts, and keeps the last ones: a context remembers TLS sessions, so whoever comes again with the same trust, as the same
 * client, resumes instead of starting anew. Whatever differs in either gets sessions of its own.
 *
 * <p>Thread safe. A key whose context has been pushed out by {@value #KEPT} others merely costs full handshakes again.
 */
public final class TlsContexts {
    private static final int KEPT = 128;
    private static final Map<Key, SSLContext> CONTEXTS = new LinkedHashMap<>(16, 0.75f, true); // guarded by itself

    /** All that are still used, those that were pushed out included; guarded by the former. */
    private static final Set<SSLContext> MADE = Collections.newSetFromMap(new WeakHashMap<>());

    private record Key(Trust trust, List<Identity> identities, boolean hostNameChecked) {}

    private TlsContexts() {}

    /**
     * Gives the context for a trust and a client.
     *
     * @param trust whose word counts for the server
     * @param identities what the client can show, in order of preference; the first keys the sessions, none leaves them anonymous
     * @param hostNameChecked whether the server has to be the one that was asked for
     * @return the one context for these values
     * @throws IllegalStateException if the platform can't make it
     */
    public static SSLContext of(Trust trust, List<Identity> identities, boolean hostNameChecked) {
        synchronized (CONTEXTS) {
            SSLContext context = CONTEXTS.computeIfAbsent(
                    new Key(trust, List.copyOf(identities), hostNameChecked), TlsContexts::make);
            if (CONTEXTS.size() > KEPT) {
                CONTEXTS.remove(CONTEXTS.keySet().iterator().next());
            }
            return context;
        }
    }

    /**
     * Tells whether a context asks our rules in each handshake.
     *
     * @param context any
     * @return false for a context of the user's own
     */
    public static boolean isOurs(SSLContext context) {
        synchronized (CONTEXTS) {
            return MADE.contains(context);
        }
    }

    private static SSLContext make(Key key) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManager trust = new StrictTrust(key.trust().trustManager(), key.hostNameChecked());
            context.init(new KeyManager[] {new ClientKeys(key.identities())}, new TrustManager[] {trust}, null);
            MADE.add(context);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "a TLS context can't be made: check the javax.net.ssl.trustStore* properties, or name whom to trust",
                    e);
        }
    }
}
