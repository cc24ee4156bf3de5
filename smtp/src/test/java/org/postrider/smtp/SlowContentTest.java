package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.smtp.DeliveryOutcome.NOT_SENT;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** Contents that come with a pace of their own, which no step's limit is meant for. */
@Execution(ExecutionMode.CONCURRENT)
class SlowContentTest {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** Longer than what is read is waited for to become more. */
    private static final Duration PAUSE = Duration.ofMillis(270);

    /** Each of which is sent before the next one is there. */
    private static final List<String> PIECES =
            List.of("a line", "\r", "\n.", "a dot\r", ".", "\n", "YWJj\r\n", "YWJj", ".\r\n.\r\n", "\r");

    static Stream<Arguments> ways() {
        return Stream.of("PIPELINING", "CHUNKING")
                .flatMap(extension -> Stream.of(DoorWay.values()).map(door -> Arguments.of(extension, door)));
    }

    /** It ends once the server has some of it. */
    @ParameterizedTest
    @MethodSource("ways")
    void slowContentIsSentAsItComes(String extension, DoorWay door) {
        try (SmtpTestServer server = start(extension);
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            Gate arrived = new Gate();
            arrived.open();
            server.script().on(Step.BODY, Behaviour.hold(arrived)).afterBytes(10);
            int[] lines = {0};
            TestContent content = TestContent.reading(target -> {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                boolean over = arrived.isReached() || lines[0] == 1000;
                return over ? -1 : put("line " + lines[0]++ + "\r\n", target);
            });
            content.mayBlock = true;
            content.size = -1;
            door.send(sender, TO_ONE, content);
            assertThat(lines[0]).as("lines before the first arrived").isLessThan(1000);
            assertThat(server.getMessages())
                    .singleElement()
                    .satisfies(message -> assertThat(message.getRaw())
                            .asString(StandardCharsets.US_ASCII)
                            .endsWith("line " + (lines[0] - 1) + "\r\n"));
        }
    }

    /** All of them together take longer than the limit; some are in order already. */
    @ParameterizedTest
    @MethodSource("ways")
    void everyOctetArrivesThoughEachPieceGoesAlone(String extension, DoorWay door) {
        try (SmtpTestServer server = start(extension);
                SmtpSender sender = limited(server)) {
            door.send(sender, TO_ONE, new Pieces());
            assertThat(server.getMessages())
                    .singleElement()
                    .satisfies(message -> assertThat(message.getRaw())
                            .asString(StandardCharsets.US_ASCII)
                            .isEqualTo("a line\r\n.a dot\r\n.\r\nYWJj\r\nYWJj.\r\n.\r\n\r\n"));
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void contentThatHangsRunsIntoTheLimitAndIsToldOf(String extension, DoorWay door) {
        CountDownLatch released = new CountDownLatch(1);
        TestContent content = TestContent.reading(target -> {
            await().forever().until(() -> released.getCount() == 0);
            return -1;
        });
        content.mayBlock = true;
        try (SmtpTestServer server = start(extension);
                SmtpSender sender = limited(server)) {
            DeliveryException failure = door.fail(sender, TO_ONE, content);
            assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure).hasMessageContaining("the message's content took longer");
            assertThat(failure.result().outcome()).isEqualTo(NOT_SENT);
        } finally {
            released.countDown();
        }
    }

    private static SmtpTestServer start(String extension) {
        return SmtpTestServer.builder().with("PIPELINING", extension).start();
    }

    /** A first chunk belongs to the envelope still. */
    private static SmtpSender limited(SmtpTestServer server) {
        StepLimits limits = new StepLimits(SOON, SOON, LIMIT, SOON, LIMIT, SOON, SOON);
        return new SmtpSender(plain(server).limits(limits).build());
    }

    private static int put(String piece, ByteBuffer target) {
        target.put(piece.getBytes(StandardCharsets.US_ASCII));
        return piece.length();
    }

    private static final class Pieces extends TestContent {
        private int next;

        Pieces() {
            mayBlock = true;
            size = -1;
        }

        @Override
        public ReadableByteChannel open(BodyType bodyType) throws IOException {
            return TestContent.reading(this::read).open(bodyType);
        }

        @Override
        public int readReady(ReadableByteChannel opened, ByteBuffer target) {
            return next < PIECES.size() && PIECES.get(next).startsWith("YWJj") ? read(target) : 0;
        }

        private int read(ByteBuffer target) {
            LockSupport.parkNanos(PAUSE.toNanos());
            return next == PIECES.size() ? -1 : put(PIECES.get(next++), target);
        }
    }
}
