package org.postrider.smtp.internal.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a public key, as RFC 7469, section 2.4, has it: over the SubjectPublicKeyInfo, so that it outlives the certificate.
 *
 * @param digest 32 octets in base64
 */
public record KeyPin(String digest) {
    private static final String PREFIX = "sha256/";
    private static final int OCTETS = 32;

    /**
     * Reads a pin.
     *
     * @param text base64 with or without {@code sha256/} before it, or hexadecimal with or without colons
     * @return the pin
     * @throws IllegalArgumentException if it is neither
     */
    public static KeyPin parse(String text) {
        String bare = text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text;
        String hex = bare.replace(":", "");
        try {
            byte[] octets = hex.length() == 2 * OCTETS
                    ? HexFormat.of().parseHex(hex)
                    : Base64.getDecoder().decode(bare);
            if (octets.length == OCTETS) {
                return new KeyPin(Base64.getEncoder().encodeToString(octets));
            }
        } catch (IllegalArgumentException expected) {
            throw malformed(expected);
        }
        throw malformed(null);
    }

    private static IllegalArgumentException malformed(@Nullable IllegalArgumentException cause) {
        return new IllegalArgumentException(
                "a pin is the SHA-256 of a public key: give sha256/ and 44 characters of base64, or 64 hexadecimal digits",
                cause);
    }

    static KeyPin of(X509Certificate certificate) {
        try {
            byte[] key = certificate.getPublicKey().getEncoded();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            return new KeyPin(Base64.getEncoder().encodeToString(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return PREFIX + digest;
    }
}
