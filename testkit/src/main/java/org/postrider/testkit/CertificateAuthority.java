package org.postrider.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
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
        static final CertificateAuthority INSTANCE = create("Postrider test authority");
    }

    private final KeyPair keys;
    private final String name;
    private final X509Certificate certificate;
    private final @Nullable CertificateAuthority issuer;

    private CertificateAuthority(String name, KeyPair keys, @Nullable CertificateAuthority issuer) {
        this.name = name;
        this.keys = keys;
        this.issuer = issuer;
        Instant now = Instant.now();
        Instant from = now.minus(Duration.ofDays(60));
        Instant until = now.plus(Duration.ofDays(60));
        Statement statement =
                new Statement(name, issuer == null ? name : issuer.name, List.of(), from, until, true, "SHA256", null);
        this.certificate = CertificateWriter.write(statement, keys.getPublic(), issuer == null ? keys : issuer.keys);
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
        return new CertificateAuthority(Objects.requireNonNull(name, "name"), CertificateWriter.generateKeys(), null);
    }

    /**
     * Makes another authority that signs with RSA instead of ECDSA.
     *
     * @param name its common name
     * @param bits the length of its key, from 512
     * @return a new authority, valid for 60 days
     */
    public static CertificateAuthority createRsa(String name, int bits) {
        return new CertificateAuthority(
                Objects.requireNonNull(name, "name"), CertificateWriter.generateRsaKeys(bits), null);
    }

    /**
     * Makes an intermediate authority, which this one vouches for. What it issues comes with its certificate in the chain.
     *
     * @param name its common name
     * @return a new authority, valid for 60 days
     */
    public CertificateAuthority createIntermediate(String name) {
        return new CertificateAuthority(Objects.requireNonNull(name, "name"), CertificateWriter.generateKeys(), this);
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

    /**
     * Writes the list of what this authority has revoked (RFC 5280, section 5), as of now and for a day.
     *
     * @param revoked certificates that it has issued; none makes an empty list
     * @return the signed list in DER, to be put where {@link HeldCertificate.Builder#revocationList} says
     */
    public byte[] revocationList(X509Certificate... revoked) {
        return CertificateWriter.revocationList(name, List.of(revoked), keys);
    }

    HeldCertificate hold(HeldCertificate.Builder wanted, KeyPair subject) {
        X509Certificate issued = CertificateWriter.write(wanted.statement(name), subject.getPublic(), keys);
        List<X509Certificate> chain = new ArrayList<>(List.of(issued));
        for (CertificateAuthority next = this; next.issuer != null; next = next.issuer) {
            chain.add(next.certificate);
        }
        return new HeldCertificate(subject.getPrivate(), chain);
    }
}
