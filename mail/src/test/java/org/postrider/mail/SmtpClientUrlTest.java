package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.postrider.mail.Clients.message;

import org.junit.jupiter.api.Test;
import org.postrider.testkit.SmtpTestServer;

/** A client can be made of one line. */
class SmtpClientUrlTest {
    @Test
    void urlSaysServerTlsAndLogin() {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .implicitTls()
                        .user("ann@example.com", "p/w")
                        .requireAuth()
                        .start();
                SmtpClient client = SmtpClient.fromUrl("smtps://ann%40example.com:p%2Fw@localhost:" + server.getPort()
                        + "?domain=client.example.com")) {
            client.setSslContext(server.getCertificateAuthority().sslContext());
            client.send(message());
            assertThat(server.getMessages()).hasSize(1);
            assertThat(client.getClientDomain()).isEqualTo("client.example.com");
            assertThat(client.isEnableSsl()).isTrue();
        }
    }

    @Test
    void propertiesCanStillBeChanged() {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpClient client = SmtpClient.fromUrl("smtps://nowhere.invalid?local=127.0.0.1")) {
            client.setHost("localhost");
            client.setPort(server.getPort());
            client.setEnableSsl(false);
            client.send(message());
            assertThat(server.getMessages()).hasSize(1);
        }
    }

    @Test
    void clientHasTlsOrHasNot() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SmtpClient.fromUrl("smtp://localhost?tls=optional"))
                .withMessageContaining("tls=optional");
    }
}
