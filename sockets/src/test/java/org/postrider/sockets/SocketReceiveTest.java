package org.postrider.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.postrider.sockets.Peer.args;
import static org.postrider.sockets.Peer.pattern;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SocketReceiveTest {
    @ParameterizedTest
    @EnumSource(Door.class)
    void receiveWaitsForWhatComes(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            SocketAsyncEventArgs e = args(new byte[10]);
            Pending received = peer.receive(e);
            Peer.awaitQueued(peer.socket.driver.inbound, 1);
            assertThat(received.isDone()).isFalse();

            peer.write(new byte[] {1, 2, 3});
            assertThat(received.await().getBytesTransferred()).isEqualTo(3);
            assertThat(received.await().getLastOperation()).isEqualTo(SocketAsyncOperation.RECEIVE);
            assertThat(received.handlerRuns()).isEqualTo(door == Door.LOOP ? 1 : 0);
            assertThat(e.getBuffer()).startsWith(1, 2, 3, 0);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void whatHasArrivedIsReceivedInline(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            peer.write(new byte[] {1, 2, 3, 4});
            ByteBuffer direct = ByteBuffer.allocateDirect(10).position(4).limit(6);
            SocketAsyncEventArgs e = args(direct);
            assertThat(peer.receive(e).await().getBytesTransferred()).isEqualTo(2);
            assertThat(direct.get(4)).isEqualTo((byte) 1);
            assertThat(direct.get(5)).isEqualTo((byte) 2);
            assertThat(direct.position()).isEqualTo(4);

            e.setBuffer(0, 10);
            assertThat(peer.socket.receiveAsync(e)).isFalse();
            assertThat(e.getBytesTransferred()).isEqualTo(2);
            assertThat(direct.get(0)).isEqualTo((byte) 3);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void largeStreamArrivesWhole(Door door) throws Exception {
        byte[] bytes = pattern(2_000_000, 1);
        try (Peer peer = Peer.connect(door)) {
            CompletableFuture<Void> written = CompletableFuture.runAsync(() -> {
                try {
                    peer.write(bytes);
                    peer.remote.shutdownOutput();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            SocketAsyncEventArgs e = args(new byte[300_000]);
            while (peer.receive(e).await().getBytesTransferred() > 0) {
                all.write(e.getBuffer(), 0, e.getBytesTransferred());
            }
            written.get(Pending.SECONDS, TimeUnit.SECONDS);
            assertThat(all.toByteArray()).isEqualTo(bytes);
            assertThat(e.getSocketError()).isEqualTo(SocketError.SUCCESS);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void endOfStreamIsSuccessWithNoBytesAndSendingGoesOn(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            Pending received = peer.receive(args(new byte[10]));
            Peer.awaitQueued(peer.socket.driver.inbound, 1);
            peer.remote.shutdownOutput();
            assertThat(received.await().getSocketError()).isEqualTo(SocketError.SUCCESS);
            assertThat(received.await().getBytesTransferred()).isZero();

            assertThat(peer.send(args(new byte[] {7})).await().getBytesTransferred())
                    .isEqualTo(1);
            assertThat(peer.read(1)).containsExactly(7);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void halfCloseLeavesReceivingAsItWas(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            Pending received = peer.receive(args(new byte[10]));
            Peer.awaitQueued(peer.socket.driver.inbound, 1);
            peer.socket.shutdown(SocketShutdown.SEND);
            assertThat(peer.readToEnd()).isEmpty();
            peer.write(new byte[] {1, 2});
            assertThat(received.await().getBytesTransferred()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void shutdownOfReceivingEndsTheStream(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            Pending received = peer.receive(args(new byte[10]));
            Peer.awaitQueued(peer.socket.driver.inbound, 1);
            peer.socket.shutdown(SocketShutdown.RECEIVE);
            assertThat(received.await().getSocketError()).isEqualTo(SocketError.SUCCESS);
            assertThat(received.await().getBytesTransferred()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void resetByThePeerFailsTheReceive(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            Pending received = peer.receive(args(new byte[10]));
            Peer.awaitQueued(peer.socket.driver.inbound, 1);
            peer.reset();
            assertThat(received.await().getSocketError()).isEqualTo(SocketError.CONNECTION_RESET);
            assertThat(received.await().getSocketException()).hasCauseInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void receivesQueueInTheOrderOfTheirStarting(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            SocketAsyncEventArgs first = args(new byte[2]);
            SocketAsyncEventArgs second = args(new byte[2]);
            Pending one = peer.receive(first);
            Peer.awaitQueued(peer.socket.driver.inbound, 1);
            Pending two = peer.receive(second);
            Peer.awaitQueued(peer.socket.driver.inbound, 2);

            peer.write(new byte[] {1, 2, 3});
            one.await();
            two.await();
            assertThat(first.getBuffer()).containsExactly(1, 2);
            assertThat(second.getBuffer()).containsExactly(3, 0);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void receiveNeedsRoomAndAConnection(Door door) throws IOException {
        try (Socket socket = door.open();
                Peer peer = Peer.connect(door)) {
            Socket connected = peer.socket;
            SocketAsyncEventArgs list = new SocketAsyncEventArgs();
            list.setBufferList(List.of(ByteBuffer.allocate(1)));
            for (SocketAsyncEventArgs bad : List.of(
                    new SocketAsyncEventArgs(),
                    args(new byte[0]),
                    args(ByteBuffer.allocate(1).asReadOnlyBuffer()),
                    list)) {
                assertThatIllegalArgumentException().isThrownBy(() -> connected.receiveAsync(bad));
                bad.requireFree();
            }
            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> socket.receiveAsync(args(new byte[1])))
                    .withMessageStartingWith("NOT_CONNECTED (10057)");
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void availableBytesAreReadWithoutWaiting(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            ByteBuffer buffer = ByteBuffer.allocate(10);
            assertThat(peer.socket.receiveAvailable(buffer)).isZero();
            peer.write(new byte[] {1, 2});
            Awaitility.await().until(() -> peer.socket.receiveAvailable(buffer) == 2);
            assertThat(buffer.flip().remaining()).isEqualTo(2);

            peer.remote.shutdownOutput();
            buffer.clear();
            Awaitility.await().until(() -> peer.socket.receiveAvailable(buffer) == -1);
            assertThat(peer.socket.isBlocking()).isEqualTo(door == Door.BLOCKING);

            peer.socket.sendAsync(args(new byte[] {5}));
            assertThat(peer.read(1)).containsExactly(5);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void resetConnectionHasNothingAvailable(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            peer.reset();
            Awaitility.await()
                    .untilAsserted(() -> assertThatExceptionOfType(SocketException.class)
                            .isThrownBy(() -> peer.socket.receiveAvailable(ByteBuffer.allocate(1)))
                            .satisfies(
                                    e -> assertThat(e.getSocketErrorCode()).isEqualTo(SocketError.CONNECTION_RESET)));
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void availableBytesAreRefusedWhileAReceiveWaits(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            ByteBuffer buffer = ByteBuffer.allocate(1);
            Pending received = peer.receive(args(new byte[1]));
            Peer.awaitQueued(peer.socket.driver.inbound, 1);
            assertThatIllegalStateException().isThrownBy(() -> peer.socket.receiveAvailable(buffer));
            peer.write(new byte[1]);
            received.await();
            assertThat(peer.socket.receiveAvailable(buffer)).isZero();
            assertThatIllegalArgumentException().isThrownBy(() -> peer.socket.receiveAvailable(ByteBuffer.allocate(0)));
        }
    }

    @Test
    void nothingIsAvailableBeforeAConnect() {
        try (Socket socket = new Socket()) {
            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> socket.receiveAvailable(ByteBuffer.allocate(1)));
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void argsClosedWhileBusyServeTheirOperationToItsEnd(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            SocketAsyncEventArgs e = args(new byte[1]);
            Pending received = peer.receive(e);
            Peer.awaitQueued(peer.socket.driver.inbound, 1);
            e.close();
            peer.write(new byte[] {6});
            assertThat(received.await().getBytesTransferred()).isEqualTo(1);
            assertThat(e.getBuffer()).containsExactly(6);
            assertThatExceptionOfType(ObjectDisposedException.class).isThrownBy(() -> peer.socket.receiveAsync(e));
        }
    }
}
