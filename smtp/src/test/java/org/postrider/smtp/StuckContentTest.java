package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.testkit.SmtpTestServer;

/** Contents that never answer: whoever waits for the message isn't held by them. */
class StuckContentTest {
    /** What of a content hangs. */
    private enum Place {
        SIZE,
        OPEN,
        READ,
        CLOSE
    }

    /** What ends a send that is waited for. */
    private enum End {
        TIMEOUT(FailureKind.TIMEOUT),
        CLOSE(FailureKind.CANCELLED),
        INTERRUPT(FailureKind.CANCELLED);

        private final FailureKind kind;

        End(FailureKind kind) {
            this.kind = kind;
        }
    }

    private final SmtpTestServer server = SmtpTestServer.start();
    private final SmtpSender sender = new SmtpSender(plain(server).build());
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void close() {
        released.countDown();
        sender.close();
        server.close();
    }

    static Stream<Arguments> placesAndEnds() {
        return Stream.of(Place.values())
                .flatMap(place -> Stream.of(End.values()).map(end -> Arguments.of(place, end)));
    }

    @ParameterizedTest
    @MethodSource("placesAndEnds")
    void sendThatIsWaitedForEndsWhereverItsContentHangs(Place place, End end) throws InterruptedException {
        TestContent stuck = stuckAt(place);
        Duration timeout = end == End.TIMEOUT ? Duration.ofMillis(800) : Duration.ofHours(1);
        CompletableFuture<DeliveryException> told = new CompletableFuture<>();
        Thread sending = new Thread(() -> told.complete(fail(stuck, timeout)));
        sending.start();
        assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
        switch (end) {
            case CLOSE -> sender.close();
            case INTERRUPT -> sending.interrupt();
            case TIMEOUT -> {} // The clock does it.
        }
        DeliveryException failure = told.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(end.kind);
        assertThat(failure.result().outcome())
                .isEqualTo(place == Place.CLOSE ? DeliveryOutcome.IN_DOUBT : DeliveryOutcome.NOT_SENT);
        sending.join(); // Still stuck: the content has not been released.
        server.awaitNoConnections(SOON);
    }

    private DeliveryException fail(MessageContent content, Duration timeout) {
        try {
            sender.send(TO_ONE, content, timeout);
        } catch (DeliveryException e) {
            return e;
        }
        throw new AssertionError("the send should have failed");
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void contentIsClosedByItsReaderOnceThatComesBack(DoorWay door) {
        TestContent stuck = stuckAt(Place.READ);
        giveUp(door, stuck);
        assertThat(stuck.closed).as("nobody closes it under the reader's hands").hasValue(0);
        released.countDown();
        await().atMost(SOON).untilAsserted(() -> assertThat(stuck.closed).hasValue(1));
    }

    /** Sends a content and closes the sender under its reader, which hangs on. */
    private void giveUp(DoorWay door, MessageContent content) {
        CompletableFuture<DeliveryException> told =
                CompletableFuture.supplyAsync(() -> door.fail(sender, TO_ONE, content));
        await().atMost(SOON).until(() -> reached.getCount() == 0);
        sender.close();
        assertThat(told.orTimeout(20, TimeUnit.SECONDS).join().kind()).isEqualTo(FailureKind.CANCELLED);
    }

    /** A reader that was given up may write into what it was given for as long as it likes: nobody else has that. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void messageHoldsNothingOfWhatAForsakenReaderGoesOnToRead(DoorWay door) {
        CountDownLatch written = new CountDownLatch(1);
        TestContent forsaken = TestContent.reading(target -> {
            hang(true);
            byte[] octets = "x".repeat(target.remaining()).getBytes(StandardCharsets.US_ASCII);
            target.put(octets);
            written.countDown();
            return octets.length;
        });
        forsaken.mayBlock = true;
        giveUp(door, forsaken);
        TestContent next = TestContent.reading(target -> {
            byte[] octets = TestContent.TEXT.getBytes(StandardCharsets.US_ASCII);
            boolean first = released.getCount() == 1;
            if (first) {
                target.put(octets);
                released.countDown();
                await().atMost(SOON).until(() -> written.getCount() == 0);
            }
            return first ? octets.length : -1;
        });
        try (SmtpSender another = new SmtpSender(plain(server).build())) {
            door.send(another, TO_ONE, next);
        }
        assertThat(server.getMessages())
                .singleElement()
                .satisfies(message -> assertThat(message.getRaw())
                        .asString(StandardCharsets.US_ASCII)
                        .isEqualTo(TestContent.TEXT + "\r\n"));
    }

    /** It would otherwise read on until a block is full: of a slow content, for hours. */
    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void contentIsReadNoFurtherOnceItsMessageIsGivenUp(DoorWay door) {
        AtomicInteger reads = new AtomicInteger();
        TestContent slow = TestContent.reading(target -> {
            hang(true);
            reads.incrementAndGet();
            target.put((byte) 'x');
            return 1;
        });
        slow.mayBlock = true;
        slow.size = 1_000_000;
        giveUp(door, slow);
        released.countDown();
        await().atMost(SOON).untilAsserted(() -> assertThat(slow.closed).hasValue(1));
        assertThat(reads).hasValue(1);
    }

    @Test
    void contentThatIsOnlySlowArrivesAndIsClosedBeforeTheSendReturns() {
        TestContent slow = stuckAt(Place.READ);
        CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS).execute(released::countDown);
        assertThat(sender.send(TO_ONE, slow, SOON).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
        assertThat(slow.closed).hasValue(1);
        assertThat(server.getMessages()).hasSize(1);
    }

    private TestContent stuckAt(Place place) {
        TestContent content = new TestContent() {
            @Override
            public long size(BodyType bodyType) {
                hang(place == Place.SIZE);
                return super.size(bodyType);
            }

            @Override
            public ReadableByteChannel open(BodyType bodyType) throws IOException {
                hang(place == Place.OPEN);
                ReadableByteChannel open = super.open(bodyType);
                return Channels.newChannel(new FilterInputStream(Channels.newInputStream(open)) {
                    @Override
                    public void close() throws IOException {
                        hang(place == Place.CLOSE);
                        super.close();
                    }
                });
            }

            @Override
            InputStream stream() throws IOException {
                return new FilterInputStream(super.stream()) {
                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        hang(place == Place.READ);
                        return super.read(target, offset, length);
                    }
                };
            }
        };
        content.mayBlock = true;
        return content;
    }

    private void hang(boolean here) {
        if (here) {
            reached.countDown();
            await().forever().until(() -> released.getCount() == 0);
        }
    }
}
