package org.postrider.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.postrider.sockets.Peer.args;
import static org.postrider.sockets.Peer.pattern;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SocketSendTest {
    private static final int LARGE = 3_000_000;

    @ParameterizedTest
    @EnumSource(Door.class)
    void whatTheKernelTakesAtOnceCompletesInline(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            Pending sent = Pending.start(peer.socket::sendAsync, args("EHLO".getBytes(StandardCharsets.US_ASCII)));

            assertThat(sent.answeredPending()).isFalse();
            assertThat(sent.handlerRuns()).isZero();
            assertThat(sent.await().getBytesTransferred()).isEqualTo(4);
            assertThat(sent.await().getSocketError()).isEqualTo(SocketError.SUCCESS);
            assertThat(sent.await().getLastOperation()).isEqualTo(SocketAsyncOperation.SEND);
            assertThat(peer.read(4)).asString(StandardCharsets.US_ASCII).isEqualTo("EHLO");
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void slowReaderGetsEveryByteOfALargeSend(Door door) throws IOException {
        byte[] bytes = pattern(LARGE, 1);
        try (Peer peer = Peer.connect(door)) {
            Pending sent = peer.send(args(bytes));
            Peer.awaitQueued(peer.socket.driver.outbound, 1);
            assertThat(sent.isDone()).isFalse();

            assertThat(peer.read(LARGE)).isEqualTo(bytes);
            assertThat(sent.await().getSocketError()).isEqualTo(SocketError.SUCCESS);
            assertThat(sent.await().getBytesTransferred()).isEqualTo(LARGE);
            assertThat(sent.answeredPending()).isEqualTo(door == Door.LOOP);
            assertThat(sent.handlerRuns()).isEqualTo(door == Door.LOOP ? 1 : 0);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void bufferListIsSentAsOneInItsOrder(Door door) throws IOException {
        byte[] bytes = pattern(LARGE, 2);
        try (Peer peer = Peer.connect(door)) {
            SocketAsyncEventArgs e = new SocketAsyncEventArgs();
            e.setBufferList(cut(bytes));
            Pending sent = peer.send(e);

            assertThat(peer.read(LARGE)).isEqualTo(bytes);
            assertThat(sent.await().getBytesTransferred()).isEqualTo(LARGE);

            Pending again = peer.send(e);
            assertThat(peer.read(LARGE)).isEqualTo(bytes);
            assertThat(again.await().getBytesTransferred()).isEqualTo(LARGE);
        }
    }

    /** Direct, heap and read-only pieces: empty ones, many small ones, some larger than one window. */
    private static List<ByteBuffer> cut(byte[] bytes) {
        List<ByteBuffer> pieces = new ArrayList<>();
        int from = 0;
        for (int i = 0; from < bytes.length; i++) {
            int length = Math.min(bytes.length - from, i % 100 == 99 ? 3 * TransferBuffers.WINDOW : i % 100 * 7);
            ByteBuffer heap = ByteBuffer.wrap(bytes, from, length);
            ByteBuffer direct =
                    ByteBuffer.allocateDirect(length + 3).put(heap.duplicate()).flip();
            pieces.add(i % 3 == 0 ? direct : i % 3 == 1 ? heap : heap.asReadOnlyBuffer());
            from += length;
        }
        return pieces;
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void sendsFromSeveralThreadsAreNeverMixed(Door door) throws IOException {
        int size = 200_000;
        int senders = 8;
        try (Peer peer = Peer.connect(door)) {
            List<Pending> sent = new ArrayList<>();
            for (int i = 0; i < senders; i++) {
                byte[] bytes = new byte[size];
                Arrays.fill(bytes, (byte) (i & 0x7f));
                sent.add(peer.send(args(bytes)));
            }

            List<Byte> order = new ArrayList<>();
            for (int i = 0; i < senders; i++) {
                byte[] block = peer.read(size);
                assertThat(block).containsOnly(block[0]);
                order.add(block[0]);
            }
            assertThat(order).doesNotHaveDuplicates().hasSize(senders);
            assertThat(sent)
                    .allSatisfy(p -> assertThat(p.await().getBytesTransferred()).isEqualTo(size));
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void sendsQueueInTheOrderOfTheirStarting(Door door) throws IOException {
        byte[] first = pattern(LARGE, 3);
        try (Peer peer = Peer.connect(door)) {
            Pending large = peer.send(args(first));
            Peer.awaitQueued(peer.socket.driver.outbound, 1);
            Pending second = peer.send(args(new byte[] {1}));
            Peer.awaitQueued(peer.socket.driver.outbound, 2);
            Pending third = peer.send(args(new byte[] {2}));
            Peer.awaitQueued(peer.socket.driver.outbound, 3);
            assertThat(second.isDone()).isFalse();
            assertThat(third.isDone()).isFalse();

            assertThat(peer.read(LARGE)).isEqualTo(first);
            assertThat(peer.read(2)).containsExactly(1, 2);
            assertThat(List.of(large, second, third))
                    .allSatisfy(p -> assertThat(p.await().getSocketError()).isEqualTo(SocketError.SUCCESS));
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void emptySendSucceedsAtOnceWhenNothingIsBeforeIt(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            SocketAsyncEventArgs e = args(new byte[0]);
            assertThat(peer.socket.sendAsync(e)).isFalse();
            assertThat(e.getSocketError()).isEqualTo(SocketError.SUCCESS);

            e.setBuffer(null, 0, 0);
            e.setBufferList(List.of());
            assertThat(peer.socket.sendAsync(e)).isFalse();
            assertThat(e.getSocketError()).isEqualTo(SocketError.SUCCESS);
            assertThat(e.getBytesTransferred()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void onlyTheRangeThatIsSetIsSentAndNoPositionMoves(Door door) throws IOException {
        byte[] bytes = "0123456789".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer direct = ByteBuffer.allocateDirect(10).put(bytes).position(2).limit(5);
        ByteBuffer readOnly = ByteBuffer.wrap(bytes).asReadOnlyBuffer().position(8);
        try (Peer peer = Peer.connect(door)) {
            SocketAsyncEventArgs e = args(direct);
            peer.socket.sendAsync(e);
            e.setBuffer(7, 1);
            peer.socket.sendAsync(e);
            e.setBuffer(readOnly);
            peer.socket.sendAsync(e);
            e.setBuffer(bytes, 0, 2);
            peer.socket.sendAsync(e);

            assertThat(peer.read(8)).asString(StandardCharsets.US_ASCII).isEqualTo("23478901");
            assertThat(direct.position()).isEqualTo(2);
            assertThat(direct.limit()).isEqualTo(5);
            assertThat(readOnly.position()).isEqualTo(8);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void resetByThePeerFailsTheSendAndCountsWhatWasTaken(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            Pending sent = peer.send(args(pattern(LARGE, 4)));
            peer.read(1000);
            peer.reset();

            assertThat(sent.await().getSocketError()).isEqualTo(SocketError.CONNECTION_RESET);
            assertThat(sent.await().getBytesTransferred()).isBetween(1000, LARGE - 1);
            assertThat(sent.await().getSocketException())
                    .hasCauseInstanceOf(IOException.class)
                    .hasMessageStartingWith("CONNECTION_RESET (10054)");
            assertThat(peer.send(args(new byte[1])).await().getSocketError()).isEqualTo(SocketError.CONNECTION_RESET);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void sendAfterItsHalfWasShutDownFails(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            peer.socket.shutdown(SocketShutdown.SEND);

            SocketAsyncEventArgs e = args(new byte[1]);
            assertThat(peer.socket.sendAsync(e)).isFalse();
            assertThat(e.getSocketError()).isEqualTo(SocketError.SHUTDOWN);
            assertThat(peer.socket.isClosed()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void checksComeInTheirDocumentedOrder(Door door) throws IOException {
        SocketAsyncEventArgs busy = args(new byte[1]);
        busy.beginOperation(this, SocketAsyncOperation.SEND);
        SocketAsyncEventArgs closed = new SocketAsyncEventArgs();
        closed.close();
        SocketAsyncEventArgs empty = new SocketAsyncEventArgs();
        SocketAsyncEventArgs good = args(new byte[1]);
        Socket socket = door.open();

        assertThatNullPointerException()
                .isThrownBy(() -> socket.sendAsync(null))
                .withMessage("e");
        assertThatIllegalStateException()
                .isThrownBy(() -> socket.sendAsync(busy))
                .withMessageContaining("in progress");
        assertThatExceptionOfType(ObjectDisposedException.class).isThrownBy(() -> socket.sendAsync(closed));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> socket.sendAsync(empty))
                .withMessageContaining("setBuffer");
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> socket.sendAsync(good))
                .satisfies(e -> assertThat(e.getSocketErrorCode()).isEqualTo(SocketError.NOT_CONNECTED))
                .satisfies(e -> assertThat(e.getErrorCode()).isEqualTo(10057));
        good.requireFree();

        socket.close();
        assertThatExceptionOfType(ObjectDisposedException.class).isThrownBy(() -> socket.sendAsync(null));
        assertThatExceptionOfType(ObjectDisposedException.class).isThrownBy(() -> socket.sendAsync(busy));
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void argsOfAPendingSendAreRefusedElsewhere(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            SocketAsyncEventArgs e = args(pattern(LARGE, 5));
            Pending sent = peer.send(e);
            Peer.awaitQueued(peer.socket.driver.outbound, 1);

            assertThatIllegalStateException().isThrownBy(() -> peer.socket.sendAsync(e));
            assertThatIllegalStateException().isThrownBy(() -> peer.socket.receiveAsync(e));
            assertThatIllegalStateException().isThrownBy(() -> e.setBuffer(0, 1));

            peer.read(LARGE);
            assertThat(sent.await().getBytesTransferred()).isEqualTo(LARGE);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void userTokenComesBackUntouched(Door door) throws IOException {
        Object token = new Object();
        try (Peer peer = Peer.connect(door)) {
            SocketAsyncEventArgs e = args(pattern(LARGE, 6));
            e.setUserToken(token);
            Pending sent = peer.send(e);
            peer.read(LARGE);
            assertThat(sent.await().getUserToken()).isSameAs(token);
        }
    }

    @Test
    void handlerMayStartTheNextSendWithTheSameArgs() throws IOException {
        byte[] bytes = pattern(LARGE, 7);
        try (Peer peer = Peer.connect(Door.LOOP)) {
            List<Object> senders = new ArrayList<>();
            SocketAsyncEventArgs e = args(bytes);
            SocketAsyncEventArgs last = args(new byte[] {9});
            e.addCompletedHandler((sender, args) -> {
                senders.add(sender);
                if (senders.size() < 3) {
                    peer.socket.sendAsync(args);
                } else {
                    peer.socket.sendAsync(last);
                }
            });
            assertThat(peer.socket.sendAsync(e)).isTrue();

            for (int i = 0; i < 3; i++) {
                assertThat(peer.read(LARGE)).isEqualTo(bytes);
            }
            assertThat(peer.read(1)).containsExactly(9);
            assertThat(senders).hasSize(3).containsOnly(peer.socket);
        }
    }
}
