package org.postrider.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.sockets.Peer.args;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A loop that finds more sockets ready at once than it resumes in a row. */
class CrowdedLoopTest {
    private static final int CROWD = 3 * ReadySockets.TURN;

    private final SocketLoop loop = new SocketLoop("crowded");
    private final List<Peer> crowd = new ArrayList<>();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CompletableFuture<Integer> done = new CompletableFuture<>();
    private int resumed; // of the loop's thread
    private Runnable first = () -> {};

    @BeforeEach
    void gather() throws IOException {
        for (int i = 0; i < CROWD; i++) {
            Peer peer = Peer.connect(new Socket(loop));
            crowd.add(peer);
            SocketAsyncEventArgs e = args(new byte[10]);
            e.addCompletedHandler((sender, args) -> {
                if (++resumed == 1) {
                    loop.execute(first);
                }
                if (resumed == CROWD) {
                    done.complete(resumed);
                }
            });
            assertThat(peer.socket.receiveAsync(e)).isTrue();
        }
    }

    @AfterEach
    void close() throws IOException {
        for (Peer peer : crowd) {
            peer.close();
        }
        loop.close();
    }

    /** Until it is released the loop sees nothing of what comes, and then, since it is busy, all at once without a rest. */
    private void hold() throws Exception {
        CompletableFuture<Boolean> holding = new CompletableFuture<>();
        loop.execute(() -> {
            holding.complete(true);
            try {
                assertThat(held.await(Pending.SECONDS, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            loop.execute(() -> loop.execute(() -> {}));
        });
        get(holding);
    }

    private void writeToAll() throws IOException {
        for (Peer peer : crowd) {
            peer.write(new byte[1]);
        }
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(Pending.SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void taskDoesNotWaitForAllWhoAreReady() throws Exception {
        CompletableFuture<Integer> before = new CompletableFuture<>();
        first = () -> before.complete(resumed);
        hold();
        writeToAll();
        held.countDown();
        assertThat(get(before)).isEqualTo(ReadySockets.TURN);
        assertThat(get(done)).isEqualTo(CROWD);
    }

    @Test
    void whatTheSelectorHasSaidOfASocketCountsBeforeThatIsResumed() throws Exception {
        try (Peer last = Peer.connect(new Socket(loop))) {
            Pending heard = Pending.start(last.socket::receiveAsync, args(new byte[10]));
            last.write(new byte[3]);
            assertThat(heard.await().getBytesTransferred()).isEqualTo(3);
            CompletableFuture<Boolean> quiet = new CompletableFuture<>();
            hold();
            writeToAll();
            last.write(new byte[2]);
            long wanted = System.nanoTime();
            first = () -> quiet.complete(last.socket.isQuietSince(wanted));
            held.countDown();
            assertThat(get(quiet)).isFalse();
            get(done);
        }
    }
}
