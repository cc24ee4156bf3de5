package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.mail.Clients.SOON;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.SmtpTestServer;

/** A program that says to whom and what, and leaves all else to configuration. */
class ConfiguredClientTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Way.class)
    void propertiesOnTheClassPathSendUnderTlsWithALogin(Way way) {
        try (SmtpTestServer server = server()) {
            Sources sources = new Sources(directory)
                    .resource(
                            "host = " + server.getHost(),
                            "port = " + server.getPort(),
                            "enableSsl = true",
                            "userName = änn",
                            "password = pä ss\\\\word",
                            "clientDomain = client.example.com",
                            "from = Ann <ann@example.com>");
            sources.runInside(() -> send(way, new SmtpClient(), new MailMessage()));
            assertArrived(server);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void dotnetFileSendsUnderTlsWithALogin(Way way) {
        try (SmtpTestServer server = server()) {
            ClientConfiguration configuration = new Sources(directory)
                    .file(
                            "<configuration><system.net><mailSettings><smtp from='Ann &lt;ann@example.com&gt;'>",
                            "<network host='" + server.getHost() + "' port='" + server.getPort() + "' enableSsl='true'",
                            "userName='änn' password='pä ss\\word' clientDomain='client.example.com'/>",
                            "</smtp></mailSettings></system.net></configuration>")
                    .read();
            send(way, new SmtpClient(null, 0, configuration), new MailMessage(configuration.from()));
            assertArrived(server);
        }
    }

    @Test
    void pickupDirectoryOfADotnetFileGetsTheMessage() throws IOException {
        ClientConfiguration configuration = new Sources(directory)
                .file(
                        "<mailSettings><smtp deliveryMethod='SpecifiedPickupDirectory' from='ann@example.com'>",
                        "<specifiedPickupDirectory pickupDirectoryLocation='" + directory + "'/></smtp></mailSettings>")
                .read();
        try (SmtpClient client = new SmtpClient(null, 0, configuration);
                MailMessage message = new MailMessage(configuration.from())) {
            message.getTo().add("bob@example.com");
            client.send(message);
        }
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> picked = files.filter(f -> f.toString().endsWith(".eml")).toList();
            assertThat(picked).hasSize(1);
            assertThat(picked.get(0)).content().contains("From: ann@example.com");
        }
    }

    private static SmtpTestServer server() {
        return SmtpTestServer.builder()
                .requireTls()
                .requireAuth()
                .authOnlyOverTls(true)
                .user("änn", "pä ss\\word")
                .start();
    }

    /** The authority of the test's server is all that isn't configured. */
    private static void send(Way way, SmtpClient client, MailMessage message) {
        try (client;
                message) {
            client.setSslContext(CertificateAuthority.shared().sslContext());
            message.getTo().add("bob@example.com");
            message.setSubject("Configured");
            way.send(client, message);
        }
    }

    private static void assertArrived(SmtpTestServer server) {
        ReceivedMessage received = server.awaitMessage(SOON);
        assertThat(received.getProtocol()).isEqualTo("ESMTPSA");
        assertThat(received.getUser()).isEqualTo("änn");
        assertThat(received.getSubject()).isEqualTo("Configured");
        assertThat(received.getHeader("From")).isEqualTo("\"Ann\" <ann@example.com>");
        assertThat(received.getSession().getCommands()).contains("EHLO client.example.com");
        assertThat(received.getSession().getViolations()).isEmpty();
    }
}
