package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.mail.Clients.SOON;
import static org.postrider.mail.Clients.message;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** Who hears of the end of a send, how often, on which thread. */
class SmtpClientEventTest {
    private final SmtpTestServer server = SmtpTestServer.start();
    private final SmtpClient client = Clients.of(server);

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void handlerGetsTheClientTheTokenAndNoError() {
        EventProbe probe = EventProbe.on(client);
        Object token = new Object();
        client.sendAsync(message(), token);
        EventProbe.Heard heard = probe.await();
        assertThat(heard.sender()).isSameAs(client);
        assertThat(heard.args().getUserState()).isSameAs(token);
        assertThat(heard.args().getError()).isNull();
        assertThat(heard.args().isCancelled()).isFalse();
        assertThat(heard.args().isInDoubt()).isFalse();
        client.sendAsync(message(), null);
        assertThat(probe.await().args().getUserState()).isNull();
    }

    @Test
    void eachAcceptedSendIsToldExactlyOnce() {
        EventProbe probe = EventProbe.on(client);
        server.script().on(Step.RCPT, Reply.of(550, "no")).nth(2);
        for (int number = 1; number <= 3; number++) {
            client.sendAsync(message(), number);
            EventProbe.Heard heard = probe.await();
            assertThat(heard.args().getUserState()).isEqualTo(number);
            assertThat(heard.args().getError() != null).isEqualTo(number == 2);
        }
        assertThatThrownBy(() -> client.sendAsync(new MailMessage(), "refused directly"))
                .isInstanceOf(IllegalStateException.class);
        client.sendMailAsync(message()).join();
        client.send(message());
        client.close();
        assertThat(probe.waiting()).as("neither of the other ways raises it").isZero();
    }

    @Test
    void handlersAndFuturesRunOnThreadsOfTheLibraryMadeForIt() {
        EventProbe probe = EventProbe.on(client);
        for (int number = 0; number < 50; number++) {
            client.sendAsync(message(), null);
            assertThat(probe.await().thread().getName()).isEqualTo("postrider-completion");
        }
        BlockingQueue<String> threads = new LinkedBlockingQueue<>();
        Gate gate = new Gate();
        server.script().on(Step.MAIL, Behaviour.hold(gate));
        CompletableFuture<Void> end = client.sendMailAsync(message())
                .thenRun(() -> threads.add(Thread.currentThread().getName()));
        gate.open();
        Way.await(end);
        assertThat(threads).containsExactly("postrider-completion");
    }

    @Test
    void handlerThatWaitsHoldsUpNobodyElse() throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        client.addSendCompletedHandler((sender, e) -> {
            waiting.countDown();
            awaitUninterrupted(goOn);
        });
        client.sendAsync(message(), null);
        assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
        try (SmtpClient other = Clients.of(server)) {
            Way.await(client.sendMailAsync(message()));
            Way.await(other.sendMailAsync(message()));
        } finally {
            goOn.countDown();
        }
        assertThat(server.getMessages()).hasSize(3);
    }

    /** By a thread of the library's, by the thread that brings the end, and without a server's answer to wait for. */
    @Timeout(240)
    @ParameterizedTest
    @CsvSource({"false, bob@example.com", "true, bob@example.com", "true, j\u00fcrgen@example.com"})
    void handlerMayStartTheNextSendAThousandTimesOnAStackThatDoesNotGrow(boolean inline, String recipient) {
        int many = 1000;
        if (inline) {
            client.setCompletionExecutor(Runnable::run);
        }
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Set<Long> depths = ConcurrentHashMap.newKeySet();
        client.addSendCompletedHandler((sender, e) -> {
            depths.add(StackWalker.getInstance().walk(Stream::count));
            int number = (Integer) e.getUserState();
            if (number < many) {
                ((SmtpClient) sender).sendAsync(message(recipient), number + 1);
            } else {
                ended.complete(null);
            }
        });
        client.sendAsync(message(recipient), 1);
        assertThat(ended).succeedsWithin(Duration.ofMinutes(2));
        assertThat(depths).allSatisfy(depth -> assertThat(depth).isLessThan(100));
        assertThat(server.getSessions())
                .as("100 messages go through one connection")
                .hasSizeLessThanOrEqualTo(many / 100);
    }

    @Test
    void handlerMaySendAndWaitOrClose() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        client.addSendCompletedHandler((sender, e) -> {
            client.send(message());
            client.close();
            done.complete(null);
        });
        client.sendAsync(message(), null);
        Way.await(done);
        assertThat(server.getMessages()).hasSize(2);
    }

    static Stream<Throwable> faults() {
        return Stream.of(
                new IllegalArgumentException("a fault of the handler's own"),
                new AssertionError("another"),
                new Exception("what Kotlin doesn't declare"));
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable fault) throws T {
        throw (T) fault;
    }

    @ParameterizedTest
    @MethodSource("faults")
    void handlerThatThrowsDoesNotKeepTheOthersFromHearing(Throwable fault) {
        client.addSendCompletedHandler((sender, e) -> SmtpClientEventTest.<RuntimeException>sneak(fault));
        EventProbe probe = EventProbe.on(client);
        client.sendAsync(message(), 1);
        assertThat(probe.await().args().getError()).isNull();
        client.sendAsync(message(), 2);
        assertThat(probe.await().args().getUserState()).isEqualTo(2);
    }

    @Test
    void removedHandlerHearsNoMoreAndOneAddedTwiceHearsTwice() {
        EventProbe gone = EventProbe.on(client);
        EventProbe twice = EventProbe.on(client);
        client.addSendCompletedHandler(twice);
        client.removeSendCompletedHandler(gone);
        client.removeSendCompletedHandler((sender, e) -> {});
        client.sendAsync(message(), null);
        assertThat(twice.await().args()).isSameAs(twice.await().args());
        assertThat(gone.waiting()).isZero();
    }

    @Test
    void subclassHearsFirstAndDecidesWhetherHandlersDo() {
        BlockingQueue<AsyncCompletedEventArgs> heard = new LinkedBlockingQueue<>();
        EventProbe probe;
        try (SmtpClient quiet = new SmtpClient(server.getHost(), server.getPort()) {
            @Override
            protected void onSendCompleted(AsyncCompletedEventArgs e) {
                heard.add(e);
                if (!"quiet".equals(e.getUserState())) {
                    super.onSendCompleted(e);
                }
            }
        }) {
            probe = EventProbe.on(quiet);
            quiet.sendAsync(message(), "loud");
            assertThat(probe.await().args().getUserState()).isEqualTo("loud");
            quiet.sendAsync(message(), "quiet");
            Awaitility.await().atMost(SOON).until(() -> heard.size() == 2);
        }
        assertThat(probe.waiting()).isZero();
    }

    @Test
    void completionExecutorOfTheUserRunsHandlersAndFutures() {
        AtomicInteger tasks = new AtomicInteger();
        client.setCompletionExecutor(task -> {
            tasks.incrementAndGet();
            Thread thread = new Thread(task, "the user's own");
            thread.setDaemon(true);
            thread.start();
        });
        EventProbe probe = EventProbe.on(client);
        client.sendAsync(message(), null);
        assertThat(probe.await().thread().getName()).isEqualTo("the user's own");
        Way.await(client.sendMailAsync(message()));
        client.send(message());
        assertThat(tasks).hasValue(2);
    }

    static Stream<Executor> brokenExecutors() {
        return Stream.of(
                task -> {
                    throw new RejectedExecutionException("shut down");
                },
                task -> {
                    throw new IllegalStateException("not started");
                },
                task -> {
                    throw new OutOfMemoryError("unable to create native thread");
                },
                task -> {
                    task.run();
                    throw new IllegalStateException("ran it all the same");
                });
    }

    @ParameterizedTest
    @MethodSource("brokenExecutors")
    void executorThatRefusesDoesNotLeaveTheEndUnheard(Executor broken) {
        client.setCompletionExecutor(broken);
        EventProbe probe = EventProbe.on(client);
        client.sendAsync(message(), "token");
        EventProbe.Heard heard = probe.await();
        assertThat(heard.args().getUserState()).isEqualTo("token");
        assertThat(heard.thread().getName()).doesNotStartWith("postrider-smtp");
        Way.await(client.sendMailAsync(message()));
        assertThat(probe.waiting()).isZero();
    }

    @Test
    void subclassWhoseMethodThrowsIsCalledOnceAndCanSendAgain() {
        AtomicInteger calls = new AtomicInteger();
        try (SmtpClient faulty = new SmtpClient(server.getHost(), server.getPort()) {
            @Override
            protected void onSendCompleted(AsyncCompletedEventArgs e) {
                calls.incrementAndGet();
                throw new RejectedExecutionException("a fault of the subclass's own");
            }
        }) {
            faulty.setCompletionExecutor(Runnable::run);
            faulty.sendAsync(message(), null);
            Awaitility.await().atMost(SOON).until(() -> calls.get() == 1);
            faulty.send(message());
        }
        assertThat(calls).hasValue(1);
        assertThat(server.getMessages()).hasSize(2);
    }

    @Test
    void callerIsNotHeldUpByAServerThatSaysNothing() {
        Gate gate = new Gate();
        server.script().on(Step.CONNECT, Behaviour.hold(gate));
        EventProbe probe = EventProbe.on(client);
        client.sendAsync(message(), null);
        gate.awaitReached(SOON);
        assertThat(probe.waiting()).isZero();
        gate.open();
        assertThat(probe.await().args().getError()).isNull();
    }

    @Test
    void futuresDerivedFromASendDoNotEndIt() {
        Gate gate = new Gate();
        server.script().on(Step.MAIL, Behaviour.hold(gate));
        CompletableFuture<Void> end = client.sendMailAsync(message());
        List<CompletableFuture<?>> derived = List.of(end.thenRun(() -> {}), end.copy(), end.thenApply(nothing -> 1));
        gate.awaitReached(SOON);
        derived.forEach(future -> assertThat(future.cancel(true)).isTrue());
        gate.open();
        Way.await(end);
        assertThat(server.getMessages()).hasSize(1);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
