package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.postrider.mail.Clients.SOON;
import static org.postrider.mail.Clients.message;
import static org.postrider.mail.Mailers.plain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.sockets.ObjectDisposedException;
import org.postrider.testkit.Behaviour;
import org.postrider.testkit.Gate;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.Reply;
import org.postrider.testkit.SmtpTestServer;
import org.postrider.testkit.Step;

/** Messages without number: each has one outcome, and no more of them are held than is allowed. */
@Timeout(120)
class MailerBulkTest {
    private static final int ITEMS = 2_000;

    private final List<BulkOutcome<Integer>> outcomes = Collections.synchronizedList(new ArrayList<>());

    private static Stream<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed();
    }

    private static Stream<Integer> withoutEnd() {
        return Stream.iterate(0, i -> i + 1);
    }

    private static MailMessage letter(int number) {
        return message("r" + number + "@example.com");
    }

    private static MailMessage sometimes(int number) {
        return number % 11 == 3
                ? message("not an address")
                : message((number % 7 == 2 ? "bad" : "r") + number + "@example.com");
    }

    private long count(DeliveryOutcome outcome) {
        return outcomes.stream().filter(o -> o.outcome() == outcome).count();
    }

    /** Each item was told once. */
    private void assertAllTold(int items) {
        assertThat(outcomes).hasSize(items);
        assertThat(outcomes.stream().map(BulkOutcome::item).sorted())
                .containsExactlyElementsOf(numbers(items).toList());
        assertThat(outcomes)
                .allSatisfy(o -> assertThat(o.number()).isEqualTo(o.item().longValue()));
    }

    @Test
    void eachItemHasOneOutcomeAndItIsTheRightOne() {
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer = plain(server).connections(4).build()) {
            Clients.refuse(server, "bad", Reply.of(550, "5.1.1 no such user"));
            List<Integer> items = numbers(ITEMS).toList();
            BulkProgress all = mailer.sendAll(items, MailerBulkTest::sometimes, outcomes::add)
                    .join();
            assertAllTold(ITEMS);
            assertThat(outcomes).allSatisfy(o -> {
                boolean malformed = o.item() % 11 == 3;
                boolean refused = !malformed && o.item() % 7 == 2;
                assertThat(o.outcome())
                        .isEqualTo(
                                malformed
                                        ? DeliveryOutcome.NOT_SENT
                                        : refused ? DeliveryOutcome.REFUSED : DeliveryOutcome.ACCEPTED);
                assertThat(o.failure() == null).isEqualTo(!malformed && !refused);
                assertThat(o.result() == null).isEqualTo(malformed);
            });
            assertThat(server.getMessages()).hasSize((int) count(DeliveryOutcome.ACCEPTED));
            assertThat(all.taken()).isEqualTo(ITEMS);
            assertThat(all.done()).isEqualTo(ITEMS);
            assertThat(all.accepted()).isEqualTo(count(DeliveryOutcome.ACCEPTED));
            assertThat(all.failed()).isEqualTo(ITEMS - all.accepted());
            assertThat(all.partlyAccepted()).isZero();
            assertThat(all.bytes())
                    .isEqualTo(server.getMessages().stream()
                            .mapToLong(m -> m.getRaw().length)
                            .sum());
            assertThat(all.perSecond()).isPositive();
            assertThat(mailer.queued()).isZero();
        }
    }

    @Test
    void faultsOfTheServerAreTheOutcomesOfTheirOwnMessages() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Behaviour> faults = List.of(
                Behaviour.close(),
                Behaviour.reset(),
                Reply.of(421, "4.3.2 bye").then(Behaviour.close()),
                Reply.of(451, "4.3.0 later"),
                Behaviour.acceptUnanswered().then(Behaviour.reset()));
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer =
                        plain(server).connections(3).queueLimit(50, 1 << 20).build()) {
            for (Step step : List.of(Step.GREETING, Step.MAIL, Step.RCPT, Step.DATA, Step.BODY, Step.END_OF_DATA)) {
                for (Behaviour fault : faults) {
                    AtomicInteger occasions = new AtomicInteger();
                    int turn = random.nextInt(200);
                    server.script().on(step, fault).when(line -> occasions.incrementAndGet() % 200 == turn);
                }
            }
            BulkProgress all = mailer.sendAll(numbers(ITEMS), MailerBulkTest::letter, outcomes::add)
                    .join();
            assertAllTold(ITEMS);
            assertThat(all.done()).isEqualTo(ITEMS);
            assertThat(all.failed()).as("seed %d", seed).isPositive();
            assertThat(all.accepted()).isEqualTo(count(DeliveryOutcome.ACCEPTED));
            List<String> arrived = server.getMessages().stream()
                    .map(m -> m.getRecipients().get(0))
                    .toList();
            assertThat(arrived).as("seed %d", seed).doesNotHaveDuplicates();
            for (BulkOutcome<Integer> o : outcomes) {
                boolean there = arrived.contains("r" + o.item() + "@example.com");
                assertThat(there || o.outcome() != DeliveryOutcome.ACCEPTED)
                        .as("seed %d: %s", seed, o)
                        .isTrue();
                assertThat(!there || o.outcome() == DeliveryOutcome.ACCEPTED || o.outcome() == DeliveryOutcome.IN_DOUBT)
                        .as("seed %d: %s", seed, o)
                        .isTrue();
            }
        }
    }

    @Test
    void noMoreItemsAreTakenThanThereIsRoomFor() {
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer =
                        plain(server).connections(2).queueLimit(5, 1 << 20).build()) {
            Stream<Integer> items = numbers(500)
                    .peek(item -> most.accumulateAndGet(taken.incrementAndGet() - outcomes.size(), Math::max));
            BulkSend run = mailer.sendAll(items, MailerBulkTest::letter, outcomes::add);
            assertThat(run.join().accepted()).isEqualTo(500);
            assertThat(most.get()).isBetween(1, 5);
        }
    }

    @Test
    void slowListenerHoldsBackTheSource() {
        CountDownLatch heard = new CountDownLatch(1);
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer =
                        plain(server).connections(2).queueLimit(4, 1 << 20).build()) {
            BulkSend run = mailer.sendAll(
                    numbers(50)
                            .peek(item -> most.accumulateAndGet(taken.incrementAndGet() - outcomes.size(), Math::max)),
                    MailerBulkTest::letter,
                    outcome -> {
                        pass(heard);
                        outcomes.add(outcome);
                    });
            server.awaitMessages(4, SOON);
            await().atMost(SOON).until(() -> mailer.queued() == 0);
            assertThat(taken).hasValue(4);
            heard.countDown();
            assertThat(run.join().done()).isEqualTo(50);
            assertThat(most.get()).isEqualTo(4);
        }
    }

    private static void pass(CountDownLatch latch) {
        try {
            assertThat(latch.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void listenerMaySendThroughAFullMailer() {
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer =
                        plain(server).connections(1).queueLimit(1, 1 << 20).build()) {
            BulkSend run = mailer.sendAll(numbers(30), MailerBulkTest::letter, outcome -> {
                mailer.sendAndWait(message("report@example.com"));
                outcomes.add(outcome);
            });
            assertThat(run.join().accepted()).isEqualTo(30);
            assertThat(outcomes).hasSize(30);
            assertThat(server.getMessages()).hasSize(60);
        }
    }

    @Test
    void listenerThatThrowsHearsTheRest() {
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer = plain(server).build()) {
            BulkSend run = mailer.sendAll(numbers(3), MailerBulkTest::letter, outcome -> {
                outcomes.add(outcome);
                throw new IllegalStateException("from the listener, as the test wants it");
            });
            assertThat(run.join().accepted()).isEqualTo(3);
            assertAllTold(3);
        }
    }

    @Test
    void streamIsClosedAndItsFailureComesBehindTheOutcomes() {
        AtomicBoolean closed = new AtomicBoolean();
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer = plain(server).build()) {
            Stream<Integer> items = withoutEnd()
                    .peek(item -> {
                        if (item == 10) {
                            throw new IllegalStateException("the cursor is gone");
                        }
                    })
                    .onClose(() -> closed.set(true));
            BulkSend run = mailer.sendAll(items, MailerBulkTest::letter, outcomes::add);
            assertThatThrownBy(run::join)
                    .isInstanceOf(CompletionException.class)
                    .hasRootCauseMessage("the cursor is gone");
            assertAllTold(10);
            assertThat(closed).isTrue();
            assertThat(run.progress().accepted()).isEqualTo(10);
        }
    }

    @Test
    void itemWithoutAMessageFailsAlone() {
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer = plain(server).build()) {
            BulkSend run = mailer.sendAll(
                    numbers(3),
                    number -> {
                        if (number == 0) {
                            throw new AssertionError("an error too");
                        }
                        return number == 1 ? new MailMessage((MailAddress) null) : letter(number);
                    },
                    outcomes::add);
            assertThat(run.join().failed()).isEqualTo(2);
            assertThat(run.join().accepted()).isEqualTo(1);
            assertThat(outcomes.get(0).failure()).isInstanceOf(AssertionError.class);
            assertThat(outcomes.get(1).failure()).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void publisherIsAskedAsThereIsRoom() {
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer =
                        plain(server).connections(2).queueLimit(5, 1 << 20).build()) {
            BulkSend run;
            try (SubmissionPublisher<Integer> items = new SubmissionPublisher<>(Runnable::run, 8)) {
                run = mailer.sendAll(
                        items,
                        number -> {
                            most.accumulateAndGet(taken.incrementAndGet() - outcomes.size(), Math::max);
                            return letter(number);
                        },
                        outcomes::add);
                numbers(500).forEach(items::submit);
            }
            assertThat(run.join().accepted()).isEqualTo(500);
            assertAllTold(500);
            assertThat(most.get()).isBetween(1, 5);
        }
    }

    /** Answers each request within its call, as the simplest of publishers do. */
    private static Flow.Publisher<Integer> atOnce(int count) {
        return subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            private int next;

            @Override
            public void request(long n) {
                if (next == count) {
                    subscriber.onComplete();
                } else {
                    subscriber.onNext(next++);
                }
            }

            @Override
            public void cancel() {
                next = count;
            }
        });
    }

    @Test
    void publisherThatAnswersAtOnceDoesNotPileUpTheStack() {
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer = plain(server).build()) {
            BulkSend run = mailer.sendAll(atOnce(50_000), number -> message("not an address"), outcomes::add);
            assertThat(run.join().failed()).isEqualTo(50_000);
            assertAllTold(50_000);
        }
    }

    @Test
    void publishersFailureIsThatOfTheRun() {
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer = plain(server).build();
                SubmissionPublisher<Integer> items = new SubmissionPublisher<>(Runnable::run, 8)) {
            BulkSend run = mailer.sendAll(items, MailerBulkTest::letter, outcomes::add);
            items.submit(0);
            items.closeExceptionally(new IllegalStateException("the queue is gone"));
            assertThatThrownBy(run::join).hasRootCauseMessage("the queue is gone");
            assertAllTold(1);
            Flow.Publisher<Integer> broken = subscriber -> {
                throw new IllegalStateException("nobody may subscribe");
            };
            assertThatThrownBy(mailer.sendAll(broken, MailerBulkTest::letter, outcomes::add)::join)
                    .hasRootCauseMessage("nobody may subscribe");
        }
    }

    @Test
    void cancelTakesNothingMoreAndEndsWhatIsUnderWay() {
        Gate gate = new Gate();
        AtomicInteger taken = new AtomicInteger();
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer =
                        plain(server).connections(2).queueLimit(6, 1 << 20).build()) {
            server.script().on(Step.DATA, Behaviour.hold(gate));
            BulkSend run = mailer.sendAll(
                    withoutEnd().peek(item -> taken.incrementAndGet()), MailerBulkTest::letter, outcomes::add);
            gate.awaitReached(SOON);
            await().atMost(SOON).until(() -> mailer.queued() == 6);
            assertThat(run.cancel(true)).isTrue();
            assertThat(run).isCancelled();
            await().atMost(SOON).until(() -> outcomes.size() == 6);
            assertAllTold(6);
            assertThat(outcomes).allSatisfy(o -> assertThat(o.outcome()).isEqualTo(DeliveryOutcome.NOT_SENT));
            assertThat(mailer.close(SOON)).isTrue();
            assertThat(taken).hasValue(6);
            assertThat(run.progress().taken()).isEqualTo(6);
            gate.open();
        }
    }

    @Test
    void cancelledRunLeavesASilentPublisher() {
        try (SmtpTestServer server = SmtpTestServer.start();
                SubmissionPublisher<Integer> items = new SubmissionPublisher<>(Runnable::run, 8)) {
            Mailer mailer = plain(server).build();
            BulkSend run = mailer.sendAll(items, MailerBulkTest::letter, outcomes::add);
            assertThat(items.getNumberOfSubscribers()).isEqualTo(1);
            run.cancel(true);
            assertThat(items.getNumberOfSubscribers()).isZero();
            assertThat(mailer.close(SOON)).isTrue();
        }
    }

    @Test
    void closeWaitsForARunToItsEnd() {
        try (SmtpTestServer server = SmtpTestServer.start()) {
            Mailer mailer = plain(server).connections(2).queueLimit(5, 1 << 20).build();
            BulkSend run = mailer.sendAll(numbers(300), MailerBulkTest::letter, outcomes::add);
            assertThat(mailer.close(SOON)).isTrue();
            assertThat(run).isCompleted();
            assertAllTold(300);
            assertThat(server.getMessages().stream().map(ReceivedMessage::getRecipients))
                    .hasSize(300);
            assertThatThrownBy(() -> mailer.sendAll(numbers(1), MailerBulkTest::letter, outcomes::add))
                    .isInstanceOf(ObjectDisposedException.class);
        }
    }

    @Test
    void closeStopsARunThatIsLate() {
        try (SmtpTestServer server = SmtpTestServer.start()) {
            Mailer mailer = plain(server).connections(2).queueLimit(5, 1 << 20).build();
            BulkSend run = mailer.sendAll(withoutEnd(), MailerBulkTest::letter, outcomes::add);
            await().atMost(SOON).until(() -> outcomes.size() > 20);
            assertThat(mailer.close(Duration.ZERO)).isFalse();
            assertThatThrownBy(run::join).isInstanceOf(CancellationException.class);
            assertAllTold((int) run.progress().taken());
        }
    }
}
