package org.postrider.smtp.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One worker for many tasks, and another when there has to be one. */
class RelayTest {
    private final List<Runnable> started = new ArrayList<>();
    private final List<Integer> done = new ArrayList<>();

    @Test
    void oneWorkerDoesWhatComesBeforeItHasStarted() {
        Relay relay = new Relay(started::add);
        for (int i = 0; i < 5; i++) {
            int number = i;
            relay.execute(() -> done.add(number));
        }
        assertThat(started).hasSize(1);
        started.get(0).run();
        assertThat(done).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void oneWorkerIsWokenForAllThatEndsInARoundOfTheLoop() throws Exception {
        Door door = Loops.shared().next();
        List<Runnable> woken = new CopyOnWriteArrayList<>();
        CompletableFuture<Runnable> first = new CompletableFuture<>();
        Relay relay = new Relay(task -> {
            woken.add(task);
            first.complete(task);
        });
        CompletableFuture<Integer> during = new CompletableFuture<>();
        door.enter(() -> {
            relay.executeAfterRound(() -> done.add(0), door);
            relay.executeAfterRound(() -> done.add(1), door);
            during.complete(woken.size());
        });
        assertThat(during.get(10, TimeUnit.SECONDS)).isZero();
        first.get(10, TimeUnit.SECONDS).run();
        assertThat(done).containsExactly(0, 1);
        assertThat(woken).hasSize(1);
        CompletableFuture<Void> second = new CompletableFuture<>();
        relay.execute(() -> second.complete(null)); // The worker has ended: this takes another.
        assertThat(woken).hasSize(2);
        woken.get(1).run();
        assertThat(second).isDone();
    }

    @Test
    void workerThatCouldNotBeStartedHoldsNobodyUp() {
        boolean[] exhausted = {true};
        Relay relay = new Relay(task -> {
            if (exhausted[0]) {
                throw new RejectedExecutionException("no thread");
            }
            started.add(task);
        });
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> relay.execute(() -> done.add(0)));
        exhausted[0] = false;
        relay.execute(() -> done.add(1));
        started.get(0).run();
        assertThat(done).containsExactly(0, 1);
    }
}
