package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.mail.Clients.SOON;
import static org.postrider.mail.Clients.message;
import static org.postrider.mail.Mailers.plain;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.smtp.SendResult;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** Sources and listeners that don't behave: the run ends all the same, and nothing else suffers. */
@Timeout(120)
class MailerSourceTest {
    private final SmtpTestServer server = SmtpTestServer.start();
    private final Mailer mailer = plain(server).connections(2).build();
    private final List<BulkOutcome<Integer>> outcomes = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        mailer.close(Duration.ZERO);
        server.close();
    }

    private BulkSend send(Flow.Publisher<Integer> items) {
        return mailer.sendAll(items, MailerSourceTest::letter, outcomes::add);
    }

    private static MailMessage letter(int number) {
        return message("r" + number + "@example.com");
    }

    private static Flow.Publisher<Integer> publisher(
            AtomicReference<Flow.Subscriber<? super Integer>> subscribed, Runnable request, Runnable cancel) {
        return subscriber -> {
            subscribed.set(subscriber);
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long n) {
                    request.run();
                }

                @Override
                public void cancel() {
                    cancel.run();
                }
            });
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwUnseen(Throwable checked) throws T {
        throw (T) checked;
    }

    private static void failUnseen(int number) {
        if (number == 1) {
            MailerSourceTest.<RuntimeException>throwUnseen(new IOException("unseen"));
        }
    }

    @Test
    void itemBehindTheCancelIsDroppedAndEndsNothingTwice() {
        AtomicReference<Flow.Subscriber<? super Integer>> subscriber = new AtomicReference<>();
        BulkSend run = send(publisher(subscriber, () -> {}, () -> {}));
        run.cancel(true);
        subscriber.get().onNext(7);
        subscriber.get().onComplete();
        Gate gate = new Gate();
        server.script().on(Step.MAIL, Behaviour.hold(gate));
        CompletableFuture<SendResult> other = mailer.send(message());
        gate.awaitReached(SOON);
        assertThat(mailer.close(Duration.ZERO)).as("a message is under way").isFalse();
        gate.open();
        assertThat(other).isCompletedExceptionally();
        assertThat(outcomes).isEmpty();
        assertThat(run.progress().taken()).isZero();
    }

    @Test
    void itemBehindTheEndIsDroppedByTheRunItself() {
        AtomicReference<Throwable> dropped = new AtomicReference<>();
        Dispatch dispatch = new Dispatch(List.of(), null, new Room(1, 1), WhenFull.WAIT);
        Bulk<Integer> bulk = new Bulk<>(dispatch, MailerSourceTest::letter, outcomes::add);
        dispatch.begin(bulk);
        bulk.exhausted(null);
        bulk.take(1).whenComplete((next, gone) -> dropped.set(gone));
        assertThat(dropped.get()).isNotNull();
        assertThat(bulk.future().join().taken()).isZero();
        assertThat(outcomes).isEmpty();
    }

    @Test
    void runOfWhichNothingWasCutOffDoesNotFailWhenItIsStopped() {
        Dispatch dispatch = new Dispatch(List.of(), null, new Room(1, 1), WhenFull.WAIT);
        AtomicReference<Bulk<Integer>> bulk = new AtomicReference<>();
        bulk.set(new Bulk<>(dispatch, number -> message("not an address"), outcome -> {
            bulk.get().exhausted(null);
            bulk.get().stop();
        }));
        dispatch.begin(bulk.get());
        bulk.get().take(1);
        assertThat(bulk.get().future()).isCompleted();
    }

    @Test
    void closeEndsTheFutureOfARunWhoseSourceBlocks() {
        CountDownLatch blocked = new CountDownLatch(1);
        Stream<Integer> items = Stream.generate(() -> {
            awaitUninterruptibly(blocked);
            return 0;
        });
        BulkSend run = mailer.sendAll(items, MailerSourceTest::letter, outcomes::add);
        assertThat(mailer.close(Duration.ZERO)).isFalse();
        assertThat(run).isCompletedExceptionally();
        blocked.countDown();
    }

    @Test
    void timeOutOfARunStopsIt() {
        BulkSend run = mailer.sendAll(Stream.iterate(0, i -> i + 1), MailerSourceTest::letter, outcomes::add);
        run.orTimeout(1, TimeUnit.MILLISECONDS);
        assertThat(mailer.close(SOON)).isTrue();
        assertThatThrownBy(run::join).hasRootCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void runIsCancelledThoughItsFutureIsDone() {
        BulkSend run = mailer.sendAll(Stream.iterate(0, i -> i + 1), MailerSourceTest::letter, outcomes::add);
        run.complete(run.progress());
        assertThat(run.cancel(true)).isFalse();
        assertThat(mailer.close(SOON)).isTrue();
    }

    @Test
    void whoIsToldOfTheEndOfARunFindsNothingLeftToCancel() {
        Gate gate = new Gate();
        server.script().on(Step.MAIL, Behaviour.hold(gate));
        BulkSend run = mailer.sendAll(Stream.of(0), MailerSourceTest::letter, outcomes::add);
        CompletableFuture<Boolean> closed = run.thenApply(all -> mailer.close(Duration.ZERO));
        gate.open();
        assertThat(closed.join()).isTrue();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void checkedExceptionOfTheComposerIsTheOutcomeOfItsItem() {
        BulkSend run = mailer.sendAll(
                Stream.of(0, 1, 2),
                number -> {
                    failUnseen(number);
                    return letter(number);
                },
                outcomes::add);
        assertThat(run).succeedsWithin(SOON).extracting(BulkProgress::accepted).isEqualTo(2L);
        assertThat(outcomes).anySatisfy(o -> assertThat(o.failure()).isInstanceOf(IOException.class));
    }

    @Test
    void checkedExceptionOfTheSourceIsTheFailureOfTheRun() {
        BulkSend run = mailer.sendAll(
                Stream.of(0, 1, 2).peek(MailerSourceTest::failUnseen), MailerSourceTest::letter, outcomes::add);
        assertThat(run).failsWithin(SOON).withThrowableThat().havingRootCause().isInstanceOf(IOException.class);
        assertThat(outcomes).hasSize(1);
    }

    @Test
    void checkedExceptionOfTheListenerSilencesNothing() {
        BulkSend run = mailer.sendAll(Stream.of(0, 1, 2), MailerSourceTest::letter, outcome -> {
            outcomes.add(outcome);
            failUnseen(outcome.item());
        });
        assertThat(run).succeedsWithin(SOON);
        assertThat(outcomes).hasSize(3);
    }

    @Test
    void publisherThatThrowsWhenItIsCancelledDoesNotKeepTheMailerOpen() {
        mailer.send(message()).join();
        BulkSend run = send(publisher(new AtomicReference<>(), () -> {}, () -> {
            throw new AssertionError("from cancel, as the test wants it");
        }));
        assertThat(mailer.close(Duration.ZERO)).isFalse();
        assertThat(run).isCompletedExceptionally();
        server.awaitNoConnections(SOON);
    }

    @Test
    void errorOfAPublisherIsTheFailureOfTheRun() {
        List<String> heard = new ArrayList<>();
        BulkSend asked = send(publisher(
                new AtomicReference<>(),
                () -> {
                    throw new AssertionError("request");
                },
                () -> heard.add("cancelled")));
        assertThatThrownBy(asked::join).hasRootCauseMessage("request");
        assertThat(heard).contains("cancelled");
        BulkSend subscribed = send(subscriber -> {
            throw new AssertionError("subscribe");
        });
        assertThatThrownBy(subscribed::join).hasRootCauseMessage("subscribe");
        assertThat(mailer.close(SOON)).isTrue();
    }

    /** The thread that makes room is that of a stranger, who has its message and wants to go on. */
    @Test
    void publisherThatBlocksHoldsUpNobodyWhoMakesRoomForIt() throws InterruptedException {
        Gate gate = new Gate();
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        server.script().on(Step.MAIL, Behaviour.hold(gate)).nth(1);
        try (Mailer narrow = plain(server).queueLimit(10, 1).build()) {
            CompletableFuture<SendResult> own = new CompletableFuture<>();
            Thread stranger = new Thread(() -> own.complete(narrow.sendAndWait(message())));
            stranger.start();
            gate.awaitReached(SOON);
            Flow.Publisher<Integer> items = subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
                private int number;

                @Override
                public void request(long n) {
                    subscriber.onNext(number++);
                }

                @Override
                public void cancel() {
                    // It looks for that nowhere.
                }
            });
            BulkSend run = narrow.sendAll(
                    items,
                    number -> {
                        if (number == 1) {
                            blocked.countDown();
                            assertThatCode(released::await).doesNotThrowAnyException();
                        }
                        return letter(number);
                    },
                    outcomes::add);
            gate.open();
            assertThat(blocked.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(own.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join().recipients())
                    .hasSize(1);
            run.cancel(true);
            released.countDown();
        }
    }
}
