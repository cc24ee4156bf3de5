package org.postrider.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.sockets.Peer.args;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a loop knows of a socket without asking: it says quiet only where nothing has come. */
class SocketQuietTest {
    private final SocketLoop loop = new SocketLoop("quiet");
    private Peer peer;
    private long heard = System.nanoTime(); // before the loop last had to look

    @BeforeEach
    void connect() throws IOException {
        peer = Peer.connect(new Socket(loop));
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        loop.close();
    }

    /** Does something on the loop's thread, in one of its turns. */
    private <T> T atHome(Callable<T> task) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                answer.complete(task.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return answer.orTimeout(Pending.SECONDS, TimeUnit.SECONDS).join();
    }

    private boolean isQuietAtHome() {
        return atHome(() -> peer.socket.isQuietSince(heard));
    }

    private void awaitNoise() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(Pending.SECONDS))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> !isQuietAtHome());
    }

    /** Begins a receive that waits before anything comes, as those of a conversation do. */
    private Pending waitForMore(SocketAsyncEventArgs e) {
        Pending receive = atHome(() -> Pending.start(peer.socket::receiveAsync, e));
        assertThat(receive.answeredPending()).isTrue();
        return receive;
    }

    private void hear(int sent, int room) throws IOException {
        Pending received = waitForMore(args(new byte[room]));
        heard = System.nanoTime();
        peer.write(new byte[sent]);
        assertThat(received.await().getBytesTransferred()).isEqualTo(Math.min(sent, room));
    }

    @Test
    void socketIsQuietBehindAReceiveUntilMoreComes() throws IOException {
        hear(3, 10);
        assertThat(isQuietAtHome()).isTrue();
        peer.write(new byte[2]);
        awaitNoise();
        assertThat(peer.socket.receiveAvailable(ByteBuffer.allocate(10))).isEqualTo(2);
        hear(3, 10);
        assertThat(isQuietAtHome()).isTrue();
    }

    @Test
    void goodbyeOfThePeerIsNoise() throws IOException {
        hear(3, 10);
        peer.remote.shutdownOutput();
        awaitNoise();
        assertThat(peer.socket.receiveAvailable(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    /** What has happened is seen by who wants to know it then, although the loop is still busy with what it knew before. */
    @Test
    void lookFromBeforeTheResetSaysNothingOfItBehind() throws IOException {
        hear(3, 10);
        List<Boolean> quiet = atHome(() -> {
            peer.reset();
            return List.of(peer.socket.isQuietSince(heard), peer.socket.isQuietSince(System.nanoTime()));
        });
        assertThat(quiet).containsExactly(true, false);
    }

    @Test
    void resetIsNoise() throws IOException {
        hear(3, 10);
        peer.reset();
        awaitNoise();
    }

    @Test
    void whatHadNoRoomIsNoise() throws IOException {
        hear(10, 3);
        assertThat(isQuietAtHome()).isFalse();
    }

    /** Between two looks of the loop nobody has told it of the rest. */
    @Test
    void partOfWhatIsAvailableLeavesNoQuiet() throws IOException {
        hear(3, 10);
        boolean quiet = atHome(() -> {
            peer.write(new byte[2]);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Pending.SECONDS) / 2;
            while (peer.socket.receiveAvailable(ByteBuffer.allocate(1)) == 0 && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            return peer.socket.isQuietSince(heard);
        });
        assertThat(quiet).isFalse();
    }

    @Test
    void nobodyKnowsBeforeTheFirstReceiveNorBesideOneNorAfterTheEnd() throws IOException {
        assertThat(isQuietAtHome()).isFalse();
        hear(3, 10);
        waitForMore(args(new byte[10]));
        assertThat(isQuietAtHome()).isFalse();
        peer.socket.close();
        assertThat(isQuietAtHome()).isFalse();
    }

    @Test
    void nobodyKnowsOnOtherThreadsNorInBlockingMode() throws IOException {
        hear(3, 10);
        assertThat(peer.socket.isQuietSince(heard)).isFalse();
        peer.socket.setBlocking(true);
        assertThat(isQuietAtHome()).isFalse();
        peer.socket.setBlocking(false);
        assertThat(isQuietAtHome()).isFalse();
    }
}
