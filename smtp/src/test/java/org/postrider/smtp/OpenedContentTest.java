package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.testkit.SmtpTestServer;

/** Contents that may block, and tell once they are opened where they do. */
class OpenedContentTest {
    private static final String LONG_TEXT = "Forty-eight octets of a long text that repeat.\r\n".repeat(20_000);

    private final SmtpTestServer server = SmtpTestServer.start();
    private final SmtpSender sender = new SmtpSender(plain(server).build());
    private final SmtpSender others = new SmtpSender(plain(server).build());

    @AfterEach
    void close() {
        sender.close();
        others.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void whatIsInMemoryOnceItIsOpenIsReadAndClosedWithoutWorkers(DoorWay door) {
        Told content = new Told(position -> false);
        door.send(sender, TO_ONE, content);
        assertThat(received().equals(LONG_TEXT)).as("every octet arrives").isTrue();
        assertThat(content.readByWorkers)
                .as("the first block, with what opens it")
                .hasValueLessThanOrEqualTo(160 * 1024);
        assertThat(content.closedBy).hasSize(1).noneMatch(thread -> thread.startsWith("postrider-worker"));
    }

    @ParameterizedTest
    @CsvSource({
        "BLOCKING, 300000, 600000, true",
        "BLOCKING, 0, 2, true",
        "BLOCKING, 1, 2, false",
        "BLOCKING, 131040, 131100, true",
        "BLOCKING, 500000, 2000000, true",
        "ASYNC, 300000, 600000, true",
        "ASYNC, 0, 2, true",
        "ASYNC, 1, 2, false",
        "ASYNC, 131040, 131100, true",
        "ASYNC, 500000, 2000000, true"
    })
    void whatMayBlockHoldsNoLoopWhereverItStands(DoorWay door, long from, long to, boolean met) {
        Told content = new Told(position -> position >= from && position < to);
        content.whileItBlocks = this::sendByEveryLoop;
        door.send(sender, TO_ONE, content);
        assertThat(received().equals(LONG_TEXT)).as("every octet arrives").isTrue();
        assertThat(content.blockedIn.isEmpty()).isNotEqualTo(met);
        assertThat(content.blockedIn)
                .allMatch(thread -> thread.startsWith("postrider-worker")
                        || (door == DoorWay.ASYNC && thread.startsWith("postrider-smtp")));
        await().atMost(SOON).until(() -> content.closedBy.size() == 1);
    }

    /** Each new connection has the next loop in turn. */
    private void sendByEveryLoop() {
        Stream<CompletableFuture<?>> sends = IntStream.range(
                        0, Runtime.getRuntime().availableProcessors())
                .mapToObj(i -> others.sendAsync(TO_ONE, new TestContent()));
        CompletableFuture<Void> all = CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new));
        await().atMost(SOON).until(all::isDone);
        all.join();
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void contentThatFailsToTellIsNotSentAndTheConnectionGoesOn(DoorWay door) {
        Told failing = new Told(position -> {
            throw new IllegalStateException("can't tell");
        });
        DeliveryException failure = door.fail(sender, TO_ONE, failing);
        assertThat(failure.kind()).isEqualTo(FailureKind.CONTENT);
        assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
        await().atMost(SOON).until(() -> failing.closedBy.size() == 1);
        door.send(sender, TO_ONE, new TestContent());
        assertThat(server.getMessages()).hasSize(1);
    }

    private String received() {
        return server.getMessages().stream()
                .map(message -> new String(message.getRaw(), StandardCharsets.US_ASCII))
                .max(Comparator.comparingInt(String::length))
                .orElseThrow();
    }

    /** Gives the text in small pieces, and notes who takes them. */
    private static final class Told extends TestContent {
        static final int PIECE = 10_000;

        final AtomicLong readByWorkers = new AtomicLong();
        final Queue<String> closedBy = new ConcurrentLinkedQueue<>();
        final Queue<String> blockedIn = new ConcurrentLinkedQueue<>(); // threads
        Runnable whileItBlocks = () -> {};
        private final LongPredicate blocks;

        Told(LongPredicate blocks) {
            super(LONG_TEXT);
            this.blocks = blocks;
            this.mayBlock = true;
        }

        @Override
        public boolean mayBlock(ReadableByteChannel opened) {
            return blocks.test(((Pieces) opened).position);
        }

        @Override
        public ReadableByteChannel open(BodyType bodyType) {
            return new Pieces();
        }

        private final class Pieces implements ReadableByteChannel {
            private final ByteBuffer text = ByteBuffer.wrap(LONG_TEXT.getBytes(StandardCharsets.US_ASCII));
            private volatile long position;

            @Override
            public int read(ByteBuffer target) throws IOException {
                boolean worker = Thread.currentThread().getName().startsWith("postrider-worker");
                if (blocks.test(position)) {
                    blockedIn.add(Thread.currentThread().getName());
                    if (blockedIn.size() <= 3) {
                        whileItBlocks.run();
                    }
                }
                if (!text.hasRemaining()) {
                    return -1;
                }
                int count = Math.min(PIECE, Math.min(text.remaining(), target.remaining()));
                target.put(text.slice(text.position(), count));
                text.position(text.position() + count);
                position += count;
                readByWorkers.addAndGet(worker ? count : 0);
                return count;
            }

            @Override
            public boolean isOpen() {
                return closedBy.isEmpty();
            }

            @Override
            public void close() {
                closedBy.add(Thread.currentThread().getName());
            }
        }
    }
}
