package org.postrider.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.postrider.sockets.Peer.args;
import static org.postrider.sockets.Peer.pattern;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SocketLoopTest {
    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(Pending.SECONDS, TimeUnit.SECONDS);
    }

    private static long threadsNamed(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .count();
    }

    @Test
    void tasksRunOnTheOneDaemonThreadInTheirOrder() throws Exception {
        try (SocketLoop loop = new SocketLoop("tasks")) {
            List<Integer> order = new ArrayList<>();
            CompletableFuture<Thread> ran = new CompletableFuture<>();
            loop.execute(() -> order.add(1));
            loop.execute(() -> {
                order.add(2);
                loop.execute(() -> ran.complete(Thread.currentThread()));
                order.add(loop.isLoopThread() ? 3 : 0);
            });
            Thread thread = get(ran);
            assertThat(thread.getName()).isEqualTo("tasks");
            assertThat(thread.isDaemon()).isTrue();
            assertThat(order).containsExactly(1, 2, 3);
            assertThat(loop.isLoopThread()).isFalse();
        }
    }

    @Test
    void throwingTaskIsLoggedAndTheNextOneRuns() throws Exception {
        try (SocketLoop loop = new SocketLoop("throwing task")) {
            CompletableFuture<Boolean> next = new CompletableFuture<>();
            loop.execute(() -> {
                throw new IllegalStateException("a task that throws, as the test wants it");
            });
            loop.execute(() -> next.complete(true));
            assertThat(get(next)).isTrue();
        }
    }

    @Test
    void throwingHandlerHarmsNeitherItsSocketNorOthers() throws Exception {
        try (SocketLoop loop = new SocketLoop("throwing handler");
                Peer bad = Peer.connect(new Socket(loop));
                Peer good = Peer.connect(new Socket(loop))) {
            SocketAsyncEventArgs e = args(new byte[1]);
            e.addCompletedHandler((sender, args) -> {
                throw new AssertionError("a handler that throws, as the test wants it");
            });
            assertThat(bad.socket.receiveAsync(e)).isTrue();
            Pending behind = bad.receive(args(new byte[1]));
            Peer.awaitQueued(bad.socket.driver.inbound, 2);
            Pending other = good.receive(args(new byte[1]));
            bad.write(new byte[] {1, 2});
            good.write(new byte[] {1});

            assertThat(behind.await().getBytesTransferred()).isEqualTo(1);
            assertThat(other.await().getBytesTransferred()).isEqualTo(1);
            assertThat(threadsNamed("throwing handler")).isEqualTo(1);
        }
    }

    @Test
    void handlersRunOnTheThreadOfTheLoop() throws Exception {
        try (SocketLoop loop = new SocketLoop("handlers");
                Peer peer = Peer.connect(new Socket(loop))) {
            CompletableFuture<Boolean> onLoop = new CompletableFuture<>();
            SocketAsyncEventArgs e = args(new byte[1]);
            e.addCompletedHandler((sender, args) -> onLoop.complete(loop.isLoopThread()));
            assertThat(peer.socket.receiveAsync(e)).isTrue();
            peer.write(new byte[1]);
            assertThat(get(onLoop)).isTrue();
        }
    }

    @Test
    void handlerThatInterruptsItsThreadDoesNotMakeTheLoopSpinOrEnd() throws Exception {
        try (SocketLoop loop = new SocketLoop("interrupted");
                Peer peer = Peer.connect(new Socket(loop))) {
            loop.execute(() -> Thread.currentThread().interrupt());
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Pending received = Pending.start(peer.socket::receiveAsync, args(new byte[1]));
            peer.write(new byte[1]);
            assertThat(received.await().getBytesTransferred()).isEqualTo(1);
            assertThat(received.answeredPending()).isTrue();
            loop.execute(() -> interrupted.complete(Thread.currentThread().isInterrupted()));
            assertThat(get(interrupted)).isFalse();
        }
    }

    /** The loop says that it rests before it looks for tasks, and whoever brings one does the two the other way round. */
    @Test
    void noTaskWaitsWhileTheLoopRests() throws Exception {
        try (SocketLoop loop = new SocketLoop("rests")) {
            for (int i = 0; i < 20_000; i++) {
                CompletableFuture<Integer> first = new CompletableFuture<>();
                CompletableFuture<Integer> second = new CompletableFuture<>();
                loop.execute(() -> first.complete(1));
                if (i % 2 == 0) {
                    get(first);
                }
                loop.execute(() -> second.complete(2));
                get(second);
            }
        }
    }

    @Test
    void whatHasComeMeanwhileIsReceivedThoughTheLastReceiveLeftNothing() throws Exception {
        try (SocketLoop loop = new SocketLoop("drained");
                Peer peer = Peer.connect(new Socket(loop))) {
            CompletableFuture<Integer> next = new CompletableFuture<>();
            SocketAsyncEventArgs e = args(new byte[10]);
            SocketAsyncEventArgs more = args(new byte[10]);
            more.addCompletedHandler((sender, args) -> next.complete(args.getBytesTransferred()));
            e.addCompletedHandler((sender, args) -> {
                try {
                    peer.write(new byte[2]);
                    if (!peer.socket.receiveAsync(more)) {
                        next.complete(more.getBytesTransferred());
                    }
                } catch (IOException thrown) {
                    next.completeExceptionally(thrown);
                }
            });
            assertThat(peer.socket.receiveAsync(e)).isTrue();
            peer.write(new byte[3]);
            assertThat(get(next)).isEqualTo(2);
        }
    }

    @Test
    void inputThatNobodyWaitsForDoesNotMakeTheLoopSpin() throws Exception {
        try (SocketLoop loop = new SocketLoop("unasked");
                Peer peer = Peer.connect(new Socket(loop))) {
            CompletableFuture<Long> thread = new CompletableFuture<>();
            loop.execute(() -> thread.complete(Thread.currentThread().getId()));
            long id = get(thread);
            Pending received = Pending.start(peer.socket::receiveAsync, args(new byte[10]));
            peer.write(new byte[3]);
            assertThat(received.await().getBytesTransferred()).isEqualTo(3);

            peer.write(new byte[5]);
            long before = cpuTime(id);
            Awaitility.await()
                    .during(Duration.ofMillis(300))
                    .until(() -> cpuTime(id) - before < TimeUnit.MILLISECONDS.toNanos(150));
            Pending rest = Pending.start(peer.socket::receiveAsync, args(new byte[10]));
            assertThat(rest.await().getBytesTransferred()).isEqualTo(5);
        }
    }

    private static long cpuTime(long thread) {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread);
    }

    @Test
    void oneThreadHoldsThousandsOfSockets() throws Exception {
        int count = 2_500;
        List<Socket> sockets = new ArrayList<>();
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch received = new CountDownLatch(count);
        try (SocketLoop loop = new SocketLoop("thousands");
                Socket listener = new Socket(loop)) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            listener.listen(1_000);
            for (int i = 0; i < count; i++) {
                sockets.add(receiving(new Socket(loop), listener, received, threads));
                sockets.add(Pending.start(listener::acceptAsync, new SocketAsyncEventArgs())
                        .await()
                        .getAcceptSocket());
            }
            assertThat(received.getCount()).isEqualTo(count);
            assertThat(threadsNamed("thousands")).isEqualTo(1);

            for (int i = 1; i < sockets.size(); i += 2) {
                sockets.get(i).sendAsync(args(new byte[] {1}));
            }
            assertThat(received.await(Pending.SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(threads)
                    .hasSize(1)
                    .allSatisfy(thread -> assertThat(thread.getName()).isEqualTo("thousands"));
        } finally {
            sockets.forEach(Socket::close);
        }
    }

    private static Socket receiving(Socket socket, Socket listener, CountDownLatch received, Set<Thread> threads) {
        SocketAsyncEventArgs e = args(new byte[10]);
        e.setRemoteEndPoint(listener.getLocalEndPoint());
        assertThat(Pending.start(socket::connectAsync, e).await().getSocketError())
                .isEqualTo(SocketError.SUCCESS);
        SocketAsyncEventArgs r = args(new byte[10]);
        r.addCompletedHandler((sender, args) -> {
            threads.add(Thread.currentThread());
            received.countDown();
        });
        assertThat(socket.receiveAsync(r)).isTrue();
        return socket;
    }

    @Test
    void closeAbortsWhatIsPendingAndEndsTheThread() throws Exception {
        SocketLoop loop = new SocketLoop("closing");
        try (Peer peer = Peer.connect(new Socket(loop));
                Socket idle = new Socket(loop)) {
            Pending received = peer.receive(args(new byte[1]));
            Peer.awaitQueued(peer.socket.driver.inbound, 1);
            List<Pending> sent = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                sent.add(peer.send(args(pattern(1_000_000, i))));
                Peer.awaitQueued(peer.socket.driver.outbound, i);
            }
            loop.close();
            loop.close();

            assertThat(received.await().getSocketError()).isEqualTo(SocketError.OPERATION_ABORTED);
            assertThat(sent).allSatisfy(p -> {
                assertThat(p.await().getSocketError()).isEqualTo(SocketError.OPERATION_ABORTED);
                assertThat(p.handlerRuns()).isEqualTo(1);
            });
            Awaitility.await().until(() -> threadsNamed("closing") == 0);
            assertThat(idle.isClosed()).isTrue();
            peer.remote.setSoTimeout(Pending.SECONDS * 1000);
            peer.readToEnd();
            assertThatExceptionOfType(ObjectDisposedException.class).isThrownBy(() -> new Socket(loop));
            assertThatExceptionOfType(ObjectDisposedException.class).isThrownBy(() -> loop.execute(() -> {}));
        }
    }

    @Test
    void closedLoopTakesNoSocketBack() throws Exception {
        SocketLoop loop = new SocketLoop("gone");
        try (Peer peer = Peer.connect(new Socket(loop))) {
            peer.socket.setBlocking(true);
            loop.close();
            Awaitility.await().until(() -> threadsNamed("gone") == 0);
            assertThatExceptionOfType(ObjectDisposedException.class).isThrownBy(() -> peer.socket.setBlocking(false));
            assertThat(peer.socket.isBlocking()).isTrue();
            assertThat(peer.socket.sendAsync(args(new byte[] {8}))).isFalse();
            assertThat(peer.read(1)).containsExactly(8);
        }
    }

    @Test
    void handlerMayCloseTheLoop() throws IOException {
        SocketLoop loop = new SocketLoop("closed from within");
        try (Peer peer = Peer.connect(new Socket(loop));
                Peer other = Peer.connect(new Socket(loop))) {
            SocketAsyncEventArgs e = args(new byte[1]);
            e.addCompletedHandler((sender, args) -> loop.close());
            Pending first = peer.receive(e);
            Pending second = other.receive(args(new byte[1]));
            Peer.awaitQueued(other.socket.driver.inbound, 1);
            Peer.awaitQueued(peer.socket.driver.inbound, 1);
            peer.write(new byte[1]);
            assertThat(first.await().getSocketError()).isEqualTo(SocketError.SUCCESS);
            assertThat(second.await().getSocketError()).isEqualTo(SocketError.OPERATION_ABORTED);
        }
    }

    @Test
    void sharedLoopIsNotClosed() {
        assertThat(SocketLoop.shared()).isSameAs(SocketLoop.shared());
        assertThatIllegalStateException()
                .isThrownBy(() -> SocketLoop.shared().close())
                .withMessageContaining("new SocketLoop");
        assertThatNullPointerException().isThrownBy(() -> SocketLoop.shared().execute(null));
        assertThatNullPointerException().isThrownBy(() -> new SocketLoop(null));
    }
}
