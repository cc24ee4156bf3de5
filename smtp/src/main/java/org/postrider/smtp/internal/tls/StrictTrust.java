package org.postrider.smtp.internal.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Adds {@link PeerCheck} to what a root or a pin vouches for; ours speaks first, because it says what to do. Thread safe. */
final class StrictTrust extends ClientTrust {
    private final X509ExtendedTrustManager vouched;
    private final boolean hostNameChecked;

    StrictTrust(X509ExtendedTrustManager vouched, boolean hostNameChecked) {
        this.vouched = vouched;
        this.hostNameChecked = hostNameChecked;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        List<X509Certificate> shown = List.of(chain);
        PeerCheck.check(shown, hostNameChecked ? engine.getPeerHost() : null);
        Verdicts.checkDates(shown.get(0));
        try {
            vouched.checkServerTrusted(chain, authType, engine);
        } catch (CertificateException e) {
            throw Verdicts.explain(e, shown, List.of(getAcceptedIssuers()));
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return vouched.getAcceptedIssuers();
    }
}
