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
            Peer.awaitBusy(peer.socket.driver.outbound);
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
            ByteBuffer direct = ByteBuffer.allocateDirect(length + 3).put(heap.duplicate()).flip();
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
            assertThat(sent).allSatisfy(p -> assertThat(p.await().getBytesTransferred()).isEqualTo(size));
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void sendsQueueInTheOrderOfTheirStarting(Door door) throws IOException {
        byte[] first = pattern(LARGE, 3);
        try (Peer peer = Peer.connect(door)) {
            Pending large = peer.send(args(first));
            Peer.awaitBusy(peer.socket.driver.outbound);
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
}
