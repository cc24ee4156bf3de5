package org.postrider.testkit;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What the server knows of a TLS connection.
 *
 * @param protocol the version, such as {@code TLSv1.3}
 * @param cipherSuite the cipher suite by its standard name
 * @param serverName the host name that the client asked for (SNI), or {@code null}
 * @param clientCertificate the certificate that the client showed, or {@code null}
 */
public record TlsFacts(
        String protocol,
        String cipherSuite,
        @Nullable String serverName,
        @Nullable X509Certificate clientCertificate) {}
