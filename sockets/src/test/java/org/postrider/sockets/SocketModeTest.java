package org.postrider.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.postrider.sockets.Peer.args;
import static org.postrider.sockets.Peer.pattern;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SocketModeTest {
    @Test
    void modesTellTheirLoop() {
        try (SocketLoop own = new SocketLoop("own");
                Socket shared = new Socket();
                Socket onOwn = new Socket(own);
                Socket blocking = Socket.blocking()) {
            assertThat(shared.getLoop()).isSameAs(SocketLoop.shared());
            assertThat(shared.isBlocking()).isFalse();
            assertThat(onOwn.getLoop()).isSameAs(own);
            assertThat(blocking.getLoop()).isNull();
            assertThat(blocking.isBlocking()).isTrue();

            onOwn.setBlocking(true);
            assertThat(onOwn.getLoop()).isNull();
            onOwn.setBlocking(false);
            assertThat(onOwn.getLoop()).isSameAs(own);
            blocking.setBlocking(false);
            assertThat(blocking.getLoop()).isSameAs(SocketLoop.shared());
            blocking.setBlocking(false);
            assertThat(blocking.isBlocking()).isFalse();
        }
    }

    /** Each round leaves a registration with the selector behind, which the next one has to get past. */
    @ParameterizedTest
    @EnumSource(Door.class)
    void establishedConnectionChangesItsModeBackAndForth(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            for (int round = 0; round < 20; round++) {
                boolean blocking = round % 2 == 0;
                peer.socket.setBlocking(blocking);
                assertThat(peer.socket.isBlocking()).isEqualTo(blocking);

                SocketAsyncEventArgs e = args(new byte[1]);
                Pending received = peer.receive(e);
                Peer.awaitQueued(peer.socket.driver.inbound, 1);
                peer.write(new byte[] {3});
                assertThat(received.await().getBytesTransferred()).isEqualTo(1);
                boolean pending =
                        received.answeredPending(); // Not even on a loop, if the octet was faster than the first look.
                assertThat(pending && blocking).isFalse();
                assertThat(received.handlerRuns()).isEqualTo(pending ? 1 : 0);
                assertThat(peer.send(e).await().getSocketError()).isEqualTo(SocketError.SUCCESS);
                assertThat(peer.read(1)).containsExactly(3);
            }
        }
    }

    @Test
    void handlerMayChangeTheModeOfItsSocket() throws Exception {
        try (Peer peer = Peer.connect(Door.LOOP)) {
            CompletableFuture<Boolean> switched = new CompletableFuture<>();
            SocketAsyncEventArgs e = args(new byte[1]);
            e.addCompletedHandler((sender, args) -> {
                peer.socket.setBlocking(true);
                switched.complete(peer.socket.isBlocking());
            });
            assertThat(peer.socket.receiveAsync(e)).isTrue();
            peer.write(new byte[1]);
            assertThat(switched.get(Pending.SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(peer.socket.send(ByteBuffer.wrap(new byte[] {4}))).isEqualTo(1);
            assertThat(peer.read(1)).containsExactly(4);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void modeStaysWhileAnOperationIsInProgress(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            Pending received = peer.receive(args(new byte[1]));
            Peer.awaitQueued(peer.socket.driver.inbound, 1);
            assertThatIllegalStateException()
                    .isThrownBy(() -> peer.socket.setBlocking(door == Door.LOOP))
                    .withMessageContaining("in progress");
            peer.write(new byte[1]);
            received.await();

            byte[] large = pattern(2_000_000, 1);
            Pending sent = peer.send(args(large));
            Peer.awaitQueued(peer.socket.driver.outbound, 1);
            assertThatIllegalStateException().isThrownBy(() -> peer.socket.setBlocking(door == Door.LOOP));
            peer.read(large.length);
            sent.await();
            peer.socket.setBlocking(door == Door.LOOP);
            assertThat(peer.socket.isBlocking()).isEqualTo(door == Door.LOOP);
        }
    }

    @Test
    void switchedSocketLetsGoOfItsDescriptorWhenClosed() throws IOException {
        try (Peer peer = Peer.connect(Door.LOOP)) {
            Pending received = peer.receive(args(new byte[1]));
            peer.write(new byte[1]);
            received.await();
            peer.socket.setBlocking(true);
            peer.socket.close();
            assertThat(peer.readToEnd()).isEmpty();
        }
    }

    @Test
    void blockingConveniencesCoverAConversation() throws Exception {
        byte[] large = pattern(1_000_000, 2);
        try (Socket listener = Socket.blocking();
                Socket client = Socket.blocking()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            listener.listen(0);
            client.connect(listener.getLocalEndPoint());
            try (Socket server = listener.accept()) {
                ByteBuffer hello =
                        ByteBuffer.wrap(new byte[] {0, 1, 2, 3, 0}).position(1).limit(4);
                assertThat(client.send(hello)).isEqualTo(3);
                assertThat(hello.remaining()).isZero();
                ByteBuffer received = ByteBuffer.allocate(10).position(2);
                assertThat(server.receive(received)).isEqualTo(3);
                assertThat(received.position()).isEqualTo(5);
                assertThat(received.array()).startsWith(0, 0, 1, 2, 3);

                CompletableFuture<Integer> sent =
                        CompletableFuture.supplyAsync(() -> server.send(ByteBuffer.wrap(large)));
                ByteBuffer all = ByteBuffer.allocateDirect(large.length);
                while (all.hasRemaining()) {
                    client.receive(all);
                }
                assertThat(sent.get(Pending.SECONDS, TimeUnit.SECONDS)).isEqualTo(large.length);
                assertThat(all.flip()).isEqualTo(ByteBuffer.wrap(large));

                server.shutdown(SocketShutdown.SEND);
                assertThat(client.receive(ByteBuffer.allocate(1))).isZero();
                client.shutdown(SocketShutdown.SEND);
                assertThatExceptionOfType(SocketException.class)
                        .isThrownBy(() -> client.send(ByteBuffer.allocate(1)))
                        .withMessageStartingWith("SHUTDOWN (10058)");
            }
        }
    }

    @Test
    void conveniencesInLoopModeNameTheAsynchronousForm() {
        ByteBuffer buffer = ByteBuffer.allocate(1);
        try (Socket socket = new Socket()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> socket.connect(new InetSocketAddress(0)))
                    .withMessageContaining("connectAsync");
            assertThatIllegalStateException()
                    .isThrownBy(() -> socket.send(buffer))
                    .withMessageContaining("sendAsync");
            assertThatIllegalStateException()
                    .isThrownBy(() -> socket.receive(buffer))
                    .withMessageContaining("receiveAsync");
            assertThatIllegalStateException().isThrownBy(socket::accept).withMessageContaining("acceptAsync");
        }
    }

    @Test
    void interruptEndsABlockedOperationAndStaysSet() throws Exception {
        try (Peer peer = Peer.connect(Door.BLOCKING)) {
            SocketAsyncEventArgs e = args(new byte[1]);
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                peer.socket.receiveAsync(e);
                flag.complete(Thread.currentThread().isInterrupted());
            });
            thread.start();
            Peer.awaitQueued(peer.socket.driver.inbound, 1);
            thread.interrupt();

            assertThat(flag.get(Pending.SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(e.getSocketError()).isEqualTo(SocketError.INTERRUPTED);
            assertThat(peer.socket.isClosed()).isTrue();
            assertThat(peer.readToEnd()).isEmpty();
        }
    }

    @Test
    void interruptOfAThreadThatWaitsForItsTurnLeavesTheSocketOpen() throws Exception {
        try (Peer peer = Peer.connect(Door.BLOCKING)) {
            Pending first = peer.receive(args(new byte[1]));
            Peer.awaitQueued(peer.socket.driver.inbound, 1);
            SocketAsyncEventArgs e = args(new byte[1]);
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                peer.socket.receiveAsync(e);
                flag.complete(Thread.currentThread().isInterrupted());
            });
            thread.start();
            Peer.awaitQueued(peer.socket.driver.inbound, 2);
            thread.interrupt();

            assertThat(flag.get(Pending.SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(e.getSocketError()).isEqualTo(SocketError.INTERRUPTED);
            e.requireFree();
            peer.write(new byte[] {1});
            assertThat(first.await().getBytesTransferred()).isEqualTo(1);
            assertThat(peer.socket.isClosed()).isFalse();
        }
    }

    @Test
    void interruptedCallerOfASocketInLoopModeIsNotDisturbed() throws Exception {
        try (Peer peer = Peer.connect(Door.LOOP)) {
            Thread.currentThread().interrupt();
            assertThat(peer.socket.sendAsync(args(new byte[] {1}))).isFalse();
            SocketAsyncEventArgs e = args(new byte[1]);
            assertThat(peer.socket.receiveAsync(e)).isTrue();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(peer.read(1)).containsExactly(1);
            assertThat(peer.socket.isClosed()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void optionsAreThoseOfTheSystem(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            Socket socket = peer.socket;
            assertThat(socket.isNoDelay()).isTrue();
            socket.setNoDelay(false);
            assertThat(socket.isNoDelay()).isFalse();
            assertThat(socket.isKeepAlive()).isFalse();
            socket.setKeepAlive(true);
            assertThat(socket.isKeepAlive()).isTrue();
            assertThat(socket.getLingerState()).isNegative();
            socket.setLingerState(3);
            assertThat(socket.getLingerState()).isEqualTo(3);
            socket.setLingerState(-1);
            assertThat(socket.getLingerState()).isNegative();
            socket.setSendBufferSize(60_000);
            assertThat(socket.getSendBufferSize()).isGreaterThanOrEqualTo(60_000);
            socket.setReceiveBufferSize(70_000);
            assertThat(socket.getReceiveBufferSize()).isGreaterThanOrEqualTo(70_000);
            socket.setReuseAddress(true);
            assertThat(socket.isReuseAddress()).isTrue();
        }
    }
}
