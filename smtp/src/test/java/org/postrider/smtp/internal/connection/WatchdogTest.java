package org.postrider.smtp.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A deadline is noticed, whatever else is going on. */
class WatchdogTest {
    private static final class Due implements Watchdog.Watched {
        final CountDownLatch noticed = new CountDownLatch(1);
        private final long deadline = System.nanoTime();

        @Override
        public long deadline() {
            return deadline;
        }

        @Override
        public void expired() {
            Watchdog.shared().remove(this);
            noticed.countDown();
        }
    }

    /** Each round empties the watchdog's list while others fill it: whoever finds it filled must not rely on its being awake. */
    @Test
    void deadlineIsNoticedHoweverOthersComeAndGo() {
        List<CompletableFuture<Void>> threads = Stream.generate(
                        () -> CompletableFuture.runAsync(WatchdogTest::comeAndGo))
                .limit(4)
                .toList();
        assertThat(threads).allSatisfy(CompletableFuture::join);
    }

    private static void comeAndGo() {
        for (int i = 0; i < 20; i++) {
            Due due = new Due();
            Watchdog.shared().add(due);
            await(due.noticed);
        }
    }

    private static void await(CountDownLatch noticed) {
        try {
            assertThat(noticed.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
