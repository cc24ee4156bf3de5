package org.postrider.smtp.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.BodyType;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.MessageContent;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpSender;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;
import org.postrider.testkit.SmtpTestServer;

/** How long one conversation may hold its loop, on which the others wait for their turn. */
class LoopTurnTest {
    private static final int SIZE = 26 * 100_000;

    @Test
    void largeMessageInMemoryLetsOthersOnItsLoopHaveTheirTurnAfterEachBlock() {
        Lines content = new Lines();
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(SmtpOptions.builder(server.getHost())
                        .port(server.getPort())
                        .tls(TlsOptions.of(TlsMode.NONE))
                        .build())) {
            sender.sendAsync(Envelope.of("a@example.com", List.of("b@example.com")), content)
                    .join();
            assertThat(server.getMessages().get(0).getRaw()).hasSize(SIZE);
        }
        assertThat(content.mostInOneTurn).hasValueBetween(1, Body.SLICE + Body.READ_SIZE);
    }

    /** Asks for a turn of its own with the first read of each of the loop's, and counts what is read until it comes. */
    private static final class Lines implements MessageContent {
        final AtomicLong mostInOneTurn = new AtomicLong();

        @Override
        public BodyType leastBodyType() {
            return BodyType.SEVEN_BIT;
        }

        @Override
        public boolean needsSmtpUtf8() {
            return false;
        }

        @Override
        public long size(BodyType bodyType) {
            return SIZE;
        }

        @Override
        public boolean mayBlock() {
            return false;
        }

        private static Loop home() {
            return Stream.generate(Loops.shared()::next)
                    .limit(1000)
                    .filter(Loop::isHome)
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public ReadableByteChannel open(BodyType bodyType) {
            return new ReadableByteChannel() {
                private static final String LINE = "Twenty-four octets, here\r\n";
                private final ByteBuffer text =
                        ByteBuffer.wrap(LINE.repeat(SIZE / LINE.length() + 1).getBytes(StandardCharsets.US_ASCII));
                private int left = SIZE;
                private long inThisTurn;

                @Override
                public int read(ByteBuffer target) {
                    if (left == 0) {
                        return -1;
                    }
                    if (inThisTurn == 0) {
                        home().enter(() -> inThisTurn = 0);
                    }
                    int count = Math.min(left, target.remaining());
                    target.put(text.slice(SIZE - left, count));
                    left -= count;
                    inThisTurn += count;
                    mostInOneTurn.accumulateAndGet(inThisTurn, Math::max);
                    return count;
                }

                @Override
                public boolean isOpen() {
                    return true;
                }

                @Override
                public void close() {
                    // Nothing is held.
                }
            };
        }
    }
}
