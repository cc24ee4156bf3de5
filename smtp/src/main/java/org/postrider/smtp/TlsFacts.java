package org.postrider.smtp;

import java.io.Serializable;
import java.security.cert.X509Certificate;
import java.util.List;

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
}
