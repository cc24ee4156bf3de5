package org.postrider.testkit.internal.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The socket itself. */
final class PlainChannel implements SinkChannel {
    private final SocketChannel socket;

    PlainChannel(SocketChannel socket) {
        this.socket = socket;
    }

    @Override
    public int read(ByteBuffer octets) throws IOException {
        return socket.read(octets);
    }

    @Override
    public int write(ByteBuffer octets) throws IOException {
        return socket.write(octets);
    }

    @Override
    public boolean mayHaveMore() {
        return false;
    }

    @Override
    public boolean wantsToWrite() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
