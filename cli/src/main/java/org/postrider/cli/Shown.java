package org.postrider.cli;

import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * A certificate as it is shown.
 *
 * @param certificate the certificate, believed or not
 */
record Shown(X509Certificate certificate) {
    private static final int DNS_NAME = 2; // The numbers of RFC 5280, section 4.2.1.6.
    private static final int IP_ADDRESS = 7;

    String subject() {
        return certificate.getSubjectX500Principal().getName();
    }

    String issuer() {
        return certificate.getIssuerX500Principal().getName();
    }

    Instant notBefore() {
        return certificate.getNotBefore().toInstant();
    }

    Instant notAfter() {
        return certificate.getNotAfter().toInstant();
    }

    /** Gives the whole days until it expires; negative when it has. */
    long daysLeft(Instant now) {
        return Math.floorDiv(
                Duration.between(now, notAfter()).toSeconds(),
                Duration.ofDays(1).toSeconds());
    }

    /** Gives the hosts that it is for; none if they can't be read. */
    List<String> names() {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(Shown::isHost)
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException expected) {
            return List.of();
        }
    }

    private static boolean isHost(List<?> name) {
        return name.get(0) instanceof Integer kind && (kind == DNS_NAME || kind == IP_ADDRESS);
    }

    /** Gives kind and size of the key, such as {@code RSA 2048}. */
    String key() {
        PublicKey key = certificate.getPublicKey();
        if (key instanceof RSAKey rsa) {
            return "RSA " + rsa.getModulus().bitLength();
        }
        return key instanceof ECKey curve
                ? "EC " + curve.getParams().getCurve().getField().getFieldSize()
                : key.getAlgorithm();
    }

    String signature() {
        return certificate.getSigAlgName();
    }
}
