package org.postrider.smtp.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.smtp.Undeclared;

/** One worker for many tasks, and another when there has to be one. */
class RelayTest {
    private final List<Runnable> started = new CopyOnWriteArrayList<>();
    private final List<Integer> done = new ArrayList<>();
    private volatile boolean exhausted;

    private void startUnlessExhausted(Runnable task) {
        if (exhausted) {
            throw new RejectedExecutionException("no thread");
        }
        started.add(task);
    }

    @Test
    void oneWorkerDoesWhatComesBeforeItHasStarted() {
        Relay relay = new Relay(started::add);
        for (int i = 0; i < 5; i++) {
            int number = i;
            relay.execute(() -> done.add(number));
        }
        assertThat(started)
                .as("a worker, and one who looks whether it is enough")
                .hasSize(2);
        started.get(0).run();
        assertThat(done).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void oneWorkerIsCalledForTasksThatComeTogether() {
        Relay relay = new Relay(started::add);
        relay.executeAll(List.of(() -> done.add(0), () -> done.add(1)));
        assertThat(started).hasSize(1);
        started.get(0).run();
        assertThat(done).containsExactly(0, 1);
        assertThat(started)
                .as("the worker, and one who looks whether it is enough")
                .hasSize(2);
        relay.execute(() -> done.add(2)); // The worker has ended: this takes another.
        assertThat(started).hasSize(3);
        started.get(2).run();
        assertThat(done).containsExactly(0, 1, 2);
    }

    @Test
    void workerThatCouldNotBeStartedHoldsNobodyUp() {
        exhausted = true;
        Relay relay = new Relay(this::startUnlessExhausted);
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> relay.execute(() -> done.add(0)));
        exhausted = false;
        relay.execute(() -> done.add(1));
        started.get(0).run();
        assertThat(done).containsExactly(0, 1);
    }

    /** Nobody may ever come behind the last ones. */
    @Test
    void taskThatNoWorkerWasToBeHadForGetsOneLaterThoughNoOtherFollows() {
        exhausted = true;
        Relay relay = new Relay(this::startUnlessExhausted);
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> relay.execute(() -> done.add(0)));
        exhausted = false;
        await().until(() -> !started.isEmpty());
        started.get(0).run();
        assertThat(done).containsExactly(0);
    }

    /** An interrupt flag ends the reads of files, and so the messages of others. */
    @Test
    void interruptThatATaskLeavesBehindIsNotThatOfTheNext() {
        Relay relay = new Relay(started::add);
        relay.execute(() -> Thread.currentThread().interrupt());
        relay.execute(() -> done.add(Thread.currentThread().isInterrupted() ? 1 : 0));
        started.get(0).run();
        assertThat(done).containsExactly(0);
    }

    @Test
    void checkedExceptionThatNobodyDeclaredEndsOneWorkerOnly() {
        Relay relay = new Relay(started::add);
        relay.execute(() -> Undeclared.raise(new IOException("as the test wants it")));
        relay.execute(() -> done.add(1));
        assertThatExceptionOfType(IOException.class).isThrownBy(started.get(0)::run);
        assertThat(started).as("the worker, the lookout, and who takes over").hasSize(3);
        started.get(2).run();
        assertThat(done).containsExactly(1);
    }

    @Test
    void tasksBehindOneThatIsHeldUpGetAnotherWorker() {
        Relay relay = new Relay(started::add, 1);
        relay.execute(() -> {
            relay.execute(() -> done.add(1));
            relay.execute(() -> done.add(2));
            relay.look();
            assertThat(started).as("who has just begun isn't held up").hasSize(2);
            relay.look();
            assertThat(started).hasSize(3);
            started.get(2).run();
            assertThat(done).containsExactly(1, 2);
            done.add(0);
        });
        started.get(0).run();
        assertThat(done).containsExactly(1, 2, 0);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1"})
    void workersThatGetOnAreAsManyAsCores(int cores, int others) {
        Relay relay = new Relay(started::add, cores);
        Runnable step = new Runnable() {
            @Override
            public void run() {
                done.add(done.size());
                if (done.size() <= 2) {
                    relay.execute(this);
                    relay.look();
                }
            }
        };
        relay.execute(step);
        relay.execute(step); // So that one is always left waiting.
        started.get(0).run();
        assertThat(done).hasSize(4);
        assertThat(started).as("the first, who looks, and the others").hasSize(2 + others);
    }

    @Test
    void lookoutTakesItsTimeAndEndsWhereNobodyIsLeftWaiting() {
        Relay relay = new Relay(started::add, 2);
        relay.execute(() -> relay.execute(() -> done.add(0)));
        started.get(0).run();
        assertThat(started).hasSize(2);
        List<Long> pauses = new ArrayList<>();
        for (long pause = relay.look(); pause > 0; pause = relay.look()) {
            pauses.add(pause);
        }
        assertThat(pauses).hasSize(Relay.PATIENCE - 1).isSorted().startsWith(2 * Relay.SOON, 4 * Relay.SOON);
        assertThat(pauses).last().isEqualTo(4 * Relay.SOON);
        assertThat(started).as("no other worker").hasSize(2);
        relay.execute(() -> relay.execute(() -> done.add(1)));
        started.get(2).run();
        assertThat(started).as("another lookout").hasSize(4);
    }

    /** Or else the end of each message would be told a look late, as long as a single callback hangs. */
    @Test
    void taskThatComesWhereAllAreKnownToBeHeldUpWaitsForNoLook() {
        Relay relay = new Relay(started::add, 1);
        relay.execute(() -> {
            relay.execute(() -> done.add(0));
            relay.look();
            relay.look();
            started.get(2).run();
            assertThat(done).containsExactly(0);
            relay.execute(() -> done.add(1));
            assertThat(started).hasSize(4);
            relay.execute(() -> done.add(2)); // There is one for it by now.
            assertThat(started).hasSize(4);
            started.get(3).run();
            assertThat(done).containsExactly(0, 1, 2);
        });
        started.get(0).run();
        relay.execute(() -> done.add(3)); // Nobody is at work any more, nor held up.
        assertThat(started).hasSize(5);
        started.get(4).run();
        assertThat(done).containsExactly(0, 1, 2, 3);
    }

    /** A lookout has to be there whoever leaves something waiting. */
    @Test
    void whatIsLeftWaitingBehindATaskThatCameWithItIsLookedAfter() throws Exception {
        Relay relay = new Relay(Workers.shared());
        CountDownLatch second = new CountDownLatch(1);
        CompletableFuture<Void> first = new CompletableFuture<>();
        relay.executeAll(List.of(
                () -> {
                    await().atMost(20, TimeUnit.SECONDS).until(() -> second.getCount() == 0);
                    first.complete(null);
                },
                second::countDown));
        first.get(20, TimeUnit.SECONDS);
    }

    @Test
    void lookoutDoesNotEndWhileSomethingIsLeftWaiting() {
        Relay relay = new Relay(started::add, 2);
        relay.execute(() -> {
            relay.execute(() -> done.add(0));
            relay.look();
            started.get(2).run();
            for (int i = 1; i < Relay.PATIENCE; i++) {
                assertThat(relay.look()).isPositive();
            }
            relay.execute(() -> done.add(1));
            assertThat(relay.look()).isPositive();
        });
        started.get(0).run();
        assertThat(done).containsExactly(0, 1);
    }

    @Test
    void beyondManyWorkersOthersComeSlowly() {
        Relay relay = new Relay(started::add, 1);
        relay.execute(() -> {
            relay.execute(() -> done.add(0));
            look(relay, 3 * Relay.MANY); // None of those that are called does anything.
            int many = started.size();
            assertThat(many).isBetween(Relay.MANY, Relay.MANY + 4);
            relay.execute(() -> done.add(1));
            assertThat(started).as("for a task that comes now").hasSize(many);
            look(relay, 4 * Relay.PATIENCE);
            assertThat(started).hasSizeBetween(many + 2, many + 4);
        });
        started.get(0).run();
    }

    private static void look(Relay relay, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(relay.look()).isEqualTo(Relay.SOON);
        }
    }

    @Test
    void taskThatThrowsLeavesTheRestToAnotherWorker() {
        Relay relay = new Relay(started::add, 1);
        relay.execute(() -> {
            throw new IllegalStateException("thrown by a task");
        });
        relay.execute(() -> done.add(1));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(started.get(0)::run);
        started.get(started.size() - 1).run();
        assertThat(done).containsExactly(1);
    }

    @Test
    void helperThatCouldNotBeStartedLeavesTheWorkToThoseThatAreThere() {
        Relay relay = new Relay(this::startUnlessExhausted, 1);
        relay.execute(() -> {
            exhausted = true;
            relay.execute(() -> done.add(1));
            exhausted = false;
            relay.execute(() -> done.add(2));
            assertThat(started).as("another lookout").hasSize(2);
            exhausted = true;
            relay.look();
            assertThat(relay.look()).isEqualTo(Relay.PATIENCE * Relay.SOON);
            exhausted = false;
            relay.look();
            assertThat(started).hasSize(3);
        });
        started.get(0).run();
        assertThat(done).containsExactly(1, 2);
    }

    @Test
    void tasksThatWaitForEachOtherAllGetTheirTurn() throws Exception {
        Relay relay = new Relay(Workers.shared());
        CountDownLatch begun = new CountDownLatch(40);
        CountDownLatch ended = new CountDownLatch(40);
        for (int i = 0; i < 40; i++) {
            relay.execute(() -> {
                begun.countDown();
                await().atMost(20, TimeUnit.SECONDS).until(() -> begun.getCount() == 0);
                ended.countDown();
            });
        }
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
