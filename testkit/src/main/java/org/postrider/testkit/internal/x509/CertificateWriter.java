package org.postrider.testkit.internal.x509;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes and signs X.509 certificates (RFC 5280), weak ones too if that is asked for. Stateless and thread safe. */
public final class CertificateWriter {
    /** The algorithms by the names that {@link Signature} knows them by (RFC 3279, RFC 4055, RFC 5758). */
    private static final Map<String, byte[]> ALGORITHMS = Map.of(
            "SHA256withECDSA", Der.sequence(Der.oid(1, 2, 840, 10045, 4, 3, 2)),
            "SHA1withECDSA", Der.sequence(Der.oid(1, 2, 840, 10045, 4, 1)),
            "SHA256withRSA", Der.sequence(Der.oid(1, 2, 840, 113549, 1, 1, 11), Der.nothing()),
            "SHA1withRSA", Der.sequence(Der.oid(1, 2, 840, 113549, 1, 1, 5), Der.nothing()),
            "MD5withRSA", Der.sequence(Der.oid(1, 2, 840, 113549, 1, 1, 4), Der.nothing()));

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
     * @param digest of the signature, such as {@code SHA256}
     * @param revocationList where the issuer's list of revoked certificates is, or null
     */
    public record Statement(
            String commonName,
            String issuerName,
            List<String> names,
            Instant from,
            Instant until,
            boolean isAuthority,
            String digest,
            @Nullable URI revocationList) {}

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
     * Generates a key pair.
     *
     * @param bits the length of the modulus
     * @return an RSA key pair
     */
    public static KeyPair generateRsaKeys(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime lacks RSA keys; use a full JDK", e);
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
            String algorithm = algorithm(statement.digest(), issuer);
            byte[] certificate = signed(content(statement, subject, issuer.getPublic(), algorithm), algorithm, issuer);
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime can't sign certificates; use a full JDK", e);
        }
    }

    /**
     * Writes a list of revoked certificates (RFC 5280, section 5), good for a day from now.
     *
     * @param issuerName the issuer's common name
     * @param revoked what was revoked
     * @param issuer the issuer's key pair
     * @return the signed list in DER
     */
    public static byte[] revocationList(String issuerName, List<X509Certificate> revoked, KeyPair issuer) {
        Instant now = Instant.now();
        byte[][] entries = revoked.stream()
                .map(c -> Der.sequence(Der.integer(c.getSerialNumber()), Der.time(now.minusSeconds(60))))
                .toArray(byte[][]::new);
        try {
            String algorithm = algorithm("SHA256", issuer);
            byte[] content = Der.sequence(
                    Der.integer(BigInteger.ONE),
                    identifier(algorithm),
                    name(issuerName),
                    Der.time(now.minusSeconds(60)),
                    Der.time(now.plus(Duration.ofDays(1))),
                    entries.length == 0 ? Der.bytes() : Der.sequence(entries),
                    Der.tagged(0, Der.sequence(extension(35, false, authorityKeyId(issuer.getPublic())))));
            return signed(content, algorithm, issuer);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime can't sign revocation lists; use a full JDK", e);
        }
    }

    private static String algorithm(String digest, KeyPair issuer) {
        return digest + "with" + (issuer.getPrivate().getAlgorithm().equals("RSA") ? "RSA" : "ECDSA");
    }

    private static byte[] identifier(String algorithm) {
        byte[] identifier = ALGORITHMS.get(algorithm);
        if (identifier == null) {
            throw new IllegalArgumentException(
                    "No certificate is signed with " + algorithm + ", one of " + ALGORITHMS.keySet() + " would do");
        }
        return identifier;
    }

    private static byte[] signed(byte[] content, String algorithm, KeyPair issuer) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(issuer.getPrivate());
        signature.update(content);
        return Der.sequence(content, identifier(algorithm), Der.bitString(0, signature.sign()));
    }

    /** The TBSCertificate (RFC 5280, section 4.1). */
    private static byte[] content(Statement statement, PublicKey subject, PublicKey issuer, String algorithm)
            throws GeneralSecurityException {
        return Der.sequence(
                VERSION_3,
                Der.integer(new BigInteger(120, new SecureRandom()).setBit(120)),
                identifier(algorithm),
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
        extensions.add(extension(35, false, authorityKeyId(issuer)));
        extensions.add(extension(19, true, isAuthority ? Der.sequence(Der.bool(true)) : Der.sequence()));
        extensions.add(extension(15, true, isAuthority ? KEY_CERT_SIGN_AND_CRL_SIGN : DIGITAL_SIGNATURE));
        if (!isAuthority) {
            extensions.add(extension(37, false, SERVER_AND_CLIENT));
        }
        if (!statement.names().isEmpty()) {
            extensions.add(extension(17, false, Der.sequence(alternativeNames(statement.names()))));
        }
        URI list = statement.revocationList();
        if (list != null) {
            extensions.add(extension(31, false, distributionPoint(list)));
        }
        return extensions.toArray(new byte[0][]);
    }

    /** RFC 5280, section 4.2.1.13: one point, whose full name is a URI. */
    private static byte[] distributionPoint(URI list) {
        byte[] uri = Der.value(0x86, list.toASCIIString().getBytes(StandardCharsets.US_ASCII));
        return Der.sequence(Der.sequence(Der.tagged(0, Der.tagged(0, uri))));
    }

    private static byte[] authorityKeyId(PublicKey issuer) throws GeneralSecurityException {
        return Der.sequence(Der.value(0x80, keyId(issuer)));
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
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        if (name.indexOf('@') >= 0) {
            return Der.value(0x81, text);
        }
        if (name.contains("://")) {
            return Der.value(0x86, text);
        }
        return isAddress(name) ? Der.value(0x87, address(name)) : Der.value(0x82, text);
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
