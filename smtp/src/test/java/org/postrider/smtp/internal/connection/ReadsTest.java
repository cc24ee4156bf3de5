package org.postrider.smtp.internal.connection;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reads the contents of a loop's messages: its own thread, or a worker. */
class ReadsTest {
    private static final int MEGABYTE = 1_000_000;

    private final Queue<Runnable> round = new ArrayDeque<>();
    private final Queue<Runnable> lent = new ArrayDeque<>();
    private final List<Runnable> workers = new ArrayList<>();
    private final List<Integer> done = new ArrayList<>();
    private long now;
    private boolean exhausted;
    private final Reads reads = new Reads(round::add, lent::add, new Relay(this::startUnlessExhausted), () -> now);

    private void startUnlessExhausted(Runnable worker) {
        if (exhausted) {
            throw new RejectedExecutionException("no thread");
        }
        workers.add(worker);
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            int number = i;
            reads.add(() -> {
                done.add(number);
                return 0;
            });
        }
    }

    private void endRound() {
        assertThat(round).as("one task for all reads of a round").hasSize(1);
        round.remove().run();
    }

    /** All workers but the first are on the lookout. */
    private void runAll() {
        for (Runnable guest = lent.poll(); guest != null; guest = lent.poll()) {
            guest.run();
        }
        if (!workers.isEmpty()) {
            workers.get(0).run();
            workers.clear();
        }
    }

    /** Does one read in a round of its own, and tells whether the loop's own thread has done it. */
    private boolean isDoneByTheLoop(long nanos, int octets) {
        reads.add(() -> {
            now += nanos;
            return octets;
        });
        endRound();
        assertThat(lent.size() + workers.size()).isEqualTo(1);
        boolean byLoop = workers.isEmpty();
        runAll();
        return byLoop;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10})
    void theFirstOfARoundIsDoneByTheThreadOfTheLoopAndTheOthersByOneWorker(int count) {
        add(count);
        assertThat(lent.size() + workers.size())
                .as("before the end of the round")
                .isZero();
        endRound();
        assertThat(lent).hasSize(1);
        assertThat(workers).hasSize(count > 1 ? 1 : 0);
        assertThat(done).as("at the helm").isEmpty();
        runAll();
        assertThat(done).hasSize(count).isSorted();
        add(1);
        endRound();
        assertThat(lent).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"30, 0", "31, 2000", "530, 1000000"})
    void readsThatGetOnStayWithTheLoop(long micros, int octets) {
        for (int i = 0; i < 100_000; i++) {
            assertThat(isDoneByTheLoop(MICROSECONDS.toNanos(micros), octets)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"40, 0", "300, 2000", "5000, 1000000"})
    void readsThatTakeTheirTimeGoToTheWorkers(long micros, int octets) {
        long nanos = MICROSECONDS.toNanos(micros);
        long end = 4 * Lending.LEAST_SHARE * nanos;
        int byLoop = 0;
        while (now < end) {
            byLoop += isDoneByTheLoop(nanos, octets) ? 1 : 0;
        }
        assertThat(byLoop).isBetween(3, 20);
        now += Lending.LEAST_SHARE * nanos;
        assertThat(isDoneByTheLoop(0, MEGABYTE)).as("when they may get on").isTrue();
    }

    @Test
    void whileOneIsBeingDoneAllOthersGoToTheWorkers() {
        reads.add(() -> {
            add(2);
            endRound();
            assertThat(lent).as("added meanwhile").isEmpty();
            assertThat(workers).hasSize(1);
            return MEGABYTE;
        });
        endRound();
        runAll();
        assertThat(done).containsExactly(0, 1);
        assertThat(isDoneByTheLoop(0, 0)).isTrue();
    }

    @Test
    void readThatIsNoLongerBearableWhenItsTurnComesGoesToAWorker() {
        add(1);
        endRound();
        reads.add(() -> {
            now += 2 * Lending.BURST;
            return 0;
        });
        endRound();
        assertThat(lent).hasSize(2);
        lent.add(lent.remove());
        lent.remove().run();
        lent.remove().run();
        assertThat(done).isEmpty();
        assertThat(workers).hasSize(1);
        runAll();
        assertThat(done).hasSize(1);
    }

    @Test
    void readsThatNoThreadIsToBeHadForAreDoneOnceByTheNext() {
        exhausted = true;
        add(3);
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(this::endRound);
        exhausted = false;
        add(2);
        endRound();
        runAll();
        assertThat(done).containsExactlyInAnyOrder(0, 1, 2, 0, 1);
    }

    @Test
    void readThatThrowsHarmsNoOther() {
        reads.add(() -> {
            throw new IllegalStateException("thrown by a read");
        });
        endRound();
        assertThatIllegalStateException().isThrownBy(this::runAll).withMessage("thrown by a read");
        assertThat(isDoneByTheLoop(0, 0)).isTrue();
    }

    @Test
    void readThatWaitsLosesTheLoopNotItsPlace() throws Exception {
        Loop loop = new Loop("waiting-read");
        CountDownLatch other = new CountDownLatch(1);
        CompletableFuture<Boolean> waited = new CompletableFuture<>();
        CompletableFuture<Boolean> atHome = new CompletableFuture<>();
        loop.enter(() -> loop.read(() -> {
            atHome.complete(loop.isHome());
            try {
                waited.complete(other.await(20, SECONDS));
            } catch (InterruptedException e) {
                waited.completeExceptionally(e);
            }
            return 0;
        }));
        assertThat(atHome.get(20, SECONDS)).isFalse();
        loop.enter(() -> loop.read(() -> {
            other.countDown();
            return 0;
        }));
        assertThat(waited.get(20, SECONDS)).isTrue();
    }

    @Test
    void readThatIsBroughtByAnotherThreadIsDoneByAWorker() throws Exception {
        CompletableFuture<String> reader = new CompletableFuture<>();
        new Loop("brought-read").read(() -> {
            reader.complete(Thread.currentThread().getName());
            return 0;
        });
        assertThat(reader.get(20, SECONDS)).startsWith("postrider-worker");
    }
}
