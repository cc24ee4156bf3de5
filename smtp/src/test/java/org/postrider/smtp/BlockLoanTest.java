package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.smtp.internal.wire.Blocks;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** Large messages leave in blocks that all connections share: whatever becomes of a message, its block comes back. */
class BlockLoanTest {
    /** Behind the small blocks that each connection begins with. */
    private static final int FAR = 6_000_000;

    static Stream<Arguments> ends() {
        return Stream.of(
                        Behaviour.close(),
                        Behaviour.reset(),
                        Behaviour.silence(),
                        Reply.of(552, "5.3.4 too big").then(Behaviour.close()))
                .flatMap(end -> Stream.of(DoorWay.values()).map(door -> Arguments.of(end, door)));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void blockComesBackFromAMessageThatTheServerEnds(Behaviour end, DoorWay door) {
        for (boolean mayBlock : new boolean[] {false, true}) {
            try (SmtpTestServer server =
                            SmtpTestServer.builder().discardBodies().start();
                    SmtpSender sender = new SmtpSender(plain(server)
                            .limits(StepLimits.ofEach(Duration.ofMillis(1500)))
                            .build())) {
                server.script().on(Step.BODY, end).afterBytes(FAR).times(1);
                TestContent content = TestContent.large();
                content.mayBlock = mayBlock;
                door.fail(sender, TO_ONE, content);
                assertBlocksComeBack();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void blockComesBackFromAMessageWhoseContentFails(DoorWay door) {
        for (boolean mayBlock : new boolean[] {false, true}) {
            TestContent content = new TestContent() {
                @Override
                InputStream stream() throws IOException {
                    return new SequenceInputStream(TestContent.ofSize(FAR).stream(), new InputStream() {
                        @Override
                        public int read() throws IOException {
                            throw new IOException("the disk is gone");
                        }
                    });
                }
            };
            content.mayBlock = mayBlock;
            try (SmtpTestServer server =
                            SmtpTestServer.builder().discardBodies().start();
                    SmtpSender sender = new SmtpSender(plain(server).build())) {
                assertThat(door.fail(sender, TO_ONE, content).kind()).isEqualTo(FailureKind.CONTENT);
                assertBlocksComeBack();
            }
        }
    }

    /** As long as somebody writes into it, nobody else gets it. */
    @Test
    void blockOfAReaderThatHangsComesBackWhenItGoesOn() {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        TestContent content = new TestContent() {
            @Override
            InputStream stream() throws IOException {
                return new SequenceInputStream(TestContent.ofSize(FAR).stream(), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        hangs.countDown();
                        try {
                            released.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                        return -1;
                    }
                });
            }
        };
        content.mayBlock = true;
        try (SmtpTestServer server = SmtpTestServer.builder().discardBodies().start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            SendFuture send = sender.sendAsync(TO_ONE, content);
            await().atMost(SOON).until(() -> hangs.getCount() == 0);
            send.cancel(false);
            await().atMost(SOON).until(send::isDone);
            server.awaitNoConnections(SOON);
            assertThat(Blocks.shared().lent()).as("the reader still has one").isPositive();
        } finally {
            released.countDown();
        }
        assertBlocksComeBack();
    }

    /** Others may borrow some meanwhile, but not all the time. */
    private static void assertBlocksComeBack() {
        await().atMost(SOON).until(() -> Blocks.shared().lent() == 0);
    }
}
