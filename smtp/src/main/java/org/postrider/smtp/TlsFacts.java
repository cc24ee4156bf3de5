package org.postrider.smtp;

import java.io.Serializable;
import java.security.cert.X509Certificate;
import java.util.List;
import org.postrider.smtp.internal.tls.HostNames;

/**
 * What protected the connection.
 *
 * @param protocol the version, such as {@code TLSv1.3}
 * @param cipherSuite the suite by its standard name, such as {@code TLS_AES_256_GCM_SHA384}
 * @param resumed whether an earlier TLS session was taken up again, which saves the certificate exchange
 * @param peerCertificates the server's certificate first, then its issuers; empty if the session didn't keep them
 * @serial exclude
 */
public record TlsFacts(String protocol, String cipherSuite, boolean resumed, List<X509Certificate> peerCertificates)
        implements Serializable {
    /**
     * Makes the facts.
     *
     * @param protocol the version
     * @param cipherSuite the suite by its standard name
     * @param resumed whether an earlier TLS session was taken up again
     * @param peerCertificates the server's certificate first
     */
    public TlsFacts {
        peerCertificates = List.copyOf(peerCertificates);
    }

    /**
     * Tells whether the server's certificate is for a host (RFC 9525): whether one of its subject alternative names is. It says nothing
     * of who issued the certificate, or until when it is valid.
     *
     * @param host a name or an IP address
     * @return true if it is; false too if the session didn't keep the certificate
     */
    public boolean isFor(String host) {
        return !peerCertificates.isEmpty() && HostNames.isFor(peerCertificates.get(0), host);
    }
}
