package org.postrider.sockets;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The thread of a loop is lent, and another one takes its place when it doesn't come back. */
class LentLoopTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String name = "lent-" + NUMBER.incrementAndGet();
    private final SocketLoop loop = new SocketLoop(name);
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void close() {
        released.countDown();
        loop.close();
        await().until(this::threads, List::isEmpty);
    }

    private List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .toList();
    }

    private void lend(Runnable guest) {
        loop.execute(() -> loop.lend(guest));
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(Pending.SECONDS, SECONDS);
    }

    private Thread threadOfLoop() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        loop.execute(() -> thread.complete(loop.isLoopThread() ? Thread.currentThread() : null));
        return get(thread);
    }

    private void waitForRelease() {
        try {
            assertThat(released.await(Pending.SECONDS, SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shortGuestRunsOnTheThreadOfTheLoopWithoutBeingTheLoop() throws Exception {
        Thread thread = threadOfLoop();
        List<Integer> order = new CopyOnWriteArrayList<>();
        CompletableFuture<List<Integer>> ended = new CompletableFuture<>();
        loop.execute(() -> {
            loop.lend(() -> {
                order.add(Thread.currentThread() == thread && !loop.isLoopThread() ? 3 : 0);
                loop.execute(() -> {
                    order.add(loop.isLoopThread() ? 4 : 0);
                    ended.complete(order);
                });
            });
            loop.execute(() -> order.add(2));
            order.add(1);
        });
        assertThat(get(ended)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void threadThatComesBackInTimeIsTheLoopAgain() throws Exception {
        CompletableFuture<Boolean> same = new CompletableFuture<>();
        Helm[] helm = new Helm[1];
        Runnable rounds = () -> {
            boolean mine = true;
            for (int i = 0; i < 1_000 && mine; i++) {
                mine = helm[0].leaveFor(() -> {}) && helm[0].isMine();
            }
            helm[0].end();
            same.complete(mine);
        };
        helm[0] = new Helm(name, rounds, SECONDS.toNanos(10 * Pending.SECONDS));
        helm[0].start();
        assertThat(get(same)).isTrue();
    }

    @Test
    void loopGoesOnWhileAGuestWaits() throws Exception {
        Thread first = threadOfLoop();
        CompletableFuture<Boolean> back = new CompletableFuture<>();
        try (Peer peer = Peer.connect(new Socket(loop))) {
            CompletableFuture<Void> begun = new CompletableFuture<>();
            lend(() -> {
                begun.complete(null);
                waitForRelease();
                back.complete(loop.isLoopThread());
            });
            get(begun);
            Pending received = peer.receive(Peer.args(new byte[1]));
            peer.write(new byte[1]);
            assertThat(received.await().getBytesTransferred()).isEqualTo(1);
            Thread second = threadOfLoop();
            assertThat(second).isNotNull().isNotSameAs(first);
            assertThat(second.getName()).isEqualTo(name);
            assertThat(second.isDaemon()).isTrue();

            released.countDown();
            assertThat(get(back)).isFalse();
            assertThat(threadOfLoop()).as("they have changed places").isSameAs(second);
        }
    }

    @Test
    void guestsBehindOneThatWaitsAreRunByWhoeverIsTheLoopNow() throws Exception {
        CompletableFuture<Boolean> next = new CompletableFuture<>();
        loop.execute(() -> {
            loop.lend(this::waitForRelease);
            loop.lend(() -> next.complete(released.getCount() == 1));
        });
        assertThat(get(next)).isTrue();
    }

    @Test
    void guestsThatAllWaitForEachOtherAllRun() throws Exception {
        int many = 8;
        CountDownLatch together = new CountDownLatch(many);
        for (int i = 0; i < many; i++) {
            lend(() -> {
                together.countDown();
                waitForRelease();
            });
        }
        assertThat(together.await(Pending.SECONDS, SECONDS)).isTrue();
        assertThat(threadOfLoop()).isNotNull();
        released.countDown();
        await().untilAsserted(() -> assertThat(threads()).hasSizeLessThanOrEqualTo(2));
    }

    @Test
    void throwingGuestIsLoggedAndTheLoopGoesOn() throws Exception {
        CompletableFuture<Boolean> next = new CompletableFuture<>();
        loop.execute(() -> {
            loop.lend(() -> {
                throw new AssertionError("a guest that throws, as the test wants it");
            });
            loop.lend(() -> next.complete(true));
        });
        assertThat(get(next)).isTrue();
        assertThat(threadOfLoop()).isNotNull();
    }

    @Test
    void interruptThatAGuestLeavesBehindIsNobodyElses() throws Exception {
        CompletableFuture<Boolean> next = new CompletableFuture<>();
        loop.execute(() -> {
            loop.lend(() -> Thread.currentThread().interrupt());
            loop.lend(() -> next.complete(Thread.currentThread().isInterrupted()));
        });
        assertThat(get(next)).isFalse();
    }

    @Test
    void bothThreadsSleepWhileTheLoopRestsThoughTheyWereInterrupted() throws Exception {
        CompletableFuture<Void> ran = new CompletableFuture<>();
        lend(() -> ran.complete(null));
        get(ran);
        await().until(() -> threads().size() == 2);
        threads().forEach(Thread::interrupt);
        long before = cpuTime();
        await().during(Duration.ofMillis(300)).until(() -> cpuTime() - before < MILLISECONDS.toNanos(150));
        assertThat(threadOfLoop()).isNotNull();
    }

    private long cpuTime() {
        return threads().stream()
                .mapToLong(thread -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()))
                .sum();
    }

    @Test
    void closingEndsTheLoopThoughAGuestWaits() throws Exception {
        try (Peer peer = Peer.connect(new Socket(loop))) {
            Pending received = peer.receive(Peer.args(new byte[1]));
            Peer.awaitQueued(peer.socket.driver.inbound, 1);
            CompletableFuture<Void> waits = new CompletableFuture<>();
            lend(() -> {
                waits.complete(null);
                waitForRelease();
            });
            get(waits);
            loop.close();
            assertThat(received.await().getSocketError()).isEqualTo(SocketError.OPERATION_ABORTED);
            assertThatExceptionOfType(ObjectDisposedException.class).isThrownBy(() -> loop.execute(() -> {}));
            await().untilAsserted(() -> assertThat(threads()).as("the guest's").hasSize(1));
        }
    }

    @Test
    void guestThatWasLentTheThreadWhenTheLoopWasClosedStillRuns() throws Exception {
        CompletableFuture<Boolean> ran = new CompletableFuture<>();
        CompletableFuture<Void> second = new CompletableFuture<>();
        loop.execute(() -> {
            loop.close();
            loop.lend(() -> ran.complete(loop.isLoopThread()));
            loop.lend(() -> second.complete(null));
        });
        assertThat(get(ran)).isFalse();
        get(second);
    }

    @Test
    void onlyTheLoopsOwnThreadIsLent() throws Exception {
        assertThatIllegalStateException().isThrownBy(() -> loop.lend(() -> {})).withMessageContaining("execute");
        CompletableFuture<Throwable> nested = new CompletableFuture<>();
        lend(() -> {
            assertThatIllegalStateException().isThrownBy(() -> loop.lend(() -> {}));
            nested.complete(null);
        });
        get(nested);
        assertThatNullPointerException().isThrownBy(() -> loop.lend(null));
    }

    /** Counted without any lock: two at a time at the helm, or one that doesn't see what the other wrote, would lose some. */
    @Test
    void oneThreadAtATimeIsTheLoopHoweverOftenItIsLost() throws Exception {
        int many = 3_000;
        int[] counted = {0};
        Random random = new Random(1);
        Semaphore guests = new Semaphore(0);
        for (int i = 0; i < many; i++) {
            long nanos = random.nextInt(60) == 0 ? SocketLoop.PATIENCE * random.nextInt(4) : random.nextInt(20_000);
            loop.execute(() -> {
                counted[0]++;
                loop.lend(() -> {
                    LockSupport.parkNanos(nanos);
                    guests.release();
                });
            });
        }
        assertThat(guests.tryAcquire(many, Pending.SECONDS, SECONDS)).isTrue();
        CompletableFuture<Integer> all = new CompletableFuture<>();
        loop.execute(() -> all.complete(counted[0]));
        assertThat(get(all)).isEqualTo(many);
        await().untilAsserted(() -> assertThat(threads()).hasSizeLessThanOrEqualTo(2));
    }

    /** The first closes the loop, and two hold the third up. */
    @Test
    void guestsOfALoopThatIsClosedRunBesideThoseThatWait() throws Exception {
        CompletableFuture<Boolean> third = new CompletableFuture<>();
        loop.execute(() -> {
            loop.lend(() -> {
                loop.close();
                waitForRelease();
            });
            loop.lend(this::waitForRelease);
            loop.lend(() -> third.complete(true));
        });
        assertThat(get(third)).isTrue();
    }

    @Test
    void threadsHaveNothingOfWhoeverCameFirst() throws Exception {
        InheritableThreadLocal<String> user = new InheritableThreadLocal<>();
        List<String> seen = new CopyOnWriteArrayList<>();
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Thread first = new Thread(() -> {
            user.set("somebody");
            Thread.currentThread().setContextClassLoader(new ClassLoader() {});
            SocketLoop fresh = new SocketLoop(name);
            Runnable look = () -> seen.add(user.get() + " "
                    + (Thread.currentThread().getContextClassLoader() == SocketLoop.class.getClassLoader()));
            fresh.execute(() -> {
                look.run();
                fresh.lend(this::waitForRelease); // From here on the second thread runs the loop.
                fresh.execute(() -> fresh.execute(() -> {
                    look.run();
                    fresh.close();
                    done.complete(true);
                }));
            });
        });
        first.start();
        assertThat(get(done)).isTrue();
        assertThat(seen).containsExactly("null true", "null true");
    }
}
