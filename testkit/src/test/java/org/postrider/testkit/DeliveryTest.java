package org.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a well-behaved client gets: its message in the inbox, by DATA and by BDAT. */
class DeliveryTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void acceptedMessageIsInTheInboxWhenTheReplyIsThere() throws IOException {
        try (SmtpTestServer server = SmtpTestServer.start();
                StraightLineClient client = StraightLineClient.greet(server)) {
            assertThat(client.deliver("Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r\n\r\nHello\r\n..dot\r\n"))
                    .startsWith("250 2.0.0 Ok: queued as ");
            assertThat(server.getMessages()).hasSize(1);
            ReceivedMessage message = server.getMessages().get(0);
            assertThat(message.getSubject()).isEqualTo("Grüße");
            assertThat(message.getText()).isEqualTo("Hello\r\n.dot\r\n");
            assertThat(client.quit()).startsWith("221 ");
            server.awaitNoConnections(SOON);
        }
    }
}
