package org.postrider.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.SmtpTestServer;

class QuickStartTest {
    @TempDir
    Path folder;

    @Test
    void theMessageArrivesThroughTlsAndALogin() throws IOException, GeneralSecurityException {
        Path report = Files.write(folder.resolve("report.pdf"), new byte[] {37, 80, 68, 70, 10, 0, -1});
        trustTheTestServer();
        try (SmtpTestServer server = SmtpTestServer.builder()
                .startTls()
                .user("ann", "secret")
                .requireAuth()
                .start()) {
            QuickStart.send(server.getHost(), server.getPort(), "secret", report);

            ReceivedMessage message = server.getMessages().get(0);
            assertThat(message.getProtocol()).isEqualTo("ESMTPSA");
            assertThat(message.getSubject()).isEqualTo("Today's report \u2192 attached");
            assertThat(message.getText().lines()).containsExactly("Good morning, Bob!");
            assertThat(message.getAttachments().get(0).getFileName()).isEqualTo("report.pdf");
            assertThat(message.getAttachments().get(0).getBytes()).isEqualTo(Files.readAllBytes(report));
        }
    }

    /** The lines of the README trust the platform, so here the platform trusts the test server. */
    private void trustTheTestServer() throws IOException, GeneralSecurityException {
        KeyStore roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        roots.setCertificateEntry("test", CertificateAuthority.shared().getCertificate());
        Path store = folder.resolve("roots.p12");
        try (OutputStream output = Files.newOutputStream(store)) {
            roots.store(output, "secret".toCharArray());
        }
        System.setProperty("javax.net.ssl.trustStore", store.toString());
        System.setProperty("javax.net.ssl.trustStorePassword", "secret");
    }
}
