package org.postrider.smtp.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Reads certificates from where people keep them. Stateless. */
public final class Certificates {
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";

    private Certificates() {}

    /**
     * Reads the certificates of a file, or of every file of a folder that has some.
     *
     * @param source a file in PEM or DER, or a folder of files in PEM, such as {@code /etc/ssl/certs}
     * @return at least one certificate
     * @throws IOException if it can't be read or holds none
     */
    public static Set<X509Certificate> ofPath(Path source) throws IOException {
        Set<X509Certificate> found = new LinkedHashSet<>();
        for (Path file : files(source)) {
            byte[] content = Files.readAllBytes(file);
            if (file.equals(source) || new String(content, StandardCharsets.ISO_8859_1).contains(BEGIN)) {
                found.addAll(parse(content, file));
            }
        }
        if (found.isEmpty()) {
            throw new IOException(source + " holds no certificate; it should have PEM blocks of type CERTIFICATE");
        }
        return found;
    }

    private static List<Path> files(Path source) throws IOException {
        if (!Files.isDirectory(source)) {
            return List.of(source);
        }
        try (Stream<Path> entries = Files.list(source)) {
            return entries.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /**
     * Reads certificates in their order.
     *
     * @param content PEM, with any text around the blocks, or DER
     * @param file names the file in the message of a failure
     * @return the certificates; empty if there is none
     * @throws IOException if one is malformed
     */
    static List<X509Certificate> parse(byte[] content, Path file) throws IOException {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        List<X509Certificate> found = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (byte[] der : text.contains(BEGIN) ? blocks(text) : List.of(content)) {
                for (Certificate certificate : factory.generateCertificates(new ByteArrayInputStream(der))) {
                    found.add((X509Certificate) certificate);
                }
            }
        } catch (CertificateException | IllegalArgumentException e) {
            throw new IOException(file + " can't be read as certificates: " + e.getMessage(), e);
        }
        return found;
    }

    /** The factory reads PEM too, but gives up at a key between the certificates. */
    private static List<byte[]> blocks(String pem) {
        List<byte[]> blocks = new ArrayList<>();
        for (int at = pem.indexOf(BEGIN); at >= 0; at = pem.indexOf(BEGIN, at + 1)) {
            int end = pem.indexOf("-----END CERTIFICATE-----", at);
            if (end < 0) {
                throw new IllegalArgumentException("a block of type CERTIFICATE doesn't end");
            }
            blocks.add(Base64.getMimeDecoder().decode(pem.substring(at + BEGIN.length(), end)));
        }
        return blocks;
    }

    /**
     * Copies the authorities that a key store trusts; its private keys stay where they are.
     *
     * @param store a loaded store
     * @return at least one certificate
     * @throws KeyStoreException if it can't be read
     * @throws IllegalArgumentException if it trusts nobody
     */
    public static Set<X509Certificate> ofStore(KeyStore store) throws KeyStoreException {
        Set<X509Certificate> found = new LinkedHashSet<>();
        for (String alias : Collections.list(store.aliases())) {
            if (store.isCertificateEntry(alias) && store.getCertificate(alias) instanceof X509Certificate root) {
                found.add(root);
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "the key store trusts nobody: import the certificate of an authority into it");
        }
        return found;
    }
}
