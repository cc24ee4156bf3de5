package org.postrider.smtp.internal.tls;

import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Asks less and less for revocation until there is an answer: of all certificates, of the server's own, of none. A certificate that is
 * known to be revoked ends it. The JDK's own soft mode gives up on a certificate without an OCSP responder when its list can't be
 * fetched. Thread safe.
 */
final class SoftTrust extends ClientTrust {
    private final List<X509ExtendedTrustManager> fromStrictToLax;

    SoftTrust(List<X509ExtendedTrustManager> fromStrictToLax) {
        this.fromStrictToLax = List.copyOf(fromStrictToLax);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        CertificateException last = new CertificateException("nobody was asked");
        for (X509ExtendedTrustManager trust : fromStrictToLax) {
            try {
                trust.checkServerTrusted(chain, authType, engine);
                return;
            } catch (CertificateException e) {
                last = e;
                if (Verdicts.refusals(e).anyMatch(refusal -> refusal.getReason() == BasicReason.REVOKED)) {
                    throw e;
                }
            }
        }
        throw last;
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return fromStrictToLax.get(0).getAcceptedIssuers();
    }
}
