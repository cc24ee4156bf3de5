package org.postrider.smtp.internal.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;
import javax.net.ssl.SSLEngine;

/** Trusts a server for its key, whoever issued its certificate; what {@link StrictTrust} checks comes on top. Thread safe. */
final class PinnedTrust extends ClientTrust {
    private final Set<KeyPin> pins;

    PinnedTrust(Set<KeyPin> pins) {
        this.pins = pins;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        KeyPin shown = KeyPin.of(chain[0]);
        if (!pins.contains(shown)) {
            throw new UntrustedPeerException("the key of the server's certificate (" + Subjects.of(chain[0]) + ") is "
                    + shown + ", which isn't pinned: pin it if you know that the server has a new key");
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
