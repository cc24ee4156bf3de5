package org.postrider.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.postrider.sockets.Peer.args;
import static org.postrider.sockets.Peer.pattern;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SocketConnectTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static SocketAsyncEventArgs to(SocketAddress address) {
        SocketAsyncEventArgs e = new SocketAsyncEventArgs();
        e.setRemoteEndPoint(address);
        return e;
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    @SuppressWarnings("try") // closing is what it is about
    void connectMakesTheSocketConnected(Door door) throws IOException {
        try (ServerSocket listener = new ServerSocket();
                Socket socket = door.open()) {
            listener.bind(ANY);
            assertThat(socket.isConnected()).isFalse();
            assertThat(socket.isBound()).isFalse();
            assertThat(socket.getRemoteEndPoint()).isNull();

            SocketAsyncEventArgs e = Pending.start(socket::connectAsync, to(listener.getLocalSocketAddress()))
                    .await();
            assertThat(e.getSocketError()).isEqualTo(SocketError.SUCCESS);
            assertThat(e.getConnectSocket()).isSameAs(socket);
            assertThat(e.getRemoteEndPoint()).isEqualTo(listener.getLocalSocketAddress());
            assertThat(e.getLastOperation()).isEqualTo(SocketAsyncOperation.CONNECT);
            assertThat(socket.isConnected()).isTrue();
            assertThat(socket.isBound()).isTrue();
            assertThat(socket.getRemoteEndPoint()).isEqualTo(listener.getLocalSocketAddress());
            assertThat(socket.getLocalEndPoint()).isInstanceOf(InetSocketAddress.class);

            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> socket.connectAsync(e))
                    .satisfies(x -> assertThat(x.getSocketErrorCode()).isEqualTo(SocketError.IS_CONNECTED));
            e.requireFree();

            socket.close();
            assertThat(socket.isConnected()).isFalse();
            assertThat(socket.getRemoteEndPoint()).isEqualTo(listener.getLocalSocketAddress());
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void refusedConnectSaysSoAndClosesTheSocket(Door door) throws IOException {
        SocketAddress nobody;
        try (ServerSocket listener = new ServerSocket()) {
            listener.bind(ANY);
            nobody = listener.getLocalSocketAddress();
        }
        try (Socket socket = door.open()) {
            SocketAsyncEventArgs e =
                    Pending.start(socket::connectAsync, to(nobody)).await();
            assertThat(e.getSocketError()).isEqualTo(SocketError.CONNECTION_REFUSED);
            assertThat(e.getSocketException()).hasCauseInstanceOf(ConnectException.class);
            assertThat(e.getConnectSocket()).isNull();
            assertThat(socket.isClosed()).isTrue();
            assertThatExceptionOfType(ObjectDisposedException.class).isThrownBy(() -> socket.connectAsync(e));
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void unresolvedNameIsNotLookedUp(Door door) throws IOException {
        try (ServerSocket listener = new ServerSocket();
                Socket socket = door.open()) {
            listener.bind(ANY);
            SocketAsyncEventArgs e = to(InetSocketAddress.createUnresolved("localhost", listener.getLocalPort()));
            assertThat(socket.connectAsync(e)).isFalse();
            assertThat(e.getSocketError()).isEqualTo(SocketError.HOST_NOT_FOUND);
            assertThat(e.getSocketException()).hasCauseInstanceOf(UnknownHostException.class);

            e.setRemoteEndPoint(listener.getLocalSocketAddress());
            assertThat(Pending.start(socket::connectAsync, e).await().getSocketError())
                    .isEqualTo(SocketError.SUCCESS);
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void connectNeedsAnInternetAddress(Door door) {
        try (Socket socket = door.open()) {
            assertThatIllegalArgumentException().isThrownBy(() -> socket.connectAsync(new SocketAsyncEventArgs()));
            assertThatIllegalArgumentException().isThrownBy(() -> socket.connectAsync(to(new SocketAddress() {})));
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void boundSocketConnectsFromItsAddress(Door door) throws IOException {
        try (ServerSocket listener = new ServerSocket();
                Socket socket = door.open()) {
            listener.bind(ANY);
            socket.bind(ANY);
            SocketAddress own = socket.getLocalEndPoint();
            assertThatIllegalStateException().isThrownBy(() -> socket.bind(ANY));

            Pending connected = Pending.start(socket::connectAsync, to(listener.getLocalSocketAddress()));
            try (java.net.Socket accepted = listener.accept()) {
                connected.await();
                assertThat(accepted.getRemoteSocketAddress()).isEqualTo(own);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void addressInUseCannotBeBound(Door door) throws IOException {
        try (ServerSocket listener = new ServerSocket();
                Socket socket = door.open()) {
            listener.bind(ANY);
            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> socket.bind(listener.getLocalSocketAddress()))
                    .satisfies(e -> assertThat(e.getSocketErrorCode()).isEqualTo(SocketError.ADDRESS_ALREADY_IN_USE));
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void disconnectComesAfterTheSendsBeforeIt(Door door) throws IOException {
        byte[] bytes = pattern(2_000_000, 1);
        try (Peer peer = Peer.connect(door)) {
            Pending received = peer.receive(args(new byte[1]));
            Peer.awaitQueued(peer.socket.driver.inbound, 1);
            Pending sent = peer.send(args(bytes));
            Peer.awaitQueued(peer.socket.driver.outbound, 1);
            Pending disconnected = peer.start(peer.socket::disconnectAsync);
            Peer.awaitQueued(peer.socket.driver.outbound, 2);
            assertThat(peer.socket.isConnected()).isTrue();

            assertThat(peer.readToEnd()).isEqualTo(bytes);
            assertThat(sent.await().getBytesTransferred()).isEqualTo(bytes.length);
            assertThat(disconnected.await().getSocketError()).isEqualTo(SocketError.SUCCESS);
            assertThat(received.await().getBytesTransferred()).isZero();
            assertThat(peer.socket.isConnected()).isFalse();
            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> peer.socket.sendAsync(args(bytes)))
                    .withMessageStartingWith("NOT_CONNECTED");
            assertThatIllegalStateException()
                    .isThrownBy(() -> peer.socket.connectAsync(to(ANY)))
                    .withMessageContaining("DISCONNECTED");
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void disconnectWithReuseIsRefused(Door door) throws IOException {
        try (Peer peer = Peer.connect(door)) {
            SocketAsyncEventArgs e = new SocketAsyncEventArgs();
            e.setDisconnectReuseSocket(true);
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> peer.socket.disconnectAsync(e))
                    .withMessageContaining("connect a new one");
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> peer.socket.disconnect(true));
            assertThat(peer.socket.isConnected()).isTrue();

            peer.socket.disconnect(false);
            assertThat(peer.readToEnd()).isEmpty();
            assertThatExceptionOfType(SocketException.class).isThrownBy(() -> peer.socket.disconnect(false));
        }
    }
}
