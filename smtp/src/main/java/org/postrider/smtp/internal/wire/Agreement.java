package org.postrider.smtp.internal.wire;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.postrider.smtp.TlsFacts;

/** Reads off a TLS session what was agreed on. */
final class Agreement {
    private Agreement() {}

    /** A session older than the handshake was taken up again: the JDK keeps the time of the first one. */
    static TlsFacts of(SSLSession session, long handshakeStart) {
        boolean resumed = session.getCreationTime() < handshakeStart;
        return new TlsFacts(session.getProtocol(), session.getCipherSuite(), resumed, peerCertificates(session));
    }

    private static List<X509Certificate> peerCertificates(SSLSession session) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (Certificate certificate : session.getPeerCertificates()) {
                if (certificate instanceof X509Certificate x509) {
                    chain.add(x509);
                }
            }
        } catch (SSLPeerUnverifiedException expected) {
            return List.of(); // An anonymous suite: only a context of the user's own can have allowed it.
        }
        return chain;
    }
}
