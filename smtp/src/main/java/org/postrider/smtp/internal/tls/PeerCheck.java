package org.postrider.smtp.internal.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has to hold for a server's certificates besides that a root vouches for them: strong enough, and for the host that was asked for.
 *
 * <p>It is done twice: in the handshake where the trust is ours, before a client certificate is shown to a stranger; and after every
 * handshake, because a resumed session and a context of the user's own don't ask us. The way to the root is {@link StrongPath}'s where
 * the trust is ours; a context of the user's own keeps it to itself. Stateless.
 */
public final class PeerCheck {
    private PeerCheck() {}

    /**
     * Fails unless the server's own certificate is strong, and good for a host.
     *
     * @param chain the server's certificate first
     * @param host the host that was asked for, in ASCII; null to accept any
     * @throws CertificateException that says what is wrong and how to mend it
     */
    public static void check(List<X509Certificate> chain, @Nullable String host) throws CertificateException {
        if (chain.isEmpty()) {
            throw new UntrustedPeerException(
                    "the server showed no certificate; switch off the anonymous suites of the TLS context");
        }
        Strength.check(chain.get(0));
        if (host != null) {
            HostNames.check(chain.get(0), host);
        }
    }

    /**
     * Fails unless all are strong that may be on the way to the root: which of them are, only who has looked for it knows.
     *
     * @param chain the server's certificate first, the others in any order
     * @throws CertificateException that says which is too weak
     */
    public static void checkIssuers(List<X509Certificate> chain) throws CertificateException {
        Strength.checkEveryWay(chain.get(0), chain);
    }
}
