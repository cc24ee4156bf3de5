package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.smtp.internal.connection.Engines;
import org.postrider.sockets.SocketError;
import org.postrider.sockets.SocketException;
import org.postrider.testkit.SmtpTestServer;

/** The first connection of a process needs a thread and a few files; where the system has none, that is told as any other fault. */
@Timeout(60)
class NoLoopTest {
    static Stream<Arguments> shortages() {
        return Stream.of(
                        new SocketException(SocketError.TOO_MANY_OPEN_SOCKETS),
                        new OutOfMemoryError("unable to create native thread, as the test wants it"))
                .flatMap(shortage -> Stream.of(DoorWay.values()).map(door -> Arguments.of(shortage, door)));
    }

    @ParameterizedTest
    @MethodSource("shortages")
    void sendsFailUntilThereIsOne(Throwable shortage, DoorWay door) throws Exception {
        AtomicReference<@Nullable Throwable> trouble = new AtomicReference<>(shortage);
        try (SmtpTestServer server = SmtpTestServer.start()) {
            SmtpOptions options = plain(server).build();
            SmtpSender sender = new SmtpSender(options, Engines.troubled(options, trouble::get));
            assertTold(door.fail(sender, TO_ONE, new TestContent()), shortage);
            assertTold(door.fail(sender, TO_ONE, TestContent.blocking()), shortage);
            assertThatExceptionOfType(DeliveryException.class)
                    .isThrownBy(() -> sender.verify(null))
                    .satisfies(failure -> assertTold(failure, shortage));
            assertThat(sender.connections()).isZero();
            trouble.set(null);
            assertThat(door.send(sender, TO_ONE, TestContent.blocking()).outcome())
                    .isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(sender.verify(null).server()).isEqualTo(options.server());
            sender.closeAsync().get(SOON.toSeconds(), TimeUnit.SECONDS);
            server.awaitNoConnections(SOON);
        }
    }

    private static void assertTold(DeliveryException failure, Throwable shortage) {
        assertThat(failure.kind()).isEqualTo(FailureKind.CONNECTION);
        assertThat(failure.result().outcome()).isEqualTo(DeliveryOutcome.NOT_SENT);
        assertThat(failure).hasMessageContaining("ulimit").hasCause(shortage);
    }
}
