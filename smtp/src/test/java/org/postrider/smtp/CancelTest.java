package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.postrider.smtp.DeliveryOutcome.IN_DOUBT;
import static org.postrider.smtp.DeliveryOutcome.NOT_SENT;
import static org.postrider.smtp.SmtpSenderTest.SOON;
import static org.postrider.smtp.SmtpSenderTest.TO_ONE;
import static org.postrider.smtp.SmtpSenderTest.plain;
import static org.postrider.smtp.SmtpSenderTest.trusting;

import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** A send ends promptly when it is told to, wherever it is, and says truly how far it got. */
@Execution(ExecutionMode.CONCURRENT)
class CancelTest {
    /** The promise is 500 ms; a busy machine gets more. */
    private static final Duration PROMPTLY = Duration.ofSeconds(2);

    /** How a send is ended from outside. */
    private enum End {
        ABORT {
            @Override
            Future<?> during(SmtpSender sender, Runnable whenReached) {
                SendFuture future = sender.sendAsync(TO_ONE, new TestContent());
                whenReached.run();
                future.abort();
                return future;
            }
        },
        CLOSE_BEHIND_ASYNC {
            @Override
            Future<?> during(SmtpSender sender, Runnable whenReached) {
                SendFuture future = sender.sendAsync(TO_ONE, new TestContent());
                whenReached.run();
                sender.close();
                return future;
            }
        },
        CLOSE_BEHIND_BLOCKING {
            @Override
            Future<?> during(SmtpSender sender, Runnable whenReached) {
                Future<?> future = onThread(sender, new AtomicReference<>());
                whenReached.run();
                sender.close();
                return future;
            }
        },
        INTERRUPT {
            @Override
            Future<?> during(SmtpSender sender, Runnable whenReached) {
                AtomicReference<Thread> thread = new AtomicReference<>();
                Future<?> future = onThread(sender, thread);
                whenReached.run();
                thread.get().interrupt();
                return future;
            }
        };

        abstract Future<?> during(SmtpSender sender, Runnable whenReached);

        /** Sends on a thread of its own, which has to stay interrupted if it was. */
        static Future<?> onThread(SmtpSender sender, AtomicReference<Thread> sending) {
            CompletableFuture<SendResult> future = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    future.complete(sender.send(TO_ONE, new TestContent()));
                } catch (DeliveryException e) {
                    if (e.getMessage().contains("interrupted")) {
                        assertThat(Thread.currentThread().isInterrupted()).isTrue();
                    }
                    future.completeExceptionally(e);
                }
            });
            sending.set(thread);
            thread.start();
            return future;
        }
    }

    static Stream<Arguments> stepsAndEnds() {
        return Stream.of(
                        Step.CONNECT,
                        Step.EHLO,
                        Step.STARTTLS,
                        Step.TLS_HANDSHAKE,
                        Step.AUTH,
                        Step.MAIL,
                        Step.RCPT,
                        Step.DATA,
                        Step.END_OF_DATA)
                .flatMap(step -> Stream.of(End.values()).map(end -> Arguments.of(step, end)));
    }

    @ParameterizedTest
    @MethodSource("stepsAndEnds")
    void sendEndsPromptlyAtEachStep(Step step, End end) {
        Gate gate = new Gate();
        try (SmtpTestServer server = SmtpTestServer.builder()
                        .startTls()
                        .user("ann", "secret")
                        .start();
                SmtpSender sender = new SmtpSender(secured(server));
                SmtpSender another = new SmtpSender(secured(server))) {
            server.script().on(step, Behaviour.hold(gate)).times(1);
            AtomicReference<Long> reached = new AtomicReference<>(0L);
            Future<?> send = end.during(sender, () -> {
                gate.awaitReached(SOON);
                reached.set(System.nanoTime());
            });
            DeliveryException failure = failure(send);
            assertThat(Duration.ofNanos(System.nanoTime() - reached.get())).isLessThan(PROMPTLY);
            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(FailureKind.CANCELLED);
            assertThat(failure.result().outcome()).isEqualTo(step == Step.END_OF_DATA ? IN_DOUBT : NOT_SENT);
            gate.open();
            boolean closed = end == End.CLOSE_BEHIND_ASYNC || end == End.CLOSE_BEHIND_BLOCKING;
            SendResult next = (closed ? another : sender).send(TO_ONE, new TestContent());
            assertThat(next.outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(next.connection().reused()).isFalse();
        }
    }

    private static SmtpOptions secured(SmtpTestServer server) {
        return plain(server)
                .tls(trusting(server, TlsMode.STARTTLS))
                .credential(new PasswordCredential("ann", "secret"))
                .build();
    }

    private static DeliveryException failure(Future<?> send) {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        assertThat(send).failsWithin(SOON).withThrowableThat().satisfies(e -> thrown.set(e.getCause()));
        assertThat(thrown.get()).isInstanceOf(DeliveryException.class);
        return (DeliveryException) thrown.get();
    }

    @Test
    void cancelledFutureIsCancelledAtOnceAndTheConnectionEnds() {
        Gate gate = new Gate();
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            server.script().on(Step.DATA, Behaviour.hold(gate).then(Behaviour.silence()));
            SendFuture send = sender.sendAsync(TO_ONE, new TestContent());
            gate.awaitReached(SOON);
            assertThat(send.cancel(true)).isTrue();
            assertThat(send).isCancelled();
            assertThatThrownBy(send::join).isInstanceOf(CancellationException.class);
            gate.open();
            server.awaitNoConnections(SOON);
            assertThat(server.getMessages()).isEmpty();
        }
    }

    /** It mostly comes before the first step; one that comes too late finds the message sent, and its connection idle. */
    @Test
    void cancelAtOnceTellsTheTruth() {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            List<DeliveryOutcome> outcomes = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                SendFuture send = sender.sendAsync(TO_ONE, new TestContent());
                send.abort();
                send.abort();
                outcomes.add(outcome(send));
            }
            assertThat(outcomes).doesNotContain(DeliveryOutcome.REFUSED);
            sender.setLimits(PoolLimits.DEFAULT.withMaxIdle(0));
            server.awaitNoConnections(SOON);
            int accepted = Collections.frequency(outcomes, DeliveryOutcome.ACCEPTED);
            int inDoubt = Collections.frequency(outcomes, DeliveryOutcome.IN_DOUBT);
            assertThat(server.getMessages()).hasSizeBetween(accepted, accepted + inDoubt);
        }
    }

    private static DeliveryOutcome outcome(SendFuture send) {
        try {
            return send.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join().outcome();
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(DeliveryException.class);
            return ((DeliveryException) e.getCause()).result().outcome();
        }
    }

    @ParameterizedTest
    @EnumSource(DoorWay.class)
    void cancelAfterTheEndTouchesNobodyElse(DoorWay door) {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            SendFuture first = sender.sendAsync(TO_ONE, new TestContent());
            first.join();
            first.abort();
            assertThat(first.cancel(true)).isFalse();
            assertThat(sender.sendAsync(TO_ONE, new TestContent())
                            .join()
                            .connection()
                            .reused())
                    .isTrue();
            assertThat(door.send(sender, TO_ONE, new TestContent()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
        }
    }

    @Test
    void derivedFutureDoesNotCancelTheSend() {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            Gate gate = new Gate();
            server.script().on(Step.MAIL, Behaviour.hold(gate));
            SendFuture send = sender.sendAsync(TO_ONE, new TestContent());
            gate.awaitReached(SOON);
            assertThat(send.thenApply(SendResult::outcome).cancel(true)).isTrue();
            gate.open();
            assertThat(send.join().outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
        }
    }

    @Test
    void contentThatBlocksForEverDoesNotBlockTheCancel() {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        TestContent stuck = new TestContent() {
            @Override
            InputStream stream() {
                reading.countDown();
                await().atMost(SOON.multipliedBy(2)).until(() -> released.getCount() == 0);
                return InputStream.nullInputStream();
            }
        };
        stuck.mayBlock = true;
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            SendFuture send = sender.sendAsync(TO_ONE, stuck);
            await().atMost(SOON).until(() -> reading.getCount() == 0);
            assertThat(sender.sendAsync(TO_ONE, TestContent.blocking()).join().outcome())
                    .isEqualTo(DeliveryOutcome.ACCEPTED);
            long begun = System.nanoTime();
            send.abort();
            DeliveryException failure = failure(send);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PROMPTLY);
            assertThat(failure.kind()).isEqualTo(FailureKind.CANCELLED);
            assertThat(failure.result().outcome()).isEqualTo(NOT_SENT);
            released.countDown();
            await().atMost(SOON).untilAsserted(() -> assertThat(stuck.closed).hasValue(1));
        }
    }

    @Test
    void interruptedThreadSendsNothing() {
        try (SmtpTestServer server = SmtpTestServer.start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> sender.send(TO_ONE, new TestContent()))
                    .isInstanceOfSatisfying(DeliveryException.class, failure -> {
                        assertThat(failure.kind()).isEqualTo(FailureKind.CANCELLED);
                        assertThat(failure.result().outcome()).isEqualTo(NOT_SENT);
                    });
            assertThat(Thread.interrupted()).isTrue();
            assertThat(sender.send(TO_ONE, new TestContent()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(server.getMessages()).hasSize(1);
        }
    }

    /** The JDK's channels end when the thread that reads them is interrupted, and don't say why. */
    @ParameterizedTest
    @ValueSource(strings = {"X-DATA", "CHUNKING"})
    void threadThatIsInterruptedWhileItReadsIsNoFaultOfTheContent(String extension) {
        TestContent interrupting = new TestContent() {
            @Override
            InputStream stream() {
                return new InputStream() {
                    @Override
                    public int read() {
                        Thread.currentThread().interrupt();
                        return 'a';
                    }
                };
            }
        };
        try (SmtpTestServer server = SmtpTestServer.builder().with(extension).start();
                SmtpSender sender = new SmtpSender(plain(server).build())) {
            assertThatThrownBy(() -> sender.send(TO_ONE, interrupting))
                    .isInstanceOfSatisfying(DeliveryException.class, failure -> {
                        assertThat(failure.kind()).isEqualTo(FailureKind.CANCELLED);
                        assertThat(failure.result().outcome()).isEqualTo(NOT_SENT);
                    })
                    .hasMessageContaining("the sending thread was interrupted");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(sender.send(TO_ONE, new TestContent()).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(server.getMessages()).hasSize(1);
        }
    }
}
