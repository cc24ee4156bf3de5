package org.postrider.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A socket of another process on this machine is reached by its path, in both modes. */
@Timeout(60)
class UnixSocketTest {
    @TempDir
    private Path folder;

    private static Socket open(Door door) {
        return new Socket(StandardProtocolFamily.UNIX, door == Door.BLOCKING ? null : SocketLoop.shared());
    }

    private static SocketAsyncEventArgs to(Path path) {
        SocketAsyncEventArgs e = new SocketAsyncEventArgs();
        e.setRemoteEndPoint(UnixDomainSocketAddress.of(path));
        return e;
    }

    private SocketError errorOf(Door door, Path path) {
        try (Socket socket = open(door)) {
            return Pending.start(socket::connectAsync, to(path)).await().getSocketError();
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void bytesGoBothWays(Door door) throws IOException {
        Path path = folder.resolve("a socket");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(path));
            try (Socket socket = open(door)) {
                assertThat(Pending.start(socket::connectAsync, to(path)).await().getSocketError())
                        .isEqualTo(SocketError.SUCCESS);
                assertThat(socket.isConnected()).isTrue();
                assertThat(socket.getRemoteEndPoint()).isEqualTo(UnixDomainSocketAddress.of(path));
                try (SocketChannel peer = listener.accept()) {
                    SocketAsyncEventArgs e = new SocketAsyncEventArgs();
                    e.setBuffer("hello".getBytes(StandardCharsets.US_ASCII), 0, 5);
                    assertThat(Pending.start(socket::sendAsync, e).await().getBytesTransferred())
                            .isEqualTo(5);
                    ByteBuffer heard = ByteBuffer.allocate(5);
                    while (heard.hasRemaining()) {
                        peer.read(heard);
                    }
                    peer.write(heard.flip());
                    e.setBuffer(new byte[5], 0, 5);
                    assertThat(Pending.start(socket::receiveAsync, e).await().getBytesTransferred())
                            .isBetween(1, 5);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void pathThatLeadsNowhereIsTold(Door door) throws IOException {
        Path plain = Files.createFile(folder.resolve("plain"));
        assertThat(errorOf(door, folder.resolve("missing"))).isEqualTo(SocketError.ADDRESS_NOT_AVAILABLE);
        assertThat(errorOf(door, plain)).isEqualTo(SocketError.CONNECTION_REFUSED);
        assertThat(errorOf(door, folder.resolve("x".repeat(200)))).isEqualTo(SocketError.INVALID_ARGUMENT);
    }

    @Test
    void listenerThatTakesNobodyIsTold() throws IOException {
        Path path = folder.resolve("busy");
        List<Socket> waiting = new ArrayList<>();
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(path), 1);
            SocketError error = SocketError.SUCCESS;
            while (error == SocketError.SUCCESS && waiting.size() < 100) {
                Socket socket = open(Door.LOOP);
                waiting.add(socket);
                error = Pending.start(socket::connectAsync, to(path)).await().getSocketError();
            }
            assertThat(error).isEqualTo(SocketError.WOULD_BLOCK);
        } finally {
            waiting.forEach(Socket::close);
        }
    }

    @Test
    void socketOfThisFamilyDoesNotListenAndKnowsNoTcp() {
        try (Socket socket = new Socket(StandardProtocolFamily.UNIX, null)) {
            assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> socket.setNoDelay(true));
            socket.bind(UnixDomainSocketAddress.of(folder.resolve("own")));
            assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> socket.listen(1));
        }
    }

    @Test
    void familyThatTheSystemDoesNotKnowIsTold() {
        ProtocolFamily unknown = () -> "UNKNOWN";
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> new Socket(unknown, null))
                .satisfies(
                        e -> assertThat(e.getSocketErrorCode()).isEqualTo(SocketError.PROTOCOL_FAMILY_NOT_SUPPORTED));
    }

    @Test
    void eachFamilyTakesItsOwnAddresses() {
        try (Socket tcp = Socket.blocking();
                Socket unix = new Socket(StandardProtocolFamily.UNIX, null)) {
            assertThat(Pending.start(tcp::connectAsync, to(folder.resolve("missing")))
                            .await()
                            .getSocketError())
                    .isEqualTo(SocketError.ADDRESS_FAMILY_NOT_SUPPORTED);
            SocketAsyncEventArgs e = new SocketAsyncEventArgs();
            e.setRemoteEndPoint(new InetSocketAddress("127.0.0.1", 9));
            assertThat(Pending.start(unix::connectAsync, e).await().getSocketError())
                    .isEqualTo(SocketError.ADDRESS_FAMILY_NOT_SUPPORTED);
        }
    }
}
