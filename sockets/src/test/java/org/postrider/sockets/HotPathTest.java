package org.postrider.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.sockets.Peer.args;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What an operation costs: no allocation, and no stack however many complete inline. Alone, because the selector of the
 * JDK boxes file descriptors: above 127, which other tests open, it makes an Integer for each event.
 */
@Isolated
class HotPathTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 20_000;

    /** Two sockets on one loop that throw a byte to and fro: each round is two sends inline and two receives that wait. */
    private static final class PingPong {
        private final CompletableFuture<Long> allocated = new CompletableFuture<>();
        private final Socket left;
        private final Socket right;
        private int rounds = -ROUNDS;
        private long atStart;

        PingPong(Socket left, Socket right) {
            this.left = left;
            this.right = right;
        }

        void play() {
            answer(right, new SocketAsyncEventArgs(), new SocketAsyncEventArgs());
            answer(left, new SocketAsyncEventArgs(), new SocketAsyncEventArgs());
            left.sendAsync(args(new byte[1]));
        }

        private void answer(Socket socket, SocketAsyncEventArgs receive, SocketAsyncEventArgs send) {
            receive.setBuffer(new byte[1]);
            send.setBuffer(ByteBuffer.allocateDirect(1));
            receive.addCompletedHandler((sender, e) -> {
                boolean inline = true;
                while (inline && e.getBytesTransferred() == 1 && !(socket == left && count())) {
                    socket.sendAsync(send);
                    inline = !socket.receiveAsync(receive);
                }
            });
            if (!socket.receiveAsync(receive)) {
                throw new IllegalStateException("nothing was sent yet");
            }
        }

        /** The first rounds are there for the compiler and for what the JDK makes once. */
        private boolean count() {
            rounds++;
            if (rounds == 0) {
                atStart = THREADS.getCurrentThreadAllocatedBytes();
            } else if (rounds == ROUNDS) {
                allocated.complete(THREADS.getCurrentThreadAllocatedBytes() - atStart);
            }
            return rounds == ROUNDS;
        }
    }

    @Test
    void roundTripsOnTheLoopAllocateNothing() throws Exception {
        try (SocketLoop loop = new SocketLoop("ping pong");
                Socket listener = new Socket(loop);
                Socket left = new Socket(loop)) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            listener.listen(1);
            SocketAsyncEventArgs e = new SocketAsyncEventArgs();
            e.setRemoteEndPoint(listener.getLocalEndPoint());
            Pending.start(left::connectAsync, e).await();
            try (Socket right = Pending.start(listener::acceptAsync, e).await().getAcceptSocket()) {
                PingPong game = new PingPong(left, right);
                loop.execute(game::play);
                // Less than three bytes a round: nothing for an operation, something for the measuring.
                assertThat(game.allocated.get(50, TimeUnit.SECONDS)).isBetween(0L, 50_000L);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void inlineOperationsAllocateNothing(Door door) {
        try (Socket listener = Socket.blocking();
                Socket sender = door.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            listener.listen(1);
            SocketAsyncEventArgs e = args(new byte[] {1});
            e.setRemoteEndPoint(listener.getLocalEndPoint());
            Pending.start(sender::connectAsync, e).await();
            try (Socket receiver = listener.accept()) {
                SocketAsyncEventArgs received = args(new byte[1]);
                passInline(sender, e, receiver, received);
                long before = THREADS.getCurrentThreadAllocatedBytes();
                passInline(sender, e, receiver, received);
                assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isBetween(0L, 50_000L);
            }
        }
    }

    private static void passInline(
            Socket sender, SocketAsyncEventArgs e, Socket receiver, SocketAsyncEventArgs received) {
        for (int i = 0; i < ROUNDS; i++) {
            if (sender.sendAsync(e) || receiver.receiveAsync(received)) {
                throw new IllegalStateException("A byte always fits, and a blocking socket never answers true");
            }
        }
    }

    /** From inside one handler, a million operations that complete inline: the stack is as deep at the end as before. */
    @Test
    void millionInlineCompletionsNeedNoStack() throws Exception {
        try (Peer peer = Peer.connect(Door.LOOP)) {
            CompletableFuture<Integer> depth = new CompletableFuture<>();
            SocketAsyncEventArgs empty = args(new byte[0]);
            empty.addCompletedHandler((sender, e) -> depth.completeExceptionally(new AssertionError("not inline")));
            SocketAsyncEventArgs first = args(new byte[1]);
            first.addCompletedHandler((sender, e) -> {
                int inline = 0;
                while (inline < 1_000_000 && !peer.socket.sendAsync(empty)) {
                    inline++;
                }
                depth.complete(inline);
            });
            assertThat(peer.socket.receiveAsync(first)).isTrue();
            peer.write(new byte[1]);
            assertThat(depth.get(50, TimeUnit.SECONDS)).isEqualTo(1_000_000);
        }
    }

    /** A handler that always starts the next operation, pending ones too, runs from the loop each time anew. */
    @Test
    void handlersAreNeverNested() throws Exception {
        try (Peer peer = Peer.connect(Door.LOOP)) {
            CompletableFuture<Integer> deepest = new CompletableFuture<>();
            int[] seen = new int[2];
            SocketAsyncEventArgs e = args(new byte[1]);
            e.addCompletedHandler((sender, args) -> {
                boolean inline = true;
                while (inline) {
                    seen[0] = Math.max(seen[0], Thread.currentThread().getStackTrace().length);
                    seen[1]++;
                    if (seen[1] == 5_000) {
                        deepest.complete(seen[0]);
                        return;
                    }
                    inline = !peer.socket.receiveAsync(args);
                }
            });
            assertThat(peer.socket.receiveAsync(e)).isTrue();
            peer.write(new byte[5_000]);
            assertThat(deepest.get(50, TimeUnit.SECONDS)).isLessThan(20);
        }
    }
}
