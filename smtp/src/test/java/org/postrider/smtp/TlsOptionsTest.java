package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.HeldCertificate;
import org.postrider.testkit.SmtpTestServer;

/** Whom a connection trusts. */
class TlsOptionsTest {
    @TempDir
    Path folder;

    @Test
    void authorityOfAPemFileIsTrusted() throws IOException {
        Path pem = folder.resolve("ca.pem");
        String other = HeldCertificate.selfSigned("elsewhere.example").toPem();
        Files.writeString(
                pem, "some text first\n" + other + CertificateAuthority.shared().toPem());
        TlsOptions tls = TlsOptions.of(TlsMode.IMPLICIT).withTrustedCertificates(pem);
        assertTrusts(tls);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no certificate at all",
                "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\nMIIB"
            })
    void fileWithoutACertificateIsNoListOfThem(String text) throws IOException {
        Path pem = Files.writeString(folder.resolve("bad.pem"), text);
        assertThatIOException()
                .isThrownBy(() -> TlsOptions.of(TlsMode.STARTTLS).withTrustedCertificates(pem))
                .withMessageContaining("bad.pem");
    }

    @Test
    void keyIsNoCertificate() throws IOException {
        Path pem = Files.writeString(
                folder.resolve("key.pem"),
                HeldCertificate.selfSigned("localhost").privateKeyToPem());
        assertThatIOException()
                .isThrownBy(() -> TlsOptions.of(TlsMode.STARTTLS).withTrustedCertificates(pem))
                .withMessageContaining("key.pem");
    }

    @Test
    void folderOfFilesIsTrustedWhateverElseIsInIt() throws IOException {
        Files.writeString(
                folder.resolve("a.pem"), HeldCertificate.selfSigned("a.example").toPem());
        CertificateAuthority.shared().writePem(folder.resolve("0a1b2c3d.0"));
        Files.writeString(
                folder.resolve("key.pem"),
                HeldCertificate.selfSigned("b.example").privateKeyToPem());
        Files.writeString(folder.resolve("README"), "what this is");
        Files.createDirectory(folder.resolve("java"));
        assertTrusts(TlsOptions.of(TlsMode.IMPLICIT).withTrustedCertificates(folder));
    }

    @Test
    void folderWithoutACertificateIsNoListOfThem() {
        assertThatIOException()
                .isThrownBy(() -> TlsOptions.of(TlsMode.STARTTLS).withTrustedCertificates(folder))
                .withMessageContaining("holds no certificate");
    }

    @Test
    void keyStoreIsTrustedAsItWasWhenItWasGiven() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsOptions.of(TlsMode.STARTTLS).withTrustedCertificates(store))
                .withMessageContaining("trusts nobody");
        store.setCertificateEntry("ca", CertificateAuthority.shared().getCertificate());
        TlsOptions tls = TlsOptions.of(TlsMode.IMPLICIT).withTrustedCertificates(store);
        store.deleteEntry("ca");
        assertTrusts(tls);
    }

    @Test
    void pinnedKeyIsTrustedAndAnotherIsnt() throws Exception {
        try (SmtpTestServer server = SmtpTestServer.builder()
                .implicitTls()
                .certificate(HeldCertificate.selfSigned("localhost"))
                .start()) {
            TlsOptions wrong = TlsOptions.of(TlsMode.IMPLICIT).withPinnedKeys("00".repeat(32));
            String told = assertFails(server, wrong).getMessage();
            String pin = told.substring(told.indexOf("sha256/"), told.indexOf(", which isn't pinned"));
            TlsOptions right = wrong.withPinnedKeys("00".repeat(32), pin);
            try (SmtpSender sender =
                    new SmtpSender(SmtpSenderTest.plain(server).tls(right).build())) {
                assertThat(sender.send(SmtpSenderTest.TO_ONE, new TestContent()).outcome())
                        .isEqualTo(DeliveryOutcome.ACCEPTED);
            }
        }
    }

    /** The last one counts, so that none is widened by another unseen. */
    @Test
    void lastWordOnWhomToTrustCounts() throws Exception {
        Path ca = CertificateAuthority.shared().writePem(folder.resolve("ca.pem"));
        TlsOptions pinned =
                TlsOptions.of(TlsMode.IMPLICIT).withTrustedCertificates(ca).withPinnedKeys("00".repeat(32));
        try (SmtpTestServer server = SmtpTestServer.builder().implicitTls().start()) {
            assertFails(server, pinned);
            assertFails(
                    server,
                    pinned.withContext(CertificateAuthority.create("Somebody").sslContext()));
        }
        assertTrusts(pinned.withTrustedCertificates(ca));
    }

    @Test
    void platformTrustsNoTestAuthority() {
        try (SmtpTestServer server = SmtpTestServer.builder().implicitTls().start()) {
            assertThat(assertFails(server, TlsOptions.of(TlsMode.IMPLICIT)))
                    .hasMessageContaining(
                            "leads to CN=Postrider test authority, which isn't a CA that is trusted here");
        }
    }

    private static DeliveryException assertFails(SmtpTestServer server, TlsOptions tls) {
        try (SmtpSender sender =
                new SmtpSender(SmtpSenderTest.plain(server).tls(tls).build())) {
            DeliveryException failure = catchThrowableOfType(
                    DeliveryException.class, () -> sender.send(SmtpSenderTest.TO_ONE, new TestContent()));
            assertThat(failure.kind()).isEqualTo(FailureKind.TLS);
            return failure;
        }
    }

    private static void assertTrusts(TlsOptions tls) {
        try (SmtpTestServer server = SmtpTestServer.builder().implicitTls().start();
                SmtpSender sender =
                        new SmtpSender(SmtpSenderTest.plain(server).tls(tls).build())) {
            SendResult result = sender.send(SmtpSenderTest.TO_ONE, new TestContent());
            assertThat(result.connection().tls()).isPresent();
        }
    }

    @Test
    void missingFileIsNamed() {
        Path missing = folder.resolve("missing.pem");
        assertThatIOException()
                .isThrownBy(() -> TlsOptions.of(TlsMode.STARTTLS).withTrustedCertificates(missing))
                .isInstanceOf(NoSuchFileException.class)
                .withMessageContaining("missing.pem");
    }

    @Test
    void variationNeverWeakensTheOriginal() {
        TlsOptions strict = TlsOptions.of(TlsMode.STARTTLS);
        TlsOptions weak = strict.dangerouslyAcceptAnyHostName();
        TlsOptions trusting = strict.withContext(CertificateAuthority.shared().sslContext());
        assertThat(strict.isHostNameChecked()).isTrue();
        assertThat(strict)
                .isEqualTo(TlsOptions.of(TlsMode.STARTTLS))
                .isNotEqualTo(weak)
                .isNotEqualTo(trusting);
        assertThat(trusting.isHostNameChecked()).isTrue();
        assertThat(trusting)
                .isEqualTo(strict.withContext(trusting.context()))
                .hasSameHashCodeAs(strict.withContext(trusting.context()));
        assertThat(weak).hasToString("STARTTLS, host name not checked");
        assertThat(weak.withContext(trusting.context()).isHostNameChecked()).isFalse();
    }

    @Test
    @SuppressWarnings("NullAway") // What callers without a checker do.
    void nullIsNoModeOrContext() {
        assertThatNullPointerException().isThrownBy(() -> TlsOptions.of(null));
        assertThatNullPointerException()
                .isThrownBy(() -> TlsOptions.of(TlsMode.NONE).withContext(null));
        assertThatNullPointerException()
                .isThrownBy(() -> TlsOptions.of(TlsMode.NONE).withTrustedCertificates((Path) null));
    }
}
