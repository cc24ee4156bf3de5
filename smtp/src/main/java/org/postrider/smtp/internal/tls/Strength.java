package org.postrider.smtp.internal.tls;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Refuses certificates that can be forged today: RSA keys under 2,048 bits, signatures over SHA-1, MD5 or older. Stateless. */
final class Strength {
    private static final int SHORTEST_RSA_KEY = 2048;
    private static final List<String> BROKEN_DIGESTS = List.of("SHA1", "SHA-1", "MD5", "MD2", "MD4");

    private Strength() {}

    /** Fails if a certificate is too weak. A signature of itself proves nothing, so it may be old. */
    static void check(X509Certificate certificate) throws CertificateException {
        checkKey(certificate);
        if (!isIssuedBy(certificate, certificate)) {
            checkSignature(certificate);
        }
    }

    /**
     * Fails if a certificate is too weak that may be on the way from a server's to a root. Their order says nothing, since whoever looks
     * for the way puts them in order; what no way leads to proves nothing, so it isn't looked at.
     *
     * @param first the server's
     * @param others where its issuers, and theirs, may be
     */
    static void checkEveryWay(X509Certificate first, Collection<X509Certificate> others) throws CertificateException {
        Set<X509Certificate> seen = new HashSet<>();
        Deque<X509Certificate> next = new ArrayDeque<>(List.of(first));
        while (!next.isEmpty()) {
            X509Certificate certificate = next.remove();
            if (seen.add(certificate)) {
                check(certificate);
                others.stream().filter(other -> isNamedBy(certificate, other)).forEach(next::add);
            }
        }
    }

    /** Tells whether a key is so short that what it signs proves nothing. */
    static boolean hasWeakKey(X509Certificate certificate) {
        return bits(certificate) < SHORTEST_RSA_KEY;
    }

    private static int bits(X509Certificate certificate) {
        return certificate.getPublicKey() instanceof RSAKey key
                ? key.getModulus().bitLength()
                : Integer.MAX_VALUE;
    }

    /** Tells whether the key of one certificate has signed the other one. */
    static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
        if (!isNamedBy(certificate, issuer)) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException expected) {
            return false; // Issued by another key of the same name.
        }
    }

    private static boolean isNamedBy(X509Certificate certificate, X509Certificate issuer) {
        return issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    /** Fails if a certificate's key is too weak, whatever has signed it. */
    static void checkKey(X509Certificate certificate) throws CertificateException {
        if (hasWeakKey(certificate)) {
            throw new UntrustedPeerException("the RSA key of the certificate of " + Subjects.of(certificate) + " has "
                    + bits(certificate) + " bits, at least 2048 are needed: the server needs a new one");
        }
    }

    private static void checkSignature(X509Certificate certificate) throws CertificateException {
        String algorithm = digestedBy(certificate).toUpperCase(Locale.ROOT);
        if (BROKEN_DIGESTS.stream().anyMatch(algorithm::startsWith)) {
            throw new UntrustedPeerException("the certificate of " + Subjects.of(certificate) + " is signed with "
                    + certificate.getSigAlgName() + ", which can be forged: the server needs a new one");
        }
    }

    /** Gives an algorithm's name that begins with its digest; RSASSA-PSS (RFC 4055) keeps it in the parameters, SHA-1 if there are none. */
    private static String digestedBy(X509Certificate certificate) throws CertificateException {
        byte[] parameters = certificate.getSigAlgParams();
        if (!certificate.getSigAlgName().toUpperCase(Locale.ROOT).contains("PSS")) {
            return certificate.getSigAlgName();
        }
        if (parameters == null) {
            return "SHA-1";
        }
        try {
            AlgorithmParameters read = AlgorithmParameters.getInstance("RSASSA-PSS");
            read.init(parameters);
            return read.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
        } catch (GeneralSecurityException | IOException e) {
            throw new CertificateException("the signature of the certificate has parameters that can't be read", e);
        }
    }
}
