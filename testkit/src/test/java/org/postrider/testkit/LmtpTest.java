package org.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server of local delivery (RFC 2033) answers for each recipient. */
@Timeout(60)
class LmtpTest {
    private static StraightLineClient greet(SmtpTestServer server) throws IOException {
        StraightLineClient client = StraightLineClient.connect(server);
        assertThat(client.reply()).contains("LMTP");
        client.expect("250", client.say("LHLO client.test"));
        return client;
    }

    private static void envelope(StraightLineClient client) throws IOException {
        client.expect("250 ", client.say("MAIL FROM:<ann@x.test>"));
        client.expect("250 ", client.say("RCPT TO:<bob@x.test>"));
        client.expect("550 ", client.say("RCPT TO:<bad@x.test>"));
        client.expect("250 ", client.say("RCPT TO:<cid@x.test>"));
    }

    private static SmtpTestServer server() {
        SmtpTestServer server = SmtpTestServer.builder().lmtp().start();
        server.script().on(Step.RCPT, Reply.of(550, "5.1.1 nobody")).when(line -> line.contains("bad@"));
        return server;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachAcceptedRecipientHasAReplyAndACopy(boolean byChunk) throws IOException {
        try (SmtpTestServer server = server();
                StraightLineClient client = greet(server)) {
            envelope(client);
            if (byChunk) {
                client.send("BDAT 6 LAST\r\nHello\n");
            } else {
                client.expect("354 ", client.say("DATA"));
                client.send("Hello\r\n.\r\n");
            }
            client.expect("250 ", client.reply());
            client.expect("250 ", client.reply());
            client.expect("250 ", client.say("NOOP"));
            assertThat(server.getMessages())
                    .extracting(ReceivedMessage::getRecipients)
                    .containsExactly(List.of("bob@x.test"), List.of("cid@x.test"));
            assertThat(server.getMessages())
                    .extracting(ReceivedMessage::getProtocol)
                    .containsOnly("LMTP");
            assertThat(server.getMessages())
                    .extracting(ReceivedMessage::getQueueId)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void scriptDecidesForEachRecipient() throws IOException {
        try (SmtpTestServer server = server();
                StraightLineClient client = greet(server)) {
            server.script().on(Step.END_OF_DATA, Reply.of(452, "4.2.2 full")).when(line -> line.equals("bob@x.test"));
            envelope(client);
            client.expect("354 ", client.say("DATA"));
            client.send("Hello\r\n.\r\n");
            client.expect("452 ", client.reply());
            client.expect("250 ", client.reply());
            assertThat(server.getMessages())
                    .extracting(ReceivedMessage::getRecipients)
                    .containsExactly(List.of("cid@x.test"));
        }
    }

    @Test
    void eachProtocolHasItsOwnHello() throws IOException {
        try (SmtpTestServer local = server();
                SmtpTestServer mail = SmtpTestServer.start();
                StraightLineClient one = greet(local);
                StraightLineClient other = StraightLineClient.greet(mail)) {
            one.expect("500 ", one.say("EHLO client.test"));
            one.expect("500 ", one.say("HELO client.test"));
            other.expect("500 ", other.say("LHLO client.test"));
        }
    }
}
