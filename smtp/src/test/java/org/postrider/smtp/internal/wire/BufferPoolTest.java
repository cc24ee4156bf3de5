package org.postrider.smtp.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.postrider.sockets.SocketAsyncOperation;
import org.postrider.sockets.SocketError;

class BufferPoolTest {
    private static final Runnable NOTHING = () -> {};

    private final BufferPool pool = new BufferPool(100);
    private final Wire wire = new MemoryWire(bytes -> {}, 1, false);

    @Test
    void lastThatCameBackGoesOutFirst() {
        WireArgs one = pool.lend(NOTHING);
        WireArgs two = pool.lend(NOTHING);
        assertThat(one.buffer().capacity()).isEqualTo(100);
        assertThat(two).isNotSameAs(one);
        pool.takeBack(one);
        pool.takeBack(two);
        assertThat(pool.lend(NOTHING)).isSameAs(two);
        assertThat(pool.lend(NOTHING)).isSameAs(one);
    }

    @Test
    void moreThanTheMostAreNotKept() {
        List<WireArgs> lent = new ArrayList<>();
        for (int i = 0; i < BufferPool.MOST + 1; i++) {
            lent.add(pool.lend(NOTHING));
        }
        lent.forEach(pool::takeBack);
        List<WireArgs> again = new ArrayList<>();
        for (int i = 0; i < lent.size(); i++) {
            again.add(pool.lend(NOTHING));
        }
        assertThat(again).doesNotHaveDuplicates().doesNotContain(lent.get(BufferPool.MOST));
        assertThat(again).filteredOn(lent::contains).hasSize(BufferPool.MOST);
    }

    @Test
    void oneCapacityHasOnePool() {
        assertThat(BufferPool.of(16_709)).isSameAs(BufferPool.of(16_709)).isNotSameAs(BufferPool.of(33_418));
    }

    @Test
    void bufferIsNotTakenBackTwice() {
        WireArgs args = pool.lend(NOTHING);
        pool.takeBack(args);
        assertThatIllegalStateException()
                .isThrownBy(() -> pool.takeBack(args))
                .withMessageContaining("given back before");
    }

    @Test
    void bufferThatAnOperationUsesIsNotTakenBack() {
        WireArgs args = pool.lend(NOTHING);
        args.begin(wire, SocketAsyncOperation.RECEIVE);
        assertThatIllegalStateException().isThrownBy(() -> pool.takeBack(args));
        args.end(SocketError.SUCCESS, 0);
        pool.takeBack(args);
        assertThat(pool.lend(NOTHING)).isSameAs(args);
    }

    @Test
    void completionIsToldToTheBorrowerOfTheMoment() {
        int[] told = {0, 0};
        WireArgs args = pool.lend(() -> told[0]++);
        args.raise();
        pool.takeBack(args);
        assertThat(pool.lend(() -> told[1]++)).isSameAs(args);
        args.raise();
        assertThat(told).containsExactly(1, 1);
    }

    /** Each writes its name into what it has, and finds it there until it gives it back. */
    @Test
    void threadsNeverHaveTheSameBuffer() throws Exception {
        AtomicReference<String> mixed = new AtomicReference<>();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (byte name = 1; name <= 4; name++) {
            byte mine = name;
            threads.add(CompletableFuture.runAsync(() -> borrowOften(mine, mixed)));
        }
        for (CompletableFuture<Void> thread : threads) {
            thread.get(60, TimeUnit.SECONDS);
        }
        assertThat(mixed).hasNullValue();
    }

    private void borrowOften(byte name, AtomicReference<String> mixed) {
        for (int i = 0; i < 50_000 && mixed.get() == null; i++) {
            WireArgs args = pool.lend(NOTHING);
            args.buffer().put(i % 100, name);
            Thread.onSpinWait();
            byte found = args.buffer().get(i % 100);
            if (found != name) {
                mixed.set(name + " found " + found);
            }
            pool.takeBack(args);
        }
    }
}
