package org.postrider.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.postrider.testkit.internal.x509.CertificateWriter;
import org.postrider.testkit.internal.x509.CertificateWriter.Statement;
import org.postrider.testkit.internal.x509.KeyMaterial;

/**
 * The authority that vouches for the test servers: trust it, and nothing else, in the client under test.
 *
 * <pre>{@code
 * client.setSslContext(server.getCertificateAuthority().sslContext());
 * }</pre>
 *
 * <p>Immutable and thread safe. Generated anew in each JVM: it can't be trusted by accident.
 */
public final class CertificateAuthority {
    private static final class Shared {
        static final CertificateAuthority INSTANCE = new CertificateAuthority("Postrider test authority");
    }

    private final KeyPair keys = CertificateWriter.generateKeys();
    private final String name;
    private final X509Certificate certificate;

    private CertificateAuthority(String name) {
        this.name = name;
        Instant now = Instant.now();
        Instant from = now.minus(Duration.ofDays(60));
        Instant until = now.plus(Duration.ofDays(60));
        this.certificate = CertificateWriter.write(
                new Statement(name, name, List.of(), from, until, true), keys.getPublic(), keys);
    }

    /**
     * Gives the authority that all servers of this JVM use.
     *
     * @return the one authority
     */
    public static CertificateAuthority shared() {
        return Shared.INSTANCE;
    }

    /**
     * Makes another authority, one that the client under test doesn't trust.
     *
     * @param name its common name
     * @return a new authority, valid for 60 days
     */
    public static CertificateAuthority create(String name) {
        return new CertificateAuthority(Objects.requireNonNull(name, "name"));
    }

    /**
     * Issues a certificate for a server or a client, valid until tomorrow.
     *
     * @param names DNS names and IP addresses
     * @return the certificate and its key
     * @throws IllegalArgumentException if one of the names is neither a DNS name nor an IP address
     */
    public HeldCertificate issue(String... names) {
        return HeldCertificate.builder().names(names).signedBy(this).build();
    }

    /**
     * Gives the authority's own certificate.
     *
     * @return the root to trust
     */
    public X509Certificate getCertificate() {
        return certificate;
    }

    /**
     * Gives the root in PEM (RFC 7468).
     *
     * @return one block
     */
    public String toPem() {
        return KeyMaterial.pem(List.of(certificate));
    }

    /**
     * Writes the root to a file in PEM, for programs that take a CA file.
     *
     * @param file where to; replaced if it exists
     * @return the same file
     * @throws UncheckedIOException if it can't be written
     */
    public Path writePem(Path file) {
        try {
            return Files.writeString(file, toPem());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes a context for a client that trusts this authority only.
     *
     * @return a new context
     */
    public SSLContext sslContext() {
        return KeyMaterial.context(null, certificate);
    }

    /**
     * Makes a context for a client that trusts this authority only, and shows a certificate of its own.
     *
     * @param identity the client's certificate
     * @return a new context
     */
    public SSLContext sslContext(HeldCertificate identity) {
        return KeyMaterial.context(Objects.requireNonNull(identity, "identity"), certificate);
    }

    X509Certificate sign(String subject, List<String> names, Instant from, Instant until, KeyPair subjectKeys) {
        Statement statement = new Statement(subject, name, names, from, until, false);
        return CertificateWriter.write(statement, subjectKeys.getPublic(), keys);
    }
}
