package org.postrider.mime.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * Base64 in lines of 76 (RFC 2045, 6.8), by the JDK's vectorised encoder.
 *
 * <p>That one wants whole arrays and pads each of them. So input gathers in blocks of whole lines, 57 octets each, and only the
 * last block, the one that may end in padding, is shorter.
 */
final class Base64Encoder implements TransferEncoder {
    private static final int OCTETS_A_LINE = 57;
    private static final int LINE = 78;
    private static final int LINES_A_BLOCK = 72;
    private static final byte[] CRLF = {'\r', '\n'};
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(LINE - CRLF.length, CRLF);

    private final byte[] block;
    private int gathered;
    private ByteBuffer ready = ByteBuffer.allocate(0);
    private boolean begun;

    /** Expects so many octets at most, or -1 for any number: short content takes a short block. */
    Base64Encoder(long expected) {
        long lines = expected < 0 ? LINES_A_BLOCK : expected / OCTETS_A_LINE + 1;
        block = new byte[OCTETS_A_LINE * (int) Math.min(lines, LINES_A_BLOCK)];
    }

    /** Tells how long the encoded form of so many octets is, line breaks included. */
    static long size(long octets) {
        long characters = (octets + 2) / 3 * 4;
        long lines = (octets + OCTETS_A_LINE - 1) / OCTETS_A_LINE;
        return characters + CRLF.length * Math.max(0, lines - 1);
    }

    @Override
    public void encode(ByteBuffer in, ByteBuffer out) {
        while (drain(out) && in.hasRemaining()) {
            int count = Math.min(in.remaining(), block.length - gathered);
            in.get(block, gathered, count);
            gathered += count;
            if (gathered == block.length) {
                seal(block);
            }
        }
    }

    @Override
    public boolean finish(ByteBuffer out) {
        if (drain(out) && gathered > 0) {
            seal(Arrays.copyOf(block, gathered));
        }
        return drain(out);
    }

    private void seal(byte[] octets) {
        byte[] encoded = LINES.encode(octets);
        ready = ByteBuffer.allocate(CRLF.length + encoded.length)
                .put(CRLF)
                .put(encoded)
                .flip();
        ready.position(begun ? 0 : CRLF.length);
        begun = true;
        gathered = 0;
    }

    private boolean drain(ByteBuffer out) {
        BufferChannel.transfer(ready, out);
        return !ready.hasRemaining();
    }
}
