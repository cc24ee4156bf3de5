package org.postrider.smtp.internal.connection;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who tells the ends of a loop: its own thread, or a worker. */
class EndsTest {
    private final Queue<Runnable> round = new ArrayDeque<>();
    private final Queue<Runnable> lent = new ArrayDeque<>();
    private final List<Runnable> workers = new ArrayList<>();
    private final List<Integer> told = new ArrayList<>();
    private long now;
    private boolean exhausted;
    private final Ends ends = new Ends(round::add, lent::add, new Relay(this::startUnlessExhausted), () -> now);

    private void startUnlessExhausted(Runnable worker) {
        if (exhausted) {
            throw new RejectedExecutionException("no thread");
        }
        workers.add(worker);
    }

    private void add(int count) {
        add(count, 0);
    }

    private void add(int count, long nanos) {
        for (int i = 0; i < count; i++) {
            ends.add(() -> {
                told.add(told.size());
                now += nanos;
            });
        }
    }

    private void endRound() {
        assertThat(round).as("one task for all ends of a round").hasSize(1);
        round.remove().run();
    }

    private void runLent() {
        for (Runnable guest = lent.poll(); guest != null; guest = lent.poll()) {
            guest.run();
        }
    }

    /** Tells one end in a round of its own, and whether the loop's own thread has done it. */
    private boolean isToldByTheLoop(long nanos) {
        add(1, nanos);
        endRound();
        assertThat(lent.size() + workers.size()).isEqualTo(1);
        boolean byLoop = workers.isEmpty();
        runLent();
        workers.forEach(Runnable::run);
        workers.clear();
        return byLoop;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, Ends.FEW})
    void fewEndsAreToldByTheThreadOfTheLoopBehindTheRound(int few) {
        add(few);
        assertThat(told).isEmpty();
        endRound();
        assertThat(told).as("at the helm").isEmpty();
        runLent();
        assertThat(told).hasSize(few).isSorted();
        add(1);
        endRound();
        runLent();
        assertThat(told).hasSize(few + 1);
        assertThat(workers).isEmpty();
    }

    @Test
    void manyEndsOfARoundAreToldByOneWorker() {
        add(Ends.FEW + 1);
        assertThat(workers).as("before the end of the round").isEmpty();
        endRound();
        assertThat(lent).isEmpty();
        assertThat(workers).hasSize(1);
        workers.get(0).run();
        assertThat(told).hasSize(Ends.FEW + 1).isSorted();
    }

    @Test
    void shortEndsStayWithTheLoop() {
        for (int i = 0; i < 100_000; i++) {
            assertThat(isToldByTheLoop(Ends.SHORT)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {40_000, 300_000, 5_000_000, 60_000_000, 3_000_000_000L})
    void longEndsAmongShortOnesTakeAnEighthOfTheLoopsTimeAtMost(long nanos) {
        long taken = 0;
        while (now < SECONDS.toNanos(2) + 20 * Lending.SHARE * nanos) {
            if (isToldByTheLoop(nanos)) {
                taken += nanos;
            }
            isToldByTheLoop(Ends.SHORT);
        }
        assertThat(taken).isBetween(now / Lending.SHARE / 3, now / Lending.SHARE + Lending.BURST + nanos);
    }

    @ParameterizedTest
    @ValueSource(longs = {40_000, 300_000, 5_000_000})
    void endsThatAreAllLongGoToTheWorkers(long nanos) {
        long end = 4 * Lending.LEAST_SHARE * nanos;
        int byLoop = 0;
        while (now < end) {
            byLoop += isToldByTheLoop(nanos) ? 1 : 0;
        }
        assertThat(byLoop).isBetween(3, 20);
        now += Lending.LEAST_SHARE * nanos;
        assertThat(isToldByTheLoop(0)).as("when they may have become short").isTrue();
        assertThat(isToldByTheLoop(nanos)).isTrue();
    }

    @Test
    void endsBehindLongOnesOfTheSameRoundGoToTheWorkers() {
        add(3, Lending.BURST);
        endRound();
        assertThat(lent).hasSize(3);
        lent.remove().run();
        assertThat(told).hasSize(1);
        lent.remove().run();
        assertThat(told).hasSize(2);
        lent.remove().run();
        assertThat(told).hasSize(2);
        assertThat(workers).hasSize(1);
        workers.get(0).run();
        assertThat(told).hasSize(3);
    }

    @Test
    void whileOneIsBeingToldAllOthersGoToTheWorkers() {
        add(2);
        ends.add(() -> {
            add(1);
            endRound();
            assertThat(lent).as("added meanwhile").hasSize(1);
            assertThat(workers).hasSize(1);
            runLent();
            assertThat(workers).hasSize(2);
        });
        add(1);
        endRound();
        runLent();
        assertThat(told).hasSize(2);
        workers.get(0).run();
        assertThat(told).hasSize(4);
        workers.clear();
        assertThat(isToldByTheLoop(0)).isTrue();
    }

    @Test
    void endsThatNoThreadIsToBeHadForAreToldOnceByTheNext() {
        exhausted = true;
        add(Ends.FEW + 1);
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(this::endRound);
        exhausted = false;
        add(Ends.FEW + 1);
        endRound();
        workers.get(0).run();
        assertThat(told).hasSize(2 * (Ends.FEW + 1)).isSorted();
    }

    @Test
    void endThatThrowsHarmsNoOther() {
        ends.add(() -> {
            throw new IllegalStateException("thrown by an end");
        });
        endRound();
        assertThatIllegalStateException().isThrownBy(this::runLent).withMessage("thrown by an end");
        assertThat(isToldByTheLoop(0)).isTrue();
    }

    @Test
    void endThatWaitsLosesTheLoopNotItsPlace() throws Exception {
        Loop loop = new Loop("waiting-end");
        CountDownLatch other = new CountDownLatch(1);
        CompletableFuture<Boolean> waited = new CompletableFuture<>();
        CompletableFuture<Boolean> atHome = new CompletableFuture<>();
        loop.enter(() -> loop.tellEnd(() -> {
            atHome.complete(loop.isHome());
            try {
                waited.complete(other.await(20, SECONDS));
            } catch (InterruptedException e) {
                waited.completeExceptionally(e);
            }
        }));
        assertThat(atHome.get(20, SECONDS)).isFalse();
        loop.enter(() -> loop.tellEnd(other::countDown));
        assertThat(waited.get(20, SECONDS)).isTrue();
    }

    @Test
    void endThatIsBroughtByAnotherThreadIsToldByAWorker() throws Exception {
        CompletableFuture<String> teller = new CompletableFuture<>();
        new Loop("brought-end")
                .tellEnd(() -> teller.complete(Thread.currentThread().getName()));
        assertThat(teller.get(20_000, MILLISECONDS)).startsWith("postrider-worker");
    }
}
