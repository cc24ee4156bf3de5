package org.postrider.testkit.internal;

import java.lang.reflect.InvocationTargetException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What a login can be bound to: the server's certificate (RFC 5929), or keys of the TLS session (RFC 9266). */
record Bindings(X509Certificate certificate, @Nullable SSLSession session) {
    Optional<byte[]> get(String type) {
        if (session == null) {
            return Optional.empty();
        }
        return switch (type) {
            case "tls-server-end-point" -> Optional.of(endPoint());
            case "tls-exporter" -> exported(session);
            default -> Optional.empty();
        };
    }

    /** All certificates of the test kit, and those that JDK tools make, are signed with SHA-256 or SHA-384 or SHA-512. */
    private byte[] endPoint() {
        String signature = certificate.getSigAlgName();
        String hash =
                signature.startsWith("SHA384") ? "SHA-384" : signature.startsWith("SHA512") ? "SHA-512" : "SHA-256";
        try {
            return MessageDigest.getInstance(hash).digest(certificate.getEncoded());
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("the certificate can't be hashed", e);
        }
    }

    /** Java 25 and later can. */
    private static Optional<byte[]> exported(SSLSession session) {
        try {
            Object octets = ExtendedSSLSession.class
                    .getMethod("exportKeyingMaterialData", String.class, byte[].class, int.class)
                    .invoke(session, "EXPORTER-Channel-Binding", new byte[0], 32);
            return Optional.of((byte[]) octets);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException notHere) {
            return Optional.empty();
        }
    }
}
