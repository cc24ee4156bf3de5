package org.postrider.smtp.internal.tls;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A private key, and the certificates that say whose it is. Immutable; equal when the certificates are, since they name the key.
 *
 * <p>The key is used through its provider only, so that one in a token or a hardware module never has to leave it.
 */
public final class Identity {
    private static final String PSS = "RSASSA-PSS";

    private final PrivateKey key;
    private final List<X509Certificate> chain;

    /**
     * Makes an identity.
     *
     * @param key the private key
     * @param chain the certificate of the key first, then those of its issuers
     * @throws IllegalArgumentException if there is no certificate, the first one is of another key, or the key can't sign
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
        byte[] signed;
        try {
            signed = sign(sample, key, certificate.getPublicKey());
        } catch (InvalidKeyException | InvalidAlgorithmParameterException e) {
            throw mismatch(certificate, e); // It is of another kind, or for other parameters.
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "the private key for the certificate of " + Subjects.of(certificate) + " can't sign: "
                            + e.getMessage(),
                    e);
        }
        try {
            if (verify(sample, signed, certificate.getPublicKey())) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw mismatch(certificate, e);
        }
        throw mismatch(certificate, null);
    }

    /** The parameters go last, for it is the key that chooses the provider: that of a token may be its own. */
    private static byte[] sign(byte[] sample, PrivateKey key, PublicKey of) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(signatureOf(of));
        signature.initSign(key);
        setParameters(signature, of);
        signature.update(sample);
        return signature.sign();
    }

    private static boolean verify(byte[] sample, byte[] signed, PublicKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(signatureOf(key));
        signature.initVerify(key);
        setParameters(signature, key);
        signature.update(sample);
        return signature.verify(signed);
    }

    /** A key for RSASSA-PSS may be bound to parameters of its own (RFC 4055, section 1.2), and has no default that it could do without. */
    private static void setParameters(Signature signature, PublicKey key) throws GeneralSecurityException {
        if (key instanceof RSAKey rsa && key.getAlgorithm().equals(PSS)) {
            AlgorithmParameterSpec own = rsa.getParams();
            signature.setParameter(
                    own != null ? own : new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        }
    }

    private static String signatureOf(PublicKey key) {
        String algorithm = key.getAlgorithm();
        return switch (algorithm.toUpperCase(Locale.ROOT)) {
            case "RSA", "DSA" -> "SHA256with" + algorithm;
            case "EC" -> "SHA256withECDSA";
            default -> algorithm; // EdDSA and RSASSA-PSS are both a key and a signature.
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
