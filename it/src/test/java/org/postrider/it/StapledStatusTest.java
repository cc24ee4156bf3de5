package org.postrider.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.RevocationMode;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpSender;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;

/** What the issuer says of a certificate may come with it (OCSP stapling, RFC 6066, section 8), and then nobody else has to be asked. */
class StapledStatusTest {
    private static final String GOOD = "V\t491231235959Z\t\t02\tunknown\t/CN=localhost\n";
    private static final String REVOKED = "R\t491231235959Z\t250101000000Z\t02\tunknown\t/CN=localhost\n";

    @TempDir
    private Path folder;

    /** The certificate names no responder and no list: without a staple nobody can tell. */
    @BeforeEach
    void issueCertificate() throws Exception {
        OpensslServer.requireOpenssl();
        openssl("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj /CN=CA");
        openssl("req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=localhost");
        Files.writeString(folder.resolve("names"), "subjectAltName=DNS:localhost\n");
        openssl(
                "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -set_serial 2 -days 30 -extfile names -out server.pem");
    }

    private void openssl(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private OpensslServer server(String version, String status) throws IOException, InterruptedException {
        List<String> options =
                new ArrayList<>(List.of("-" + version, "-cert", at("server.pem"), "-key", at("server.key")));
        if (!status.isEmpty()) {
            Files.writeString(folder.resolve("index"), status);
            openssl("ocsp -index index -CA ca.pem -rsigner ca.pem -rkey ca.key -issuer ca.pem -serial 2 -ndays 7"
                    + " -respout status.der");
            options.addAll(List.of("-status_file", at("status.der")));
        }
        return OpensslServer.start(options);
    }

    private String at(String file) {
        return folder.resolve(file).toString();
    }

    private SmtpSender sender(OpensslServer server) throws IOException {
        return new SmtpSender(SmtpOptions.builder("localhost")
                .port(server.port())
                .tls(TlsOptions.of(TlsMode.IMPLICIT)
                        .withTrustedCertificates(folder.resolve("ca.pem"))
                        .withRevocation(RevocationMode.HARD))
                .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls1_2", "tls1_3"})
    void goodWordThatComesWithTheCertificateIsEnough(String version) throws Exception {
        try (OpensslServer server = server(version, GOOD);
                SmtpSender sender = sender(server)) {
            assertThat(sender.verify(Duration.ofSeconds(60)).tls()).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls1_2", "tls1_3"})
    void revocationThatComesWithTheCertificateEndsIt(String version) throws Exception {
        try (OpensslServer server = server(version, REVOKED);
                SmtpSender sender = sender(server)) {
            assertThat(failure(sender)).hasMessageContaining("revoked");
        }
    }

    @Test
    void withoutAWordNobodyCanTell() throws Exception {
        try (OpensslServer server = server("tls1_3", "");
                SmtpSender sender = sender(server)) {
            assertThat(failure(sender)).isNotNull();
        }
    }

    private static DeliveryException failure(SmtpSender sender) {
        DeliveryException failure =
                catchThrowableOfType(DeliveryException.class, () -> sender.verify(Duration.ofSeconds(60)));
        assertThat(failure.kind()).isEqualTo(FailureKind.TLS);
        return failure;
    }
}
