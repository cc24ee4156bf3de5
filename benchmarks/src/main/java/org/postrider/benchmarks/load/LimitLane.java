package org.postrider.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.postrider.benchmarks.FloorComposer;
import org.postrider.benchmarks.Payload;

/**
 * A connection of the yardsticks: composes messages by hand behind their envelopes into one direct buffer, writes it at once, counts replies. No
 * time-out, no check, no error but the end of everything. Not thread safe.
 */
final class LimitLane extends OutputStream {
    static final int REPLIES_A_MESSAGE = 3;

    /** RFC 3030 takes leading zeros, so the size may be filled in when the content is there. */
    private static final int SIZE_DIGITS = 10;

    private static final byte[] BEFORE_SIZE =
            ("MAIL FROM:<" + Payload.FROM + ">\r\nRCPT TO:<" + Payload.TO + ">\r\nBDAT ").getBytes(US_ASCII);
    private static final byte[] SIZE_AND_REST = ("0".repeat(SIZE_DIGITS) + " LAST\r\n").getBytes(US_ASCII);

    private final SocketChannel socket;
    private final FloorComposer composer = new FloorComposer();
    private final ByteBuffer input = ByteBuffer.allocateDirect(8192);
    private ByteBuffer output = ByteBuffer.allocateDirect(16 * 1024);

    /** The place in a reply's line: its code counts, and what parts the code from the text. */
    private int column;

    private boolean isLastLine;

    LimitLane(Target target) throws IOException {
        socket = SocketChannel.open(new InetSocketAddress(Target.HOST, target.port()));
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        await(1);
        write(("EHLO " + Target.CLIENT_DOMAIN + "\r\n").getBytes(US_ASCII));
        flush();
        await(1);
    }

    @Override
    public void write(int octet) {
        room(1).put((byte) (octet & 0xFF));
    }

    @Override
    public void write(byte[] octets, int start, int length) {
        room(length).put(octets, start, length);
    }

    @Override
    public void write(byte[] octets) {
        write(octets, 0, octets.length);
    }

    private ByteBuffer room(int length) {
        if (output.remaining() < length) {
            output = ByteBuffer.allocateDirect(Math.max(output.capacity() * 2, output.position() + length))
                    .put(output.flip());
        }
        return output;
    }

    /** Adds a message to what the next flush writes. */
    void append(Payload payload, long number) throws IOException {
        write(BEFORE_SIZE);
        int digits = output.position() + SIZE_DIGITS;
        write(SIZE_AND_REST);
        int start = output.position();
        composer.compose(payload, number, this);
        for (int size = output.position() - start; size > 0; size /= 10) {
            output.put(--digits, (byte) ('0' + size % 10 & 0x7F));
        }
    }

    @Override
    public void flush() throws IOException {
        output.flip();
        while (output.hasRemaining()) {
            socket.write(output);
        }
        output.clear();
    }

    void await(int replies) throws IOException {
        for (int missing = replies; missing > 0; ) {
            missing -= receive();
        }
    }

    /** Waits for something to read. {@return how many replies ended in it} */
    int receive() throws IOException {
        if (socket.read(input.clear()) < 0) {
            throw new IOException("the sink hung up");
        }
        int replies = 0;
        for (input.flip(); input.hasRemaining(); ) {
            replies += take(input.get()) ? 1 : 0;
        }
        return replies;
    }

    private boolean take(byte octet) throws IOException {
        if (octet == '\n') {
            column = 0;
            return isLastLine;
        }
        if (column == 0 && octet != '2') {
            throw new IOException("the sink refused");
        }
        if (column == 3) {
            isLastLine = octet == ' ';
        }
        column++;
        return false;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
