package org.postrider.smtp;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.internal.tls.Identities;
import org.postrider.smtp.internal.tls.Identity;

/**
 * A certificate that a client shows to a server that asks for one, with its private key.
 *
 * <pre>{@code
 * ClientCertificate card = ClientCertificate.ofPkcs12(Path.of("ann.p12"), password);
 * }</pre>
 *
 * <p>Immutable and thread safe. That key and certificate belong together is checked when it is made. The key can't be read back, and
 * isn't serialized. One trap: read a PEM file anew after the certificate was renewed; this object keeps the old one.
 */
public final class ClientCertificate {
    private final Identity identity;

    private ClientCertificate(Identity identity) {
        this.identity = identity;
    }

    /**
     * Takes a key and its certificates as they are, for example those of a smart card.
     *
     * @param key the private key
     * @param chain the certificate of the key first, then those of its issuers, without the root
     * @return the certificate
     * @throws IllegalArgumentException if there is no certificate, or the first one is of another key
     */
    public static ClientCertificate of(PrivateKey key, List<X509Certificate> chain) {
        return new ClientCertificate(new Identity(Objects.requireNonNull(key, "key"), chain));
    }

    /**
     * Takes an entry of a key store.
     *
     * @param store a loaded store
     * @param alias the entry's name
     * @param password of the key, or null if it has none; not kept
     * @return the certificate
     * @throws IllegalArgumentException if the store has no such key, or not with its certificate
     * @throws GeneralSecurityException if the store can't give it out, for example because the password is wrong
     */
    public static ClientCertificate ofKeyStore(KeyStore store, String alias, char @Nullable [] password)
            throws GeneralSecurityException {
        return new ClientCertificate(Identities.ofStore(store, alias, password));
    }

    /**
     * Reads a PKCS #12 file (RFC 7292), often named {@code .p12} or {@code .pfx}.
     *
     * @param file a file with exactly one private key
     * @param password of the file, in ASCII, for Java 17 takes no other; empty if it has none; not kept
     * @return the certificate
     * @throws IOException if it can't be read, the password is wrong, or it doesn't hold exactly one key with its certificate
     * @throws IllegalArgumentException if the certificate is of another key
     */
    public static ClientCertificate ofPkcs12(Path file, char[] password) throws IOException {
        Objects.requireNonNull(password, "password");
        return new ClientCertificate(Identities.ofPkcs12(file, password));
    }

    /**
     * Reads a pair of PEM files (RFC 7468) whose key isn't encrypted.
     *
     * @param certificates the certificate of the key first, then those of its issuers
     * @param key the private key in PKCS #8 ({@code BEGIN PRIVATE KEY}) or PKCS #1 ({@code BEGIN RSA PRIVATE KEY}); may be the same file
     * @return the certificate
     * @throws IOException if one can't be read
     * @throws IllegalArgumentException if the certificate is of another key
     */
    public static ClientCertificate ofPem(Path certificates, Path key) throws IOException {
        return ofPem(certificates, key, null);
    }

    /**
     * Reads a pair of PEM files (RFC 7468) whose key may be encrypted.
     *
     * @param certificates the certificate of the key first, then those of its issuers
     * @param key the private key in PKCS #8, encrypted ({@code BEGIN ENCRYPTED PRIVATE KEY}) or not; may be the same file
     * @param password of the key, in ASCII, for Java 17 takes no other; null if it isn't encrypted; not kept
     * @return the certificate
     * @throws IOException if one can't be read, or the password is wrong
     * @throws IllegalArgumentException if the certificate is of another key
     */
    public static ClientCertificate ofPem(Path certificates, Path key, char @Nullable [] password) throws IOException {
        return new ClientCertificate(Identities.ofPem(certificates, key, password));
    }

    /**
     * Gives the certificates that are shown.
     *
     * @return the certificate of the key first, then those of its issuers
     */
    public List<X509Certificate> chain() {
        return identity.chain();
    }

    Identity identity() {
        return identity;
    }

    /** Certificates are equal when their chains are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ClientCertificate o && identity.equals(o.identity);
    }

    @Override
    public int hashCode() {
        return identity.hashCode();
    }

    /** Names the subject; never shows the key. */
    @Override
    public String toString() {
        return identity.toString();
    }
}
