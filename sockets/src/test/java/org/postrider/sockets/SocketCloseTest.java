package org.postrider.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.postrider.sockets.Peer.args;
import static org.postrider.sockets.Peer.pattern;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SocketCloseTest {
    @ParameterizedTest
    @EnumSource(Door.class)
    void everyPendingOperationIsAbortedOnce(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            List<Pending> pending = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                pending.add(peer.send(args(pattern(2_000_000, i))));
                Peer.awaitQueued(peer.socket.driver.outbound, i);
                pending.add(peer.receive(args(new byte[1])));
                Peer.awaitQueued(peer.socket.driver.inbound, i);
            }
            peer.socket.close();
            peer.socket.close();

            assertThat(pending).allSatisfy(p -> {
                assertThat(p.await().getSocketError()).isEqualTo(SocketError.OPERATION_ABORTED);
                assertThat(p.handlerRuns()).isEqualTo(door == Door.LOOP ? 1 : 0);
            });
            assertThat(pending.get(2).await().getBytesTransferred()).isZero();
            assertThat(peer.socket.isClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void abortedSendTellsHowMuchWasTaken(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            int size = 8_000_000;
            Pending sent = peer.send(args(ByteBuffer.allocateDirect(size)));
            peer.read(100_000);
            peer.socket.close();
            assertThat(sent.await().getSocketError()).isEqualTo(SocketError.OPERATION_ABORTED);
            assertThat(sent.await().getBytesTransferred()).isBetween(100_000, size - 1);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    @SuppressWarnings("try") // closing is what it is about
    void pendingConnectIsAborted(Door door) throws IOException {
        List<java.net.Socket> fillers = new ArrayList<>();
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = door.open()) {
            fillBacklog(listener, fillers);
            SocketAsyncEventArgs e = new SocketAsyncEventArgs();
            e.setRemoteEndPoint(listener.getLocalSocketAddress());
            Pending connect = Pending.startApart(socket::connectAsync, e);
            Peer.awaitQueued(socket.driver.outbound, 1);
            socket.close();
            assertThat(connect.await().getSocketError()).isEqualTo(SocketError.OPERATION_ABORTED);
            assertThat(connect.handlerRuns()).isEqualTo(connect.answeredPending() ? 1 : 0);
        } finally {
            for (java.net.Socket filler : fillers) {
                filler.close();
            }
        }
    }

    /** Nobody accepts: the connect after the last that fits goes unanswered, and so will the one after it. */
    private static void fillBacklog(ServerSocket listener, List<java.net.Socket> fillers) throws IOException {
        boolean full = false;
        while (!full) {
            java.net.Socket filler = new java.net.Socket();
            fillers.add(filler);
            try {
                filler.connect(listener.getLocalSocketAddress(), 200);
            } catch (SocketTimeoutException expected) {
                full = true;
            }
        }
    }

    @Test
    void threadThatWaitsForItsTurnIsAbortedToo() throws IOException {
        try (Peer peer = Peer.connect(Door.BLOCKING)) {
            Pending first = peer.receive(args(new byte[1]));
            Peer.awaitQueued(peer.socket.driver.inbound, 1);
            Pending second = peer.receive(args(new byte[1]));
            Peer.awaitQueued(peer.socket.driver.inbound, 2);
            peer.socket.close();
            assertThat(first.await().getSocketError()).isEqualTo(SocketError.OPERATION_ABORTED);
            assertThat(second.await().getSocketError()).isEqualTo(SocketError.OPERATION_ABORTED);
        }
    }

    @Test
    void handlerMayCloseTheSocketWithOperationsStillQueued() throws IOException {
        try (Peer peer = Peer.connect(Door.LOOP)) {
            SocketAsyncEventArgs first = args(new byte[1]);
            first.addCompletedHandler((sender, e) -> ((Socket) sender).close());
            Pending one = peer.receive(first);
            Peer.awaitQueued(peer.socket.driver.inbound, 1);
            Pending two = peer.receive(args(new byte[1]));
            Peer.awaitQueued(peer.socket.driver.inbound, 2);
            Pending sent = peer.send(args(pattern(2_000_000, 1)));
            Peer.awaitQueued(peer.socket.driver.outbound, 1);

            peer.write(new byte[] {1});
            assertThat(one.await().getSocketError()).isEqualTo(SocketError.SUCCESS);
            assertThat(two.await().getSocketError()).isEqualTo(SocketError.OPERATION_ABORTED);
            assertThat(sent.await().getSocketError()).isEqualTo(SocketError.OPERATION_ABORTED);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void closedSocketRefusesEverything(Door door) throws IOException {
        Peer peer = Peer.connect(door);
        Socket socket = peer.socket;
        peer.close();
        SocketAsyncEventArgs e = args(new byte[1]);
        List<Runnable> uses = List.of(
                () -> socket.connectAsync(e),
                () -> socket.sendAsync(e),
                () -> socket.receiveAsync(e),
                () -> socket.disconnectAsync(e),
                () -> socket.acceptAsync(e),
                () -> socket.connect(new InetSocketAddress(0)),
                () -> socket.send(ByteBuffer.allocate(1)),
                () -> socket.receive(ByteBuffer.allocate(1)),
                () -> socket.accept(),
                () -> socket.receiveAvailable(ByteBuffer.allocate(1)),
                () -> socket.bind(new InetSocketAddress(0)),
                () -> socket.listen(1),
                () -> socket.shutdown(SocketShutdown.BOTH),
                () -> socket.disconnect(false),
                () -> socket.setBlocking(true),
                () -> socket.setNoDelay(true),
                () -> socket.isKeepAlive());
        assertThat(uses)
                .allSatisfy(use ->
                        assertThatExceptionOfType(ObjectDisposedException.class).isThrownBy(use::run));
        assertThatNoException().isThrownBy(socket::close);
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void closeRacingWithSendsLosesNoCompletion(Door door) throws IOException {
        for (int round = 0; round < 50; round++) {
            try (Peer peer = Peer.connect(door)) {
                List<Pending> pending = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    pending.add(Pending.startApart(e -> startUnlessClosed(peer.socket, e), args(new byte[50_000])));
                }
                peer.socket.close();
                assertThat(pending).allSatisfy(p -> {
                    assertThat(p.await().getSocketError()).isIn(SocketError.SUCCESS, SocketError.OPERATION_ABORTED);
                    assertThat(p.handlerRuns()).isEqualTo(p.answeredPending() ? 1 : 0);
                });
                Peer.awaitQueued(peer.socket.driver.outbound, 0);
            }
        }
    }

    private static boolean startUnlessClosed(Socket socket, SocketAsyncEventArgs e) {
        try {
            return socket.sendAsync(e);
        } catch (ObjectDisposedException expected) {
            // As good a way to lose the race as any: the args are free and hold no result.
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void lingerOfZeroResetsTheConnection(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            Pending received = peer.receive(args(new byte[1]));
            Peer.awaitQueued(peer.socket.driver.inbound, 1);
            peer.socket.setLingerState(0);
            peer.socket.close();
            received.await();
            assertThatExceptionOfType(java.net.SocketException.class)
                    .isThrownBy(() -> peer.read(1))
                    .withMessageContaining("reset");
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void peerReadsTheEndWhenASocketCloses(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            peer.receive(args(new byte[1]));
            Peer.awaitQueued(peer.socket.driver.inbound, 1);
            peer.socket.close();
            assertThat(peer.readToEnd()).isEmpty();
        }
    }
}
