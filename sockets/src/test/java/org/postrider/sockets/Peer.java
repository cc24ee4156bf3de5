package org.postrider.sockets;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Predicate;

/** The other end of a connection, on the blocking sockets of java.net: nothing of ours is in it. */
final class Peer implements AutoCloseable {
    final Socket socket;
    final java.net.Socket remote;

    private Peer(Socket socket, java.net.Socket remote) {
        this.socket = socket;
        this.remote = remote;
    }

    static Peer connect(Door door) throws IOException {
        return connect(door.open());
    }

    /** Connects a socket to a peer with receive and send buffers as small as the system has them. */
    static Peer connect(Socket socket) throws IOException {
        try (ServerSocket listener = new ServerSocket()) {
            listener.setReceiveBufferSize(4096);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            socket.setSendBufferSize(4096);
            SocketAsyncEventArgs e = new SocketAsyncEventArgs();
            e.setRemoteEndPoint(listener.getLocalSocketAddress());
            Pending connected = Pending.start(socket::connectAsync, e);
            java.net.Socket remote = listener.accept();
            if (connected.await().getSocketError() != SocketError.SUCCESS) {
                throw new IOException("not connected", e.getSocketException());
            }
            remote.setSoTimeout(Pending.SECONDS * 1000);
            return new Peer(socket, remote);
        }
    }

    void write(byte[] bytes) throws IOException {
        remote.getOutputStream().write(bytes);
    }

    byte[] read(int count) throws IOException {
        return remote.getInputStream().readNBytes(count);
    }

    byte[] readToEnd() throws IOException {
        return remote.getInputStream().readAllBytes();
    }

    /** Ends the connection the hard way: the other side gets a reset. */
    void reset() throws IOException {
        remote.setSoLinger(true, 0);
        remote.close();
    }

    /** Waits until a direction has so many operations: what was started apart has arrived there. */
    static void awaitQueued(Lane lane, int length) {
        await().atMost(Duration.ofSeconds(Pending.SECONDS))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> lane.length() == length);
    }

    Pending send(SocketAsyncEventArgs e) {
        return Pending.startApart(socket::sendAsync, e);
    }

    Pending receive(SocketAsyncEventArgs e) {
        return Pending.startApart(socket::receiveAsync, e);
    }

    Pending start(Predicate<SocketAsyncEventArgs> operation) {
        return Pending.startApart(operation, new SocketAsyncEventArgs());
    }

    static SocketAsyncEventArgs args(byte[] bytes) {
        SocketAsyncEventArgs e = new SocketAsyncEventArgs();
        e.setBuffer(bytes);
        return e;
    }

    static SocketAsyncEventArgs args(ByteBuffer bytes) {
        SocketAsyncEventArgs e = new SocketAsyncEventArgs();
        e.setBuffer(bytes);
        return e;
    }

    /** Bytes in which every position is told apart from its neighbours. */
    static byte[] pattern(int length, int seed) {
        byte[] bytes = new byte[length];
        new java.util.Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        remote.close();
    }
}
