package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
        try (SmtpTestServer server = SmtpTestServer.builder().implicitTls().start();
                SmtpSender sender =
                        new SmtpSender(SmtpSenderTest.plain(server).tls(tls).build())) {
            SendResult result = sender.send(SmtpSenderTest.TO_ONE, new TestContent());
            assertThat(result.connection().tls()).isPresent();
        }
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
                .isThrownBy(() -> TlsOptions.of(TlsMode.NONE).withTrustedCertificates(null));
    }
}
