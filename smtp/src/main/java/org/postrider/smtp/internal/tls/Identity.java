package org.postrider.smtp.internal.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A private key, and the certificates that say whose it is. Immutable; equal when the certificates are, since they name the key.
 *
 * <p>The key is used through its provider only, so that one in a token or a hardware module never has to leave it.
 */
public final class Identity {
    private final PrivateKey key;
    private final List<X509Certificate> chain;

    /**
     * Makes an identity.
     *
     * @param key the private key
     * @param chain the certificate of the key first, then those of its issuers
     * @throws IllegalArgumentException if there is no certificate, or the first one is of another key
     */
    public Identity(PrivateKey key, List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("there is no certificate: a key alone says nothing of whose it is");
        }
        this.key = key;
        this.chain = List.copyOf(chain);
        requirePair(key, chain.get(0));
    }

    /** A wrong pair would only show as a server's refusal, far from where it can be mended. */
    private static void requirePair(PrivateKey key, X509Certificate certificate) {
        byte[] sample = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance(signatureOf(certificate.getPublicKey()));
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(sample);
            if (signature.verify(signed)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw mismatch(certificate, e);
        }
        throw mismatch(certificate, null);
    }

    private static String signatureOf(PublicKey key) {
        String algorithm = key.getAlgorithm();
        return switch (algorithm.toUpperCase(Locale.ROOT)) {
            case "RSA", "DSA" -> "SHA256with" + algorithm;
            case "EC" -> "SHA256withECDSA";
            default -> algorithm; // EdDSA is both a key and a signature.
        };
    }

    private static IllegalArgumentException mismatch(
            X509Certificate certificate, @Nullable GeneralSecurityException cause) {
        return new IllegalArgumentException(
                "the private key isn't the one of the certificate of " + Subjects.of(certificate)
                        + ": give the key that the certificate was requested with",
                cause);
    }

    PrivateKey key() {
        return key;
    }

    /**
     * Gives the certificates.
     *
     * @return the certificate of the key first
     */
    public List<X509Certificate> chain() {
        return chain;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Identity o && chain.equals(o.chain);
    }

    @Override
    public int hashCode() {
        return chain.get(0).hashCode();
    }

    /** Names the subject; never the key. */
    @Override
    public String toString() {
        return Subjects.of(chain.get(0));
    }
}
