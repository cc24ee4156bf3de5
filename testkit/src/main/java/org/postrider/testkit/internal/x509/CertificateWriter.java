package org.postrider.testkit.internal.x509;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Writes and signs X.509 certificates (RFC 5280) with EC keys on P-256. Stateless and thread safe. */
public final class CertificateWriter {
    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid(1, 2, 840, 10045, 4, 3, 2));
    private static final byte[] COMMON_NAME = Der.oid(2, 5, 4, 3);
    private static final byte[] VERSION_3 = Der.tagged(0, Der.integer(BigInteger.TWO));
    private static final byte[] KEY_CERT_SIGN_AND_CRL_SIGN = Der.bitString(1, Der.bytes(0x06));
    private static final byte[] DIGITAL_SIGNATURE = Der.bitString(7, Der.bytes(0x80));
    private static final byte[] SERVER_AND_CLIENT =
            Der.sequence(Der.oid(1, 3, 6, 1, 5, 5, 7, 3, 1), Der.oid(1, 3, 6, 1, 5, 5, 7, 3, 2));

    private CertificateWriter() {}

    /**
     * What a certificate says.
     *
     * @param commonName the subject's common name
     * @param issuerName the issuer's common name
     * @param names DNS names and IP addresses for subjectAltName; may be empty
     * @param from the start of validity
     * @param until the end of validity
     * @param isAuthority whether it may sign others
     */
    public record Statement(
            String commonName,
            String issuerName,
            List<String> names,
            Instant from,
            Instant until,
            boolean isAuthority) {}

    /**
     * Generates a key pair.
     *
     * @return an EC key pair on P-256
     */
    public static KeyPair generateKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime lacks EC keys on P-256; use a full JDK", e);
        }
    }

    /**
     * Writes a certificate.
     *
     * @param statement what it says
     * @param subject the subject's public key
     * @param issuer the issuer's key pair
     * @return the signed certificate
     */
    public static X509Certificate write(Statement statement, PublicKey subject, KeyPair issuer) {
        try {
            byte[] content = content(statement, subject, issuer.getPublic());
            byte[] signature = Der.bitString(0, sign(content, issuer.getPrivate()));
            byte[] certificate = Der.sequence(content, ECDSA_WITH_SHA256, signature);
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime can't sign with ECDSA; use a full JDK", e);
        }
    }

    private static byte[] sign(byte[] content, PrivateKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(content);
        return signature.sign();
    }

    /** The TBSCertificate (RFC 5280, section 4.1). */
    private static byte[] content(Statement statement, PublicKey subject, PublicKey issuer)
            throws GeneralSecurityException {
        return Der.sequence(
                VERSION_3,
                Der.integer(new BigInteger(120, new SecureRandom()).setBit(120)),
                ECDSA_WITH_SHA256,
                name(statement.issuerName()),
                Der.sequence(Der.time(statement.from()), Der.time(statement.until())),
                name(statement.commonName()),
                subject.getEncoded(),
                Der.tagged(3, Der.sequence(extensions(statement, subject, issuer))));
    }

    private static byte[] name(String commonName) {
        return Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.utf8(commonName))));
    }

    private static byte[][] extensions(Statement statement, PublicKey subject, PublicKey issuer)
            throws GeneralSecurityException {
        List<byte[]> extensions = new ArrayList<>();
        boolean isAuthority = statement.isAuthority();
        extensions.add(extension(14, false, Der.octetString(keyId(subject))));
        extensions.add(extension(35, false, Der.sequence(Der.value(0x80, keyId(issuer)))));
        extensions.add(extension(19, true, isAuthority ? Der.sequence(Der.bool(true)) : Der.sequence()));
        extensions.add(extension(15, true, isAuthority ? KEY_CERT_SIGN_AND_CRL_SIGN : DIGITAL_SIGNATURE));
        if (!isAuthority) {
            extensions.add(extension(37, false, SERVER_AND_CLIENT));
        }
        if (!statement.names().isEmpty()) {
            extensions.add(extension(17, false, Der.sequence(alternativeNames(statement.names()))));
        }
        return extensions.toArray(new byte[0][]);
    }

    /** An extension of the arc 2.5.29 (RFC 5280, section 4.2.1). */
    private static byte[] extension(int number, boolean isCritical, byte[] content) {
        byte[] id = Der.oid(2, 5, 29, number);
        return isCritical
                ? Der.sequence(id, Der.bool(true), Der.octetString(content))
                : Der.sequence(id, Der.octetString(content));
    }

    private static byte[][] alternativeNames(List<String> names) {
        return names.stream().map(CertificateWriter::alternativeName).toArray(byte[][]::new);
    }

    private static byte[] alternativeName(String name) {
        return isAddress(name)
                ? Der.value(0x87, address(name))
                : Der.value(0x82, name.getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean isAddress(String name) {
        return name.indexOf(':') >= 0 || name.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    private static byte[] address(String literal) {
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("Not an IP address, nor a host name: " + literal, e);
        }
    }

    /** RFC 5280, section 4.2.1.2, method 1 over the whole key info, which any reader takes as it comes. */
    private static byte[] keyId(PublicKey key) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-1").digest(key.getEncoded());
    }
}
