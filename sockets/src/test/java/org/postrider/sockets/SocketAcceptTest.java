package org.postrider.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.postrider.sockets.Peer.args;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SocketAcceptTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static Socket listening(Door door) {
        Socket listener = door.open();
        listener.bind(ANY);
        listener.listen(10);
        return listener;
    }

    private static java.net.Socket clientOf(Socket listener) throws IOException {
        java.net.Socket client = new java.net.Socket();
        client.connect(listener.getLocalEndPoint());
        client.setSoTimeout(Pending.SECONDS * 1000);
        return client;
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    @SuppressWarnings("try") // closing is what it is about
    void acceptWaitsForAConnectionAndTakesOverTheMode(Door door) throws IOException {
        try (Socket listener = listening(door)) {
            SocketAsyncEventArgs e = new SocketAsyncEventArgs();
            Pending pending = Pending.startApart(listener::acceptAsync, e);
            Peer.awaitQueued(listener.driver.inbound, 1);
            for (int i = 0; i < 2; i++) {
                try (java.net.Socket client = clientOf(listener)) {
                    assertThat(pending.await().getSocketError()).isEqualTo(SocketError.SUCCESS);
                    try (Socket accepted = e.getAcceptSocket()) {
                        assertThat(accepted.isConnected()).isTrue();
                        assertThat(accepted.isNoDelay()).isTrue();
                        assertThat(accepted.getLoop()).isSameAs(listener.getLoop());
                        assertThat(accepted.getRemoteEndPoint()).isEqualTo(client.getLocalSocketAddress());
                        accepted.sendAsync(args(new byte[] {1, 2}));
                        assertThat(client.getInputStream().readNBytes(2)).containsExactly(1, 2);
                    }
                }
                pending = Pending.startApart(listener::acceptAsync, e);
                Peer.awaitQueued(listener.driver.inbound, 1);
            }
            listener.close();
            assertThat(pending.await().getSocketError()).isEqualTo(SocketError.OPERATION_ABORTED);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void waitingConnectionIsAcceptedInline(Door door) throws IOException {
        try (Socket listener = listening(door);
                java.net.Socket client = clientOf(listener)) {
            SocketAsyncEventArgs e = new SocketAsyncEventArgs();
            assertThat(listener.acceptAsync(e)).isFalse();
            assertThat(e.getAcceptSocket().getRemoteEndPoint()).isEqualTo(client.getLocalSocketAddress());
            e.getAcceptSocket().close();
            e.setAcceptSocket(null);
            assertThat(e.getAcceptSocket()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void onlyABoundSocketListensAndOnlyAListeningOneAccepts(Door door) {
        try (Socket socket = door.open()) {
            assertThatIllegalStateException().isThrownBy(() -> socket.listen(1)).withMessageContaining("bound");
            assertThatIllegalStateException()
                    .isThrownBy(() -> socket.acceptAsync(new SocketAsyncEventArgs()))
                    .withMessageContaining("listen");
            socket.bind(ANY);
            socket.listen(1);
            assertThatIllegalStateException().isThrownBy(() -> socket.listen(1));
            assertThatIllegalStateException().isThrownBy(() -> {
                SocketAsyncEventArgs e = new SocketAsyncEventArgs();
                e.setRemoteEndPoint(ANY);
                socket.connectAsync(e);
            });
            assertThatExceptionOfType(SocketException.class).isThrownBy(() -> socket.sendAsync(args(new byte[1])));
            assertThat(socket.getReceiveBufferSize()).isPositive();
            assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(socket::isNoDelay);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void listenerCanChangeItsMode(Door door) throws IOException {
        try (Socket listener = listening(door);
                java.net.Socket client = clientOf(listener)) {
            listener.setBlocking(door == Door.LOOP);
            SocketAsyncEventArgs e = new SocketAsyncEventArgs();
            assertThat(listener.acceptAsync(e)).isFalse();
            try (Socket accepted = e.getAcceptSocket()) {
                assertThat(accepted.isBlocking()).isEqualTo(door == Door.LOOP);
                assertThat(accepted.getRemoteEndPoint()).isEqualTo(client.getLocalSocketAddress());
            }
        }
    }
}
