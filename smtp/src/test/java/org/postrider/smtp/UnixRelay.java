package org.postrider.smtp;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Listens at a path and passes on, both ways, to a server on loopback. */
final class UnixRelay implements Closeable {
    private final ServerSocketChannel listener;
    private final int port;
    private final Path path;
    private final Queue<SocketChannel> open = new ConcurrentLinkedQueue<>();

    private UnixRelay(int port, Path path) throws IOException {
        this.port = port;
        this.path = path;
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
    }

    static UnixRelay to(int port, Path path) throws IOException {
        UnixRelay relay = new UnixRelay(port, path);
        start(relay::accept);
        return relay;
    }

    Path path() {
        return path;
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "unix-relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (listener.isOpen()) {
                SocketChannel client = listener.accept();
                SocketChannel server =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                open.add(client);
                open.add(server);
                start(() -> pass(client, server));
                start(() -> pass(server, client));
            }
        } catch (IOException expected) {
            close(); // The end of the test.
        }
    }

    private static void pass(ByteChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(16 << 10);
        try (to) {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException expected) {
            return; // One of the two has left.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (SocketChannel channel : open) {
                channel.close();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
