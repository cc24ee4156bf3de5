package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.mail.Clients.SOON;
import static org.postrider.mail.Clients.message;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.SmtpTestServer;

/** Messages whose failure nobody wants to hear of (RFC 5321, 4.5.5), and groups, as a server sees them. */
class NullReversePathTest {
    @ParameterizedTest
    @EnumSource(Way.class)
    void failuresAreReportedToNobodyAndTheHeaderKeepsItsAuthor(Way way) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpClient client = Clients.of(server)) {
            MailMessage message = message("Friends: bob@example.com, cid@example.com;");
            message.setSender(new MailAddress("office@example.com"));
            message.setNullReversePath(true);
            way.send(client, message);
            ReceivedMessage received = server.awaitMessage(SOON);
            assertThat(received.getReversePath()).isEmpty();
            assertThat(received.getRecipients()).containsExactly("bob@example.com", "cid@example.com");
            assertThat(received.getHeader("From")).isEqualTo("ann@example.com");
            assertThat(received.getHeader("Sender")).isEqualTo("office@example.com");
            assertThat(received.getHeader("To")).isEqualTo("Friends: bob@example.com, cid@example.com;");
            assertThat(received.getSession().getViolations()).isEmpty();
        }
    }

    @Test
    void aPickupFileSaysSoToo(@TempDir Path directory) throws IOException {
        try (SmtpClient client = new SmtpClient()) {
            client.setDeliveryMethod(SmtpDeliveryMethod.SPECIFIED_PICKUP_DIRECTORY);
            client.setPickupDirectoryLocation(directory.toString());
            MailMessage message = message();
            message.setNullReversePath(true);
            client.send(message);
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            assertThat(Files.readString(files.iterator().next()))
                    .startsWith("X-Sender: <>\r\nX-Receiver: bob@example.com\r\n");
        }
    }
}
