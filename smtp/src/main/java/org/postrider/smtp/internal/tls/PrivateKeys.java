package org.postrider.smtp.internal.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Reads private keys in PEM: PKCS #8 plain or encrypted (RFC 5958), and the PKCS #1 of old RSA files. Stateless. */
final class PrivateKeys {
    private static final String PKCS8 = "PRIVATE KEY";
    private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
    private static final String PKCS1 = "RSA PRIVATE KEY";

    /** The version, and the algorithm rsaEncryption, that PKCS #8 puts before what PKCS #1 has alone. */
    private static final byte[] RSA_HEADER = {2, 1, 0, 0x30, 13, 6, 9, 0x2A, -122, 72, -122, -9, 0x0D, 1, 1, 1, 5, 0};

    /** What a certificate's key may be of. */
    private static final List<String> ALGORITHMS = List.of("RSA", "RSASSA-PSS", "EC", "EdDSA", "DSA");

    private static final String CONVERT = "convert it by openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out NEW";

    private PrivateKeys() {}

    /**
     * Reads the first key of a file.
     *
     * @param file the file
     * @param algorithm that the key should be of, such as {@code RSA}; one of another is given all the same
     * @param password of an encrypted key, or null
     * @throws IOException if there is none, it is malformed, or the password is wrong
     */
    static PrivateKey read(Path file, String algorithm, char @Nullable [] password) throws IOException {
        String pem = Files.readString(file, StandardCharsets.ISO_8859_1);
        try {
            byte[] key = pkcs8(pem, file, password);
            try {
                return generate(new PKCS8EncodedKeySpec(key), algorithm);
            } finally {
                Arrays.fill(key, (byte) 0);
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + " can't be read as a private key of type " + algorithm, e);
        }
    }

    /** A key of another algorithm than its certificate is a good key, and the pair is the mistake. */
    private static PrivateKey generate(PKCS8EncodedKeySpec key, String algorithm) throws GeneralSecurityException {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(key);
        } catch (GeneralSecurityException e) {
            for (String other : ALGORITHMS) {
                try {
                    return KeyFactory.getInstance(other).generatePrivate(key);
                } catch (GeneralSecurityException nor) {
                    e.addSuppressed(nor);
                }
            }
            throw e;
        }
    }

    private static byte[] pkcs8(String pem, Path file, char @Nullable [] password)
            throws IOException, GeneralSecurityException {
        byte[] plain = block(pem, PKCS8);
        byte[] encrypted = plain == null ? block(pem, ENCRYPTED) : null;
        byte[] rsa = plain == null && encrypted == null ? block(pem, PKCS1) : null;
        if (plain != null) {
            return plain;
        }
        if (encrypted != null) {
            return decrypt(encrypted, file, password);
        }
        if (rsa == null || pem.contains("Proc-Type:")) {
            throw new IOException(file + " holds no private key in PKCS #8: convert it by openssl pkcs8 -topk8");
        }
        return der(0x30, RSA_HEADER, der(4, rsa));
    }

    private static byte @Nullable [] block(String pem, String label) {
        String begin = "-----BEGIN " + label + "-----";
        int start = pem.indexOf(begin);
        int end = pem.indexOf("-----END " + label + "-----", Math.max(start, 0));
        return start < 0 || end < 0 ? null : Base64.getMimeDecoder().decode(pem.substring(start + begin.length(), end));
    }

    private static byte[] decrypt(byte[] encrypted, Path file, char @Nullable [] password) throws IOException {
        if (password == null) {
            throw new IOException(file + " is encrypted: give its password");
        }
        EncryptedPrivateKeyInfo info = encrypted(encrypted, file);
        PBEKeySpec spec = new PBEKeySpec(password);
        try {
            AlgorithmParameters parameters = info.getAlgParameters();
            String scheme = info.getAlgName();
            // PBES2 names its algorithms in the parameters, and the JDK's say them as a Cipher wants to hear them.
            boolean isPbes2 = scheme.equals("PBES2") || scheme.equals("1.2.840.113549.1.5.13");
            String algorithm = isPbes2 ? String.valueOf(parameters) : scheme;
            SecretKey key = SecretKeyFactory.getInstance(algorithm).generateSecret(spec);
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, key, parameters);
            return info.getKeySpec(cipher).getEncoded();
        } catch (NoSuchAlgorithmException | NoSuchPaddingException e) {
            throw unknown(file, e);
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " can't be decrypted: " + mend(e, CONVERT), e);
        } finally {
            spec.clearPassword();
        }
    }

    /** What OpenSSL can encrypt with, scrypt for one, is more than what the JDK knows. */
    private static EncryptedPrivateKeyInfo encrypted(byte[] content, Path file) throws IOException {
        try {
            return new EncryptedPrivateKeyInfo(content);
        } catch (IOException e) {
            throw unknown(file, e);
        }
    }

    private static IOException unknown(Path file, Exception e) {
        return new IOException(
                file + " is encrypted in a way that Java doesn't know (" + e.getMessage() + "): " + CONVERT, e);
    }

    /** Says what to do about a password that didn't do, or that older versions of Java don't take: they tell so in a text only. */
    static String mend(Throwable failure, String anew) {
        boolean ascii = Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .noneMatch(cause -> String.valueOf(cause.getMessage()).contains("not ASCII"));
        return ascii
                ? "check its password"
                : "this version of Java takes nothing but ASCII in its password: to give it another one, " + anew;
    }

    private static byte[] der(int tag, byte[]... contents) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] content : contents) {
            body.writeBytes(content);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        out.write(0x82); // Two octets of length: an RSA key of 1,024 bits or more has between 600 and 65,535 octets.
        out.write(body.size() >> 8);
        out.write(body.size());
        out.writeBytes(body.toByteArray());
        return out.toByteArray();
    }
}
