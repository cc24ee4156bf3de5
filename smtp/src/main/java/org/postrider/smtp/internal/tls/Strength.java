package org.postrider.smtp.internal.tls;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Locale;

/** Refuses certificates that can be forged today: RSA keys under 2,048 bits, signatures over SHA-1, MD5 or older. Stateless. */
final class Strength {
    private static final int SHORTEST_RSA_KEY = 2048;
    private static final List<String> BROKEN_DIGESTS = List.of("SHA1", "SHA-1", "MD5", "MD2", "MD4");

    private Strength() {}

    /**
     * Fails if a certificate on the way from the server's to the root is too weak. What the server sent beyond that way proves nothing,
     * so it isn't looked at; neither is a root's signature of itself.
     */
    static void check(List<X509Certificate> chain) throws CertificateException {
        for (int i = 0; i < chain.size(); i++) {
            X509Certificate certificate = chain.get(i);
            checkKey(certificate);
            if (isSelfSigned(certificate)) {
                return;
            }
            checkSignature(certificate);
            boolean linked = i + 1 < chain.size()
                    && chain.get(i + 1).getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
            if (!linked) {
                return;
            }
        }
    }

    private static void checkKey(X509Certificate certificate) throws CertificateException {
        if (certificate.getPublicKey() instanceof RSAKey key && key.getModulus().bitLength() < SHORTEST_RSA_KEY) {
            throw new UntrustedPeerException("the RSA key of the certificate of " + Subjects.of(certificate) + " has "
                    + key.getModulus().bitLength() + " bits, at least 2048 are needed: the server needs a new one");
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

    private static boolean isSelfSigned(X509Certificate certificate) {
        if (!certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            return false;
        }
        try {
            certificate.verify(certificate.getPublicKey());
            return true;
        } catch (GeneralSecurityException expected) {
            return false; // Issued to a new key by an old one of the same name.
        }
    }
}
