package org.postrider.testkit;

import java.net.URI;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.internal.x509.CertificateWriter;
import org.postrider.testkit.internal.x509.CertificateWriter.Statement;
import org.postrider.testkit.internal.x509.KeyMaterial;

/**
 * A certificate together with its private key, made on the spot, for a server or for a client.
 *
 * <pre>{@code
 * HeldCertificate wrongName = authority.issue("elsewhere.example");
 * HeldCertificate expired = HeldCertificate.builder().names("localhost").signedBy(authority).expired().build();
 * HeldCertificate untrusted = HeldCertificate.selfSigned("localhost");
 * }</pre>
 *
 * <p>Immutable and thread safe. For tests only: whoever has the object can read the key.
 */
public final class HeldCertificate {
    private final PrivateKey privateKey;
    private final List<X509Certificate> chain;

    HeldCertificate(PrivateKey privateKey, List<X509Certificate> chain) {
        this.privateKey = privateKey;
        this.chain = List.copyOf(chain);
    }

    /**
     * Begins a certificate that is valid from yesterday until tomorrow, without names, signed by itself.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Makes a certificate that no authority vouches for.
     *
     * @param names DNS names and IP addresses
     * @return the certificate
     */
    public static HeldCertificate selfSigned(String... names) {
        return builder().names(names).build();
    }

    /**
     * Gives the certificate.
     *
     * @return the certificate
     */
    public X509Certificate getCertificate() {
        return chain.get(0);
    }

    /**
     * Gives the private key.
     *
     * @return the key
     */
    public PrivateKey getPrivateKey() {
        return privateKey;
    }

    /**
     * Gives the certificates as a server sends them: the root is left out.
     *
     * @return the certificate, then those of intermediate authorities
     */
    public List<X509Certificate> getChain() {
        return chain;
    }

    /**
     * Gives the chain in PEM (RFC 7468).
     *
     * @return one block for each certificate
     */
    public String toPem() {
        return KeyMaterial.pem(getChain());
    }

    /**
     * Gives the private key in PEM (PKCS #8, not encrypted).
     *
     * @return one block
     */
    public String privateKeyToPem() {
        return KeyMaterial.pem(privateKey);
    }

    /** Names the subject, and keeps silent about the key. */
    @Override
    public String toString() {
        return "HeldCertificate[" + getCertificate().getSubjectX500Principal().getName() + "]";
    }

    /** Makes a {@link HeldCertificate}. Not thread safe. */
    public static final class Builder {
        private List<String> names = List.of();
        private @Nullable String commonName;
        private Instant from = Instant.now().minus(Duration.ofDays(1));
        private Instant until = Instant.now().plus(Duration.ofDays(1));
        private @Nullable CertificateAuthority authority;
        private @Nullable URI revocationList;
        private String digest = "SHA256";
        private int rsaBits;

        private Builder() {}

        /**
         * Sets the names that the certificate is good for (subjectAltName).
         *
         * @param names DNS names, which may have a wildcard, and IP addresses; none leaves the extension out. One with an at sign is
         *     an address of mail, one with {@code ://} a URI: neither is good for a host
         * @return this builder
         */
        public Builder names(String... names) {
            this.names = List.of(names);
            return this;
        }

        /**
         * Sets the common name of the subject.
         *
         * @param commonName the name; by default the first of {@link #names}
         * @return this builder
         */
        public Builder commonName(String commonName) {
            this.commonName = Objects.requireNonNull(commonName, "commonName");
            return this;
        }

        /**
         * Sets the time of validity.
         *
         * @param from the start, to the second
         * @param until the end, to the second
         * @return this builder
         */
        public Builder validity(Instant from, Instant until) {
            this.from = Objects.requireNonNull(from, "from");
            this.until = Objects.requireNonNull(until, "until");
            return this;
        }

        /**
         * Makes the certificate one that ended yesterday.
         *
         * @return this builder
         */
        public Builder expired() {
            return validity(
                    Instant.now().minus(Duration.ofDays(30)), Instant.now().minus(Duration.ofDays(1)));
        }

        /**
         * Has the certificate signed by an authority instead of by itself.
         *
         * @param authority the authority
         * @return this builder
         */
        public Builder signedBy(CertificateAuthority authority) {
            this.authority = Objects.requireNonNull(authority, "authority");
            return this;
        }

        /**
         * Gives the certificate an RSA key instead of an EC key on P-256.
         *
         * @param bits the length of the key, from 512; what is below 2,048 is too weak for today
         * @return this builder
         */
        public Builder rsa(int bits) {
            this.rsaBits = bits;
            return this;
        }

        /**
         * Sets the digest of the signature, {@code SHA256} by default.
         *
         * @param digest {@code SHA256}; or {@code SHA1} or, by an RSA key, {@code MD5}, which are too weak for today
         * @return this builder
         */
        public Builder digest(String digest) {
            this.digest = Objects.requireNonNull(digest, "digest");
            return this;
        }

        /**
         * Says where the issuer's list of revoked certificates is (CRL distribution point).
         *
         * @param revocationList a URI of HTTP
         * @return this builder
         */
        public Builder revocationList(URI revocationList) {
            this.revocationList = Objects.requireNonNull(revocationList, "revocationList");
            return this;
        }

        /**
         * Makes the certificate, with a new key.
         *
         * @return the certificate
         * @throws IllegalArgumentException if one of the names is neither a DNS name nor an IP address, or the digest is unknown
         */
        public HeldCertificate build() {
            KeyPair keys = rsaBits == 0 ? CertificateWriter.generateKeys() : CertificateWriter.generateRsaKeys(rsaBits);
            if (authority != null) {
                return authority.hold(this, keys);
            }
            X509Certificate own = CertificateWriter.write(statement(subject()), keys.getPublic(), keys);
            return new HeldCertificate(keys.getPrivate(), List.of(own));
        }

        Statement statement(String issuer) {
            return new Statement(subject(), issuer, names, from, until, false, digest, revocationList);
        }

        private String subject() {
            String chosen = commonName;
            return chosen != null ? chosen : names.isEmpty() ? "nameless" : names.get(0);
        }
    }
}
