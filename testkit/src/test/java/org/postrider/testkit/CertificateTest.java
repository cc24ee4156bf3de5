package org.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that other programs can read. */
class CertificateTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.shared();

    @Test
    void issuedCertificateIsSignedAndNamed() throws Exception {
        HeldCertificate held = AUTHORITY.issue("localhost", "*.server.test", "127.0.0.1", "::1");
        X509Certificate certificate = held.getCertificate();
        certificate.verify(AUTHORITY.getCertificate().getPublicKey());
        certificate.checkValidity();
        assertThat(certificate.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(
                        List.of(2, "localhost"),
                        List.of(2, "*.server.test"),
                        List.of(7, "127.0.0.1"),
                        List.of(7, "0:0:0:0:0:0:0:1"));
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=localhost");
        assertThat(certificate.getSerialNumber()).isPositive();
        assertThat(held.toString()).contains("CN=localhost").doesNotContain("PRIVATE");
    }

    @Test
    void authorityIsARootOfItsOwn() throws Exception {
        X509Certificate root = AUTHORITY.getCertificate();
        root.verify(root.getPublicKey());
        assertThat(root.getBasicConstraints()).isEqualTo(Integer.MAX_VALUE);
        assertThat(CertificateAuthority.shared()).isSameAs(AUTHORITY);
        assertThat(CertificateAuthority.create("Other").getCertificate()).isNotEqualTo(root);
    }

    @Test
    void selfSignedCertificateVouchesForItself() throws Exception {
        X509Certificate certificate = HeldCertificate.selfSigned("localhost").getCertificate();
        certificate.verify(certificate.getPublicKey());
        assertThat(certificate.getIssuerX500Principal()).isEqualTo(certificate.getSubjectX500Principal());
    }

    @Test
    void validityNamesAndSubjectAreFree() {
        X509Certificate expired = HeldCertificate.builder().expired().build().getCertificate();
        assertThatThrownBy(expired::checkValidity).isInstanceOf(CertificateExpiredException.class);
        Instant from = Instant.parse("2049-12-31T23:59:59Z");
        Instant until = Instant.parse("2050-01-01T00:00:00Z");
        X509Certificate later = HeldCertificate.builder()
                .commonName("Jürgen's server")
                .validity(from, until)
                .build()
                .getCertificate();
        assertThat(later.getNotBefore().toInstant()).isEqualTo(from);
        assertThat(later.getNotAfter().toInstant()).isEqualTo(until);
        assertThat(later.getSubjectX500Principal().getName()).isEqualTo("CN=Jürgen's server");
        assertThatThrownBy(() -> AUTHORITY.issue("1.2.3.400")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void longestNamesStillMakeACertificate() throws Exception {
        String[] names = new String[500];
        for (int i = 0; i < names.length; i++) {
            names[i] = "a-rather-long-host-name-for-a-test-of-lengths-" + i + ".with.several.labels.server.test";
        }
        X509Certificate certificate = AUTHORITY.issue(names).getCertificate();
        assertThat(certificate.getSubjectAlternativeNames()).hasSize(500);
    }

    @Test
    void pemIsReadBack(@TempDir Path folder) throws Exception {
        HeldCertificate held = AUTHORITY.issue("localhost");
        var factory = CertificateFactory.getInstance("X.509");
        byte[] pem = held.toPem().getBytes(StandardCharsets.US_ASCII);
        assertThat(factory.generateCertificate(new ByteArrayInputStream(pem))).isEqualTo(held.getCertificate());
        Path file = AUTHORITY.writePem(folder.resolve("ca.pem"));
        assertThat(factory.generateCertificate(Files.newInputStream(file))).isEqualTo(AUTHORITY.getCertificate());
        assertThatThrownBy(() -> AUTHORITY.writePem(folder.resolve("none/ca.pem")))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void keyInPemBelongsToTheCertificate() throws Exception {
        HeldCertificate held = AUTHORITY.issue("localhost");
        String base64 = held.privateKeyToPem()
                .replace("-----BEGIN PRIVATE KEY-----", "")
                .replace("-----END PRIVATE KEY-----", "");
        var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(KeyFactory.getInstance("EC").generatePrivate(spec));
        signature.update((byte) 1);
        byte[] signed = signature.sign();
        signature.initVerify(held.getCertificate());
        signature.update((byte) 1);
        assertThat(signature.verify(signed)).isTrue();
    }
}
