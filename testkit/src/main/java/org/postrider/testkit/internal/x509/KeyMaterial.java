package org.postrider.testkit.internal.x509;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.HeldCertificate;

/** Turns keys and certificates into what JSSE and other programs read: contexts and PEM. Stateless and thread safe. */
public final class KeyMaterial {
    private static final char[] NO_PASSWORD = {};

    private KeyMaterial() {}

    /**
     * Makes a TLS context.
     *
     * @param identity the certificate to show, or {@code null} for none
     * @param trusted the only root to trust
     * @return the context
     */
    public static SSLContext context(@Nullable HeldCertificate identity, X509Certificate trusted) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity == null ? null : keyManagers(identity), trustManagers(trusted), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("This Java runtime can't set up TLS with an EC key; use a full JDK", e);
        }
    }

    private static KeyManager[] keyManagers(HeldCertificate identity) throws GeneralSecurityException, IOException {
        X509Certificate[] chain = identity.getChain().toArray(new X509Certificate[0]);
        KeyStore store = emptyStore();
        store.setKeyEntry("identity", identity.getPrivateKey(), NO_PASSWORD, chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static TrustManager[] trustManagers(X509Certificate trusted) throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        store.setCertificateEntry("root", trusted);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    /**
     * Writes certificates in PEM (RFC 7468).
     *
     * @param certificates the certificates, in order
     * @return a block for each
     */
    public static String pem(List<X509Certificate> certificates) {
        StringBuilder pem = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            pem.append(block("CERTIFICATE", encoded(certificate)));
        }
        return pem.toString();
    }

    /**
     * Writes a key in PEM (RFC 7468, PKCS #8).
     *
     * @param key the key
     * @return one block, not encrypted
     */
    public static String pem(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("A certificate that was read before can't be written", e);
        }
    }

    private static String block(String label, byte[] content) {
        byte[] lineEnd = "\n".getBytes(StandardCharsets.US_ASCII);
        String base64 = Base64.getMimeEncoder(64, lineEnd).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
