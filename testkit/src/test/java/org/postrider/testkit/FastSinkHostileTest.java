package org.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that get it wrong, or want to. */
class FastSinkHostileTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FOO|500",
                "MAI|500",
                "''|500",
                "EHLO|501",
                "MAILFROM:<a@b>|500",
                "MAIL FROM:a@b|501",
                "MAIL FROM: <a@b>|501",
                "MAIL FROM:<a@b|501",
                "MAIL FROM:<a b@c>|501",
                "MAIL FROM:<a@b>x|501",
                "'MAIL FROM:<a@b> '|555",
                "MAIL FROM:<a@b> SIZE=|501",
                "MAIL FROM:<a@b> SIZE=-1|501",
                "MAIL FROM:<a@b> SIZE=99999999999999999999|552",
                "MAIL FROM:<a@b> SIZE=999999999999999999999|501",
                "MAIL FROM:<a@b> BODY=BINARYMIME|555",
                "MAIL FROM:<a@b> SMTPUTF8|555",
                "MAIL FROM:<\u00e4@b>|500",
                "RCPT TO:<a@b>|503",
                "DATA|503",
                "STARTTLS|502",
                "BDAT|502",
                "MAIL FROM:<\"a>b c\"@d>|250",
                "mail from:<a@b> size=10 body=7bit|250",
                "VRFY a|252",
                "RSET|250"
            })
    void eachMistakeHasItsReply(String line, int code) throws IOException {
        boolean chunking = !line.equals("BDAT");
        FastSink.Builder builder =
                chunking ? FastSink.builder() : FastSink.builder().without("CHUNKING");
        try (FastSink sink = builder.start();
                StraightLineClient client = StraightLineClient.greet(sink.getPort())) {
            assertThat(client.say(line)).startsWith(code + " ");
            assertThat(sink.counts().refused()).isEqualTo(code < 400 ? 0 : 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP\nQUIT", "NOOP\rQUIT", "NOOP\0", "NO\u007fOP"})
    void lineWithAControlCharacterIsOneCommandThatNobodyKnows(String line) throws IOException {
        try (FastSink sink = FastSink.start();
                StraightLineClient client = StraightLineClient.greet(sink.getPort())) {
            assertThat(client.say(line)).startsWith("500 ");
            assertThat(client.say("NOOP")).startsWith("250 ");
        }
    }

    @Test
    void endlessLineIsRefusedOnceAndForgotten() throws IOException {
        try (FastSink sink = FastSink.start();
                StraightLineClient client = StraightLineClient.greet(sink.getPort())) {
            assertThat(client.say("NOOP " + "x".repeat(1_000_000))).isEqualTo("500 5.5.2 Line too long");
            assertThat(client.say("NOOP " + "x".repeat(4000))).startsWith("250 ");
            assertThat(client.say("NOOP")).startsWith("250 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\n.\n", "\r\n.\n", "\n.\r\n", "\r.\r", "\r\n.\r\r\n", "\r.\r\n", ".\n.\r\n", "\r\n.\r.\r\n"})
    void whatOnlyLooksLikeAnEndIsContent(String trap) throws IOException {
        String smuggled = "MAIL FROM:<evil@client.test>\r\nRCPT TO:<b@server.test>\r\nDATA\r\nsmuggled";
        try (FastSink sink = FastSink.start();
                StraightLineClient client = StraightLineClient.greet(sink.getPort())) {
            assertThat(client.deliver("hello" + trap + smuggled + "\r\n")).startsWith("250 ");
            assertThat(sink.counts().messages()).isEqualTo(1);
            assertThat(client.say("NOOP")).startsWith("250 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"BDAT", "BDAT LAST", "BDAT x", "BDAT -1", "BDAT 1 2", "BDAT 99999999999999999999", "BDAT 1  LAST"
            })
    void chunkWithoutASizeEndsTheConversation(String line) throws IOException {
        try (FastSink sink = FastSink.start();
                StraightLineClient client = StraightLineClient.greet(sink.getPort())) {
            assertThat(client.say(line)).startsWith("501 ");
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void chunkThatComesTooSoonIsReadAndRefused() throws IOException {
        try (FastSink sink = FastSink.start();
                StraightLineClient client = StraightLineClient.greet(sink.getPort())) {
            client.send("BDAT 6 LAST\r\nQUIT\r\nMAIL FROM:<a@client.test>\r\nBDAT 6\r\nQUIT\r\nNOOP\r\n");
            assertThat(client.reply()).startsWith("503 ");
            assertThat(client.reply()).startsWith("250 ");
            assertThat(client.reply()).startsWith("554 ");
            assertThat(client.reply()).startsWith("250 ");
            assertThat(sink.counts().messages()).isZero();
        }
    }

    /** RFC 3030, section 3: neither recipients nor DATA after the first chunk, until the transaction ends. */
    @Test
    void chunksAndDataDontMix() throws IOException {
        try (FastSink sink = FastSink.start();
                StraightLineClient client = StraightLineClient.greet(sink.getPort())) {
            client.send("MAIL FROM:<a@client.test>\r\nRCPT TO:<b@server.test>\r\nBDAT 2\r\nab");
            client.reply();
            client.reply();
            client.reply();
            assertThat(client.say("DATA")).startsWith("503 ");
            assertThat(client.say("RCPT TO:<c@server.test>")).startsWith("503 ");
            assertThat(client.say("RSET")).startsWith("250 ");
            assertThat(client.deliver("hello\r\n")).endsWith("queued as 1");
            assertThat(sink.counts().octets()).isEqualTo(7);
        }
    }

    @Test
    void dataNeedsARecipient() throws IOException {
        try (FastSink sink = FastSink.start();
                StraightLineClient client = StraightLineClient.greet(sink.getPort())) {
            client.expect("250 ", client.say("MAIL FROM:<a@client.test>"));
            assertThat(client.say("MAIL FROM:<a@client.test>")).startsWith("503 ");
            assertThat(client.say("RCPT TO:<>")).startsWith("501 ");
            assertThat(client.say("DATA")).startsWith("554 ");
        }
    }

    @Test
    void tooLargeAMessageIsReadToItsEnd() throws IOException {
        try (FastSink sink = FastSink.builder().maxSize(10).start();
                StraightLineClient client = StraightLineClient.greet(sink.getPort())) {
            assertThat(client.say("MAIL FROM:<a@client.test> SIZE=11")).startsWith("552 ");
            assertThat(client.deliver("twelve octets\r\n")).startsWith("552 ");
            assertThat(client.deliver("ten octe\r\n")).startsWith("250 ");
            client.send("MAIL FROM:<a@client.test>\r\nRCPT TO:<b@server.test>\r\nBDAT 11\r\nQUIT\r\nQUIT\n");
            client.reply();
            client.reply();
            assertThat(client.reply()).startsWith("552 ");
            assertThat(sink.counts().messages()).isEqualTo(1);
        }
    }

    @Test
    void commandsSlippedInBeforeTlsEndTheConversation() throws IOException {
        try (FastSink sink = FastSink.builder().startTls().start();
                StraightLineClient client = StraightLineClient.greet(sink.getPort())) {
            client.send("STARTTLS\r\nNOOP\r\n");
            assertThat(client.reply()).startsWith("220 ");
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    /** Whatever comes, the sink serves the next client. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noiseHarmsNobodyElse(boolean tls) throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (FastSink sink = FastSink.builder().startTls().start()) {
            for (int i = 0; i < 50; i++) {
                byte[] noise = new byte[random.nextInt(5000)];
                random.nextBytes(noise);
                try (StraightLineClient client = StraightLineClient.greet(sink.getPort())) {
                    if (tls) {
                        client.say("STARTTLS");
                    }
                    client.send(noise);
                }
            }
            try (StraightLineClient client = StraightLineClient.greet(sink.getPort())) {
                assertThat(client.deliver("hello\r\n")).as("seed " + seed).startsWith("250 ");
                assertThat(sink.counts().messages()).isEqualTo(1);
            }
        }
    }

    /** The counts of random texts agree with a plain reading of the rules, wherever they are cut. */
    @Test
    void contentIsCountedAsTheRulesSay() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (FastSink sink = FastSink.start();
                StraightLineClient client = StraightLineClient.greet(sink.getPort())) {
            long expected = 0;
            for (int i = 0; i < 300; i++) {
                StringBuilder text = new StringBuilder();
                for (int length = random.nextInt(60); length > 0; length--) {
                    text.append(new String[] {"a", ".", "\r\n", "\r\n.", "\r", "\n", "abcdefgh"}[random.nextInt(7)]);
                }
                String content = text.append("\r\n").toString();
                expected += content.length();
                String stuffed = (content.startsWith(".") ? "." : "") + content.replace("\r\n.", "\r\n..");
                client.envelope("a@client.test", "b@server.test");
                int cut = random.nextInt(stuffed.length());
                client.send(stuffed.substring(0, cut));
                client.send(stuffed.substring(cut).getBytes(StandardCharsets.US_ASCII));
                assertThat(client.say(".")).as("seed " + seed).startsWith("250 ");
            }
            assertThat(sink.counts().octets()).as("seed " + seed).isEqualTo(expected);
        }
    }
}
