package org.postrider.smtp.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** What the script {@code chains/make.sh} among the resources has made: servers' certificates, and authorities that no server should have. */
public final class Chains {
    private static final String FOLDER = "/org/postrider/smtp/chains/";

    private Chains() {}

    /** Gives a file as it is. */
    public static byte[] bytes(String file) {
        try (InputStream in = Chains.class.getResourceAsStream(FOLDER + file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Gives a file in PEM as text. */
    public static String text(String file) {
        return new String(bytes(file), StandardCharsets.US_ASCII);
    }

    /** Gives the certificate of a file, which goes without its extension. */
    public static X509Certificate certificate(String name) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(bytes(name + ".pem")));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Makes a server that shows certificates in just this order. */
    public static SSLContext server(String... names) {
        try {
            String key = text("leaf.key").replaceAll("-----[^-]+-----|\\s", "");
            PrivateKey secret = KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(key)));
            KeyStore store = KeyStore.getInstance("JKS"); // Which takes any order.
            store.load(null, null);
            store.setKeyEntry("server", secret, new char[0], certificates(names));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Makes a client's context that trusts a root by the JDK's rules. */
    public static SSLContext client(String root) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("root", certificate(root));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Certificate[] certificates(String... names) {
        return Arrays.stream(names).map(Chains::certificate).toArray(Certificate[]::new);
    }
}
