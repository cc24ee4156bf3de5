package org.postrider.smtp.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads identities from where people keep them. Stateless; a password is neither kept nor wiped here. */
public final class Identities {
    private static final String REMAKE =
            "make it anew by openssl pkcs12 -in FILE -nodes | openssl pkcs12 -export -out NEW";

    private Identities() {}

    /**
     * Reads an entry of a key store.
     *
     * @param store a loaded store
     * @param alias the entry's name
     * @param password of the key, or null if it has none
     * @return the identity
     * @throws IllegalArgumentException if there is no such key, or it has no certificate
     * @throws GeneralSecurityException if the store can't give it out, for example because the password is wrong
     */
    public static Identity ofStore(KeyStore store, String alias, char @Nullable [] password)
            throws GeneralSecurityException {
        Key key = store.getKey(alias, password);
        Certificate[] chain = store.getCertificateChain(alias);
        if (!(key instanceof PrivateKey secret)) {
            throw new IllegalArgumentException("the key store has no private key named \"" + alias + "\": it has "
                    + Collections.list(store.aliases()));
        }
        if (chain == null) {
            throw new IllegalArgumentException("the private key named \"" + alias
                    + "\" has no certificate in the key store: import it together with the key");
        }
        List<X509Certificate> certificates = new ArrayList<>();
        for (Certificate certificate : chain) {
            certificates.add((X509Certificate) certificate);
        }
        return new Identity(secret, certificates);
    }

    /**
     * Reads the only key of a PKCS #12 file.
     *
     * @param file the file, often named {@code .p12} or {@code .pfx}
     * @param password of the file; empty if it has none
     * @return the identity
     * @throws IOException if it can't be read, the password is wrong, or it doesn't hold exactly one key with its certificate
     */
    public static Identity ofPkcs12(Path file, char[] password) throws IOException {
        KeyStore store = load(file, password);
        try {
            return ofStore(store, onlyKey(store, file), password);
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds a key that can't be read: " + PrivateKeys.mend(e, REMAKE), e);
        }
    }

    private static KeyStore load(Path file, char[] password) throws IOException {
        byte[] content = Files.readAllBytes(file);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(content), password);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            if (new String(content, StandardCharsets.ISO_8859_1).contains("-----BEGIN ")) {
                throw new IOException(
                        file + " is PEM, not PKCS #12: read it by ClientCertificate.ofPem, or convert it by"
                                + " openssl pkcs12 -export",
                        e);
            }
            if (e.getCause() instanceof UnrecoverableKeyException) { // So load tells a wrong password.
                throw new IOException(file + " can't be decrypted: " + PrivateKeys.mend(e, REMAKE), e);
            }
            throw new IOException(file + " can't be read as PKCS #12 (" + e.getMessage() + "): if it is, " + REMAKE, e);
        }
    }

    private static String onlyKey(KeyStore store, Path file) throws IOException, KeyStoreException {
        List<String> keys = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                keys.add(alias);
            }
        }
        if (keys.size() != 1) {
            throw new IOException(file + " holds " + keys.size()
                    + " private keys, not one: load it as a KeyStore and name the entry");
        }
        if (store.getCertificateChain(keys.get(0)) == null) {
            throw new IOException(file + " holds a private key without its certificate: put both into it by"
                    + " openssl pkcs12 -export -inkey KEY -in CERTIFICATE");
        }
        return keys.get(0);
    }

    /**
     * Reads a pair of files in PEM.
     *
     * @param certificates the certificate of the key first, then those of its issuers
     * @param key the private key; may be the same file
     * @param password of an encrypted key, or null
     * @return the identity
     * @throws IOException if one can't be read or the password is wrong
     */
    public static Identity ofPem(Path certificates, Path key, char @Nullable [] password) throws IOException {
        List<X509Certificate> chain = Certificates.parse(Files.readAllBytes(certificates), certificates);
        if (chain.isEmpty()) {
            throw new IOException(
                    certificates + " holds no certificate; it should have PEM blocks of type CERTIFICATE");
        }
        String algorithm = chain.get(0).getPublicKey().getAlgorithm();
        return new Identity(PrivateKeys.read(key, algorithm, password), chain);
    }
}
