package org.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.junit.SmtpServerExtension;

/** What a client gets that keeps to the standard, and what one gets that doesn't. */
class DeliveryTest {
    @RegisterExtension
    final SmtpServerExtension smtp = SmtpServerExtension.of(
            SmtpTestServer.builder().queueIdPrefix("Q").maxRecipients(3).maxSize(100_000));

    @Test
    void acceptedMessageIsInTheInboxWhenTheReplyIsThere(SmtpTestServer server) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            String reply = client.deliver("Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r\n\r\nHello\r\n..dot\r\n...\r\n");
            ReceivedMessage message = server.getMessages().get(0);
            assertThat(reply).isEqualTo("250 2.0.0 Ok: queued as " + message.getQueueId());
            assertThat(message.getQueueId()).startsWith("Q");
            assertThat(message.getSubject()).isEqualTo("Grüße");
            assertThat(message.getText()).isEqualTo("Hello\r\n.dot\r\n..\r\n");
            assertThat(message.getWireSize()).isEqualTo(message.getSize() + 2 + 3);
            assertThat(client.quit()).startsWith("221 ");
        }
    }

    @Test
    void envelopeIsKeptWithItsParameters(SmtpTestServer server) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("250 ", client.say("MAIL FROM:<> SIZE=12 body=8bitmime RET=HDRS ENVID=a+2Bb SMTPUTF8"));
            client.expect("250 ", client.say("rcpt to:<\"a >b\"@x.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a@x.test"));
            client.expect("250 ", client.say("RCPT TO:<jürgen@bücher.test> NOTIFY=never"));
            client.expect("354 ", client.say("DATA"));
            client.expect("250 ", client.say("."));
        }
        ReceivedMessage message = server.getMessages().get(0);
        assertThat(message.getReversePath()).isEmpty();
        assertThat(message.getRecipients()).containsExactly("\"a >b\"@x.test", "jürgen@bücher.test");
        assertThat(message.getMailParameters())
                .isEqualTo(Map.of("SIZE", "12", "BODY", "8bitmime", "RET", "HDRS", "ENVID", "a+2Bb", "SMTPUTF8", ""));
        assertThat(message.getRecipientParameters("jürgen@bücher.test")).isEqualTo(Map.of("NOTIFY", "never"));
        assertThatThrownBy(() -> message.getRecipientParameters("else@x.test"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> message.getMailParameters().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(message.getClientName()).isEqualTo("client.test");
        assertThat(message.getProtocol()).isEqualTo("ESMTP");
        assertThat(message.getTls()).isNull();
        assertThat(message.getUser()).isNull();
        assertThat(message.getSize()).isZero();
        assertThat(message.getViolations()).isEmpty();
        assertThat(message.getSession()).isSameAs(server.getSessions().get(0));
    }

    @Test
    void chunksMakeOneMessageInWhichDotsAndLineEndsAreContent(SmtpTestServer server) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.send(
                    "MAIL FROM:<a@x.test>\r\nRCPT TO:<b@x.test>\r\nBDAT 7\r\n.\r\n.\r\nABDAT 0\r\nBDAT 2 LAST\r\nB\n");
            for (String start :
                    List.of("250 2.1.0", "250 2.1.5", "250 2.0.0 7 octets", "250 2.0.0 0", "250 2.0.0 Ok")) {
                client.expect(start, client.reply());
            }
        }
        ReceivedMessage message = server.getMessages().get(0);
        assertThat(message.getRaw()).isEqualTo(".\r\n.\r\nAB\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(message.getWireSize()).isEqualTo(9);
        assertThat(message.getViolations()).extracting(Violation::kind).containsExactly(Violation.Kind.BARE_LF);
    }

    @Test
    void chunkIsSwallowedThatNobodyWants(SmtpTestServer server) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.send("BDAT 6 LAST\r\nQUIT\r\nMAIL FROM:<a@x.test>\r\nBDAT 2\r\nA\nBDAT x\r\nBDAT 1 FIRST\r\n");
            for (String start : List.of("503 ", "250 ", "503 ", "501 ", "501 ")) {
                client.expect(start, client.reply());
            }
            client.expect("250 ", client.say("RCPT TO:<b@x.test>"));
            client.send("BDAT 1\r\nX");
            client.expect("250 ", client.reply());
            client.expect("503 ", client.say("DATA"));
        }
        assertThat(server.getMessages()).isEmpty();
    }

    @Test
    void heloClientSpeaksPlainSmtp(SmtpTestServer server) throws IOException {
        try (StraightLineClient client = StraightLineClient.connect(server)) {
            client.reply();
            assertThat(client.say("HELO old.test")).isEqualTo("250 localhost");
            client.expect("555 ", client.say("MAIL FROM:<a@x.test> BODY=8BITMIME"));
            client.deliver("\r\n");
        }
        assertThat(server.getMessages().get(0).getProtocol()).isEqualTo("SMTP");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "MAIL FROM:a@x.test|501",
                "MAIL FROM: <a@x.test>|501",
                "MAIL FROM:<a@x.test|501",
                "MAIL FROM:<a b@x.test>|501",
                "MAIL FROM:<a@>|501",
                "MAIL FROM:<@x.test>|501",
                "MAIL FROM:<a@x.test>SIZE=1|501",
                "MAIL FROM:<a@x.test>  SIZE=1|501",
                "MAIL FROM:<a@x.test> SIZE=1 SIZE=1|501",
                "MAIL FROM:<a@x.test> SIZE=one|501",
                "MAIL FROM:<a@x.test> SIZE=|501",
                "MAIL FROM:<a@x.test> SIZE=100001|552",
                "MAIL FROM:<a@x.test> SIZE=99999999999999999999|552",
                "MAIL FROM:<a@x.test> BODY=9BIT|501",
                "MAIL FROM:<a@x.test> BODY=BINARYMIME|555",
                "MAIL FROM:<a@x.test> SMTPUTF8=yes|501",
                "MAIL FROM:<a@x.test> RET=ALL|501",
                "MAIL FROM:<a@x.test> ENVID=a+b|501",
                "MAIL FROM:<a@x.test> AUTH=<>|555",
                "MAIL FROM:<a@x.test> FOO=1|555",
                "MAIL FROM:<jürgen@x.test>|553",
                "RCPT TO:<a@x.test>|503",
                "DATA|503",
                "BDAT 0 LAST|503",
                "STARTTLS|502",
                "AUTH PLAIN|502",
                "EHLO|501",
                "HELO  |501",
                "EXPN list|500",
                "|500",
                "VRFY a|252",
                "HELP|214",
                "NOOP|250",
                "RSET|250",
            })
    void firstCommandIsAnsweredByTheBook(String line, int code) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(smtp.getServer())) {
            assertThat(client.say(line == null ? "" : line)).startsWith(code + " ");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RCPT TO:<>|501",
                "RCPT TO:<a@x.test> NOTIFY=NEVER,DELAY|501",
                "RCPT TO:<a@x.test> NOTIFY=|501",
                "RCPT TO:<a@x.test> ORCPT=a@x.test|501",
                "RCPT TO:<a@x.test> ORCPT=rfc822;a=b|501",
                "RCPT TO:<a@x.test> SIZE=1|555",
                "RCPT TO:<jürgen@x.test>|553",
                "RCPT TO:<postmaster>|250",
                "MAIL FROM:<b@x.test>|503",
                "AUTH PLAIN|503",
                "DATA|554",
                "DATA now|501",
            })
    void commandAfterMailIsAnsweredByTheBook(String line, int code) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(smtp.getServer())) {
            client.expect("250 ", client.say("MAIL FROM:<a@x.test>"));
            assertThat(client.say(line)).startsWith(code + " ");
        }
    }

    @Test
    void tooManyRecipientsAndTooManyBytesAreRefused(SmtpTestServer server) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(server)) {
            client.expect("250 ", client.say("MAIL FROM:<a@x.test>"));
            for (int i = 0; i < 3; i++) {
                client.expect("250 ", client.say("RCPT TO:<b" + i + "@x.test>"));
            }
            client.expect("452 ", client.say("RCPT TO:<c@x.test>"));
            client.expect("354 ", client.say("DATA"));
            client.send("0123456789\r\n".repeat(10_000));
            client.expect("552 ", client.say("."));
            client.expect("250 ", client.deliver("small\r\n"));
        }
        assertThat(server.getMessages()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSET", "EHLO again.test"})
    void transactionCanBeForgotten(String command) throws IOException {
        try (StraightLineClient client = StraightLineClient.greet(smtp.getServer())) {
            client.expect("250 ", client.say("MAIL FROM:<a@x.test>"));
            client.expect("250", client.say(command));
            client.expect("503 ", client.say("RCPT TO:<a@x.test>"));
        }
    }

    @Test
    void mailBeforeEhloIsRefused(SmtpTestServer server) throws IOException {
        try (StraightLineClient client = StraightLineClient.connect(server)) {
            client.reply();
            client.expect("503 ", client.say("MAIL FROM:<a@x.test>"));
        }
    }

    @ParameterizedTest
    @EnumSource(ReplyDelivery.class)
    void deliveryChangesThePacketsAndNotTheReply(ReplyDelivery delivery) throws IOException {
        try (SmtpTestServer server = SmtpTestServer.builder().delivery(delivery).start();
                StraightLineClient client = StraightLineClient.connect(server)) {
            client.reply();
            assertThat(client.say("EHLO c.test").lines())
                    .containsExactly(
                            "250-localhost",
                            "250-PIPELINING",
                            "250-SIZE 1073741824",
                            "250-8BITMIME",
                            "250-SMTPUTF8",
                            "250-DSN",
                            "250-ENHANCEDSTATUSCODES",
                            "250 HELP");
        }
    }

    @Test
    void hiddenExtensionIsNotKnown() throws IOException {
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .without("size", "DSN", "CHUNKING", "ENHANCEDSTATUSCODES")
                        .with("X-FOO bar", "BINARYMIME")
                        .hostName("mx.server.test")
                        .start();
                StraightLineClient client = StraightLineClient.connect(server)) {
            assertThat(client.reply()).startsWith("220 mx.server.test ");
            assertThat(client.say("EHLO c.test"))
                    .contains("X-FOO bar", "BINARYMIME")
                    .doesNotContain("SIZE", "DSN", "CHUNKING", "ENHANCEDSTATUSCODES");
            assertThat(client.say("MAIL FROM:<a@x.test> SIZE=1")).isEqualTo("555 SIZE is not offered");
            assertThat(client.say("MAIL FROM:<a@x.test> BODY=BINARYMIME")).isEqualTo("250 Ok");
            assertThat(client.say("RCPT TO:<a@x.test>")).isEqualTo("250 Ok");
            client.expect("500 ", client.say("BDAT 3 LAST\r\nA\nB"));
        }
    }

    @Test
    void oldServerKnowsHeloOnly() throws IOException {
        try (SmtpTestServer server = SmtpTestServer.builder().helloOnly().start();
                StraightLineClient client = StraightLineClient.connect(server)) {
            client.reply();
            assertThat(client.say("EHLO c.test")).isEqualTo("500 Command not recognized");
            assertThat(client.say("HELO c.test")).isEqualTo("250 localhost");
            assertThat(client.deliver("\r\n")).startsWith("250 Ok: queued as ");
        }
    }

    @Test
    void largeMessageIsHeldOnceAndReadAsStream() throws Exception {
        byte[] line = ("0123456789abcdef".repeat(4) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        int lines = 500_000;
        try (SmtpTestServer server = SmtpTestServer.start();
                StraightLineClient client = StraightLineClient.greet(server)) {
            sendLines(client, line, lines);
            ReceivedMessage message = server.getMessages().get(0);
            assertThat(message.getSize()).isEqualTo((long) line.length * lines);
            String hash = message.getSha256();
            try (var stream = message.openStream()) {
                assertThat(stream.readNBytes(line.length)).isEqualTo(line);
            }
            assertThat(message.getRoot().getHeaders()).isNotEmpty();
            assertThat(message.getSha256()).isEqualTo(hash);
        }
    }

    @Test
    void discardedMessageIsCountedAndHashed() throws Exception {
        byte[] line = ("0123456789abcdef".repeat(4) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (SmtpTestServer server = SmtpTestServer.builder().discardBodies().start();
                StraightLineClient client = StraightLineClient.greet(server)) {
            sendLines(client, line, 1000);
            ReceivedMessage message = server.getMessages().get(0);
            assertThat(message.getSize()).isEqualTo(line.length * 1000L);
            assertThat(message.getSha256()).isEqualTo(sha256(line, 1000)).isEqualTo(message.getSha256());
            assertThatThrownBy(message::getRaw)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("discardBodies");
            assertThatThrownBy(message::openStream).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(message::getSubject).isInstanceOf(IllegalStateException.class);
        }
    }

    private static String sha256(byte[] line, int times) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < times; i++) {
            digest.update(line);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void sendLines(StraightLineClient client, byte[] line, int times) throws IOException {
        client.envelope("a@x.test", "b@x.test");
        byte[] block = new String(line, StandardCharsets.US_ASCII).repeat(1000).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < times / 1000; i++) {
            client.send(block);
        }
        client.expect("250 ", client.say("."));
    }
}
