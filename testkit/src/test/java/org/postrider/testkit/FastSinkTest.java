package org.postrider.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the sink takes, and what it counts. */
class FastSinkTest {
    private static final String ENVELOPE = "MAIL FROM:<a@client.test>\r\nRCPT TO:<b@server.test>\r\n";

    private static String bdat(String content) {
        return "BDAT " + content.length() + " LAST\r\n" + content;
    }

    @Test
    void offersWhatItKnows() throws IOException {
        try (FastSink sink = FastSink.builder().startTls().maxSize(1000).start();
                StraightLineClient client = StraightLineClient.connect(sink.getPort())) {
            client.reply();

            assertThat(client.say("EHLO client.test").split("\n"))
                    .containsExactly(
                            "250-localhost",
                            "250-PIPELINING",
                            "250-SIZE 1000",
                            "250-8BITMIME",
                            "250-CHUNKING",
                            "250-STARTTLS",
                            "250 ENHANCEDSTATUSCODES");
        }
    }

    @Test
    void knowsNothingOfWhatItHides() throws IOException {
        try (FastSink sink = FastSink.builder()
                        .without("pipelining", "chunking", "size", "8bitmime")
                        .start();
                StraightLineClient client = StraightLineClient.greet(sink.getPort())) {
            assertThat(client.say("EHLO again")).isEqualTo("250-localhost\n250 ENHANCEDSTATUSCODES");
            assertThat(client.say("MAIL FROM:<a@client.test> SIZE=5")).startsWith("555 ");
            assertThat(client.say("MAIL FROM:<a@client.test> BODY=8BITMIME")).startsWith("555 ");
            assertThat(client.say("STARTTLS")).startsWith("502 ");
            assertThat(client.say("BDAT 5 LAST")).startsWith("502 ");
            assertThat(client.isAtEnd()).isTrue();
            assertThat(sink.counts().refused()).isEqualTo(4);
        }
    }

    @Test
    void takesMessagesByDataAndByChunks() throws IOException {
        try (FastSink sink = FastSink.start();
                StraightLineClient client = StraightLineClient.greet(sink.getPort())) {
            assertThat(client.deliver("Subject: x\r\n\r\nhello\r\n")).isEqualTo("250 2.0.0 Ok: queued as 1");
            client.expect("250 ", client.say("MAIL FROM:<> SIZE=10 BODY=8BITMIME"));
            client.expect("250 ", client.say("RCPT TO:<b@server.test>"));
            client.send("BDAT 4\r\n1234");
            assertThat(client.reply()).isEqualTo("250 2.0.0 Ok");
            client.send("BDAT 6 LAST\r\n567890");
            assertThat(client.reply()).isEqualTo("250 2.0.0 Ok: queued as 2");
            assertThat(client.quit()).startsWith("221 ");

            SinkCounts counts = sink.counts();
            assertThat(counts.messages()).isEqualTo(2);
            assertThat(counts.octets()).isEqualTo("Subject: x\r\n\r\nhello\r\n".length() + 10);
            assertThat(counts.refused()).isZero();
            assertThat(counts.connections()).isEqualTo(1);
        }
    }

    /** One flight of a hundred messages, one batch of replies if it comes in one piece. */
    @Test
    void answersAFlightOfMessagesInOrder() throws IOException {
        try (FastSink sink = FastSink.start();
                StraightLineClient client = StraightLineClient.greet(sink.getPort())) {
            SinkCounts before = sink.counts();
            client.send((ENVELOPE + bdat("hello\r\n")).repeat(100));
            for (int i = 1; i <= 100; i++) {
                assertThat(client.reply()).startsWith("250 2.1.0");
                assertThat(client.reply()).startsWith("250 2.1.5");
                assertThat(client.reply()).endsWith(" " + Integer.toHexString(i).toUpperCase(Locale.ROOT));
            }
            SinkCounts flight = sink.counts().since(before);
            assertThat(flight.messages()).isEqualTo(100);
            assertThat(flight.octets()).isEqualTo(700);
            assertThat(flight.replyBatches()).isBetween(1L, 100L).isEqualTo(flight.reads());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 10_000})
    void piecesOfAnySizeAreTheSameDialogue(int piece) throws IOException {
        String dialogue = ENVELOPE + "DATA\r\nline\r\n..stuffed\r\n...\r\n.\r\n" + ENVELOPE
                + bdat("\r\n.\r\nno end\r\n") + ENVELOPE + "DATA\r\n.\r\nNOOP\r\n";
        try (FastSink sink = FastSink.start();
                StraightLineClient client = StraightLineClient.greet(sink.getPort())) {
            for (int at = 0; at < dialogue.length(); at += piece) {
                client.send(dialogue.substring(at, Math.min(dialogue.length(), at + piece)));
            }
            StringBuilder codes = new StringBuilder();
            for (int i = 0; i < 12; i++) {
                codes.append(client.reply(), 0, 4);
            }
            assertThat(codes).hasToString("250 250 354 250 250 250 250 250 250 354 250 250 ");
            assertThat(sink.counts().messages()).isEqualTo(3);
            assertThat(sink.counts().octets())
                    .isEqualTo("line\r\n.stuffed\r\n..\r\n".length() + "\r\n.\r\nno end\r\n".length());
        }
    }

    @Test
    void repliesOfADistantSinkTakeTheirTime() throws IOException {
        Duration delay = Duration.ofMillis(50);
        try (FastSink sink = FastSink.builder().replyDelay(delay).start();
                StraightLineClient client = StraightLineClient.greet(sink.getPort())) {
            long start = System.nanoTime();
            client.send(ENVELOPE + bdat("one") + ENVELOPE + bdat("two"));
            for (int i = 0; i < 6; i++) {
                assertThat(client.reply()).startsWith("250 ");
            }
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(delay.toNanos());
            assertThat(sink.counts().messages()).isEqualTo(2);
        }
    }

    /** A client that only writes fills nobody's memory: the sink stops to read it until it reads. More than what sockets keep. */
    @Test
    void repliesThatNobodyReadsHoldTheClientUp() throws Exception {
        try (FastSink sink = FastSink.start();
                StraightLineClient client = StraightLineClient.greet(sink.getPort())) {
            String commands = "NOOP\r\n".repeat(1000);
            String replies = "250 2.0.0 Ok\r\n".repeat(1000);
            int count = 3000;
            CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(client, commands.repeat(count)));
            awaitStandstill(sink);
            assertThat(written).isNotDone();
            for (int i = 0; i < count; i++) {
                assertThat(client.take(replies.length())).isEqualTo(replies);
            }
            written.join();
            assertThat(sink.counts().refused()).isZero();
        }
    }

    /** Waits until the sink has read, and reads no further. */
    private static void awaitStandstill(FastSink sink) {
        AtomicLong last = new AtomicLong(sink.counts().reads());
        await().until(() -> sink.counts().reads() > last.get());
        await().until(() -> {
            long now = sink.counts().reads();
            return last.getAndSet(now) == now;
        });
    }

    private static void write(StraightLineClient client, String text) {
        try {
            client.send(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void startTlsBeginsTheDialogueAnew() throws IOException {
        try (FastSink sink = FastSink.builder().startTls().start();
                StraightLineClient client = StraightLineClient.greet(sink.getPort())) {
            assertThat(client.say("STARTTLS")).startsWith("220 ");
            SSLSocket secured = client.startTls(CertificateAuthority.shared().sslContext());

            assertThat(secured.getSession().isValid()).isTrue();
            assertThat(client.say("MAIL FROM:<a@client.test>")).startsWith("503 ");
            assertThat(client.say("EHLO client.test"))
                    .doesNotContain("STARTTLS")
                    .contains("CHUNKING");
            client.send(ENVELOPE + bdat("x".repeat(1_000_000)) + ENVELOPE + "DATA\r\n");
            for (int code : new int[] {250, 250, 250, 250, 250, 354}) {
                assertThat(client.reply()).startsWith(code + " ");
            }
            assertThat(client.say("hi\r\n.")).isEqualTo("250 2.0.0 Ok: queued as 2");
            assertThat(client.say("STARTTLS")).startsWith("502 ");
            assertThat(sink.counts().octets()).isEqualTo(1_000_004);
        }
    }

    /** More replies under TLS than the sink keeps for a client, most of them to records that it has read already. */
    @Test
    void floodUnderTlsIsAnsweredToTheLast() throws Exception {
        try (FastSink sink = FastSink.builder().startTls().start();
                StraightLineClient client = StraightLineClient.greet(sink.getPort())) {
            client.say("STARTTLS");
            client.startTls(CertificateAuthority.shared().sslContext());
            int count = 100_000;
            CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(client, "NOOP\r\n".repeat(count)));
            for (int i = 0; i < count; i++) {
                assertThat(client.line()).isEqualTo("250 2.0.0 Ok");
            }
            written.join();
        }
    }

    @Test
    void closeEndsTheConnectionsAndFreesThePort() throws IOException {
        FastSink sink = FastSink.start();
        try (StraightLineClient client = StraightLineClient.greet(sink.getPort())) {
            sink.close();
            sink.close();
            assertThat(client.isAtEnd()).isTrue();
            FastSink.builder().port(sink.getPort()).start().close();
        }
    }

    @Test
    void takenPortIsNamed() {
        try (FastSink sink = FastSink.start()) {
            FastSink.Builder second = FastSink.builder().port(sink.getPort());
            assertThatThrownBy(second::start)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("port " + sink.getPort());
        }
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        FastSink.Builder builder = FastSink.builder();
        assertThatThrownBy(() -> builder.port(65536)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.maxSize(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.replyDelay(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.replyDelay(Duration.ofHours(1))).isInstanceOf(IllegalArgumentException.class);
    }
}
