package org.postrider.mime.internal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Base64 in lines of 76 (RFC 2045, 6.8), by the JDK's vectorised encoder.
 *
 * <p>That one wants whole arrays and pads each of them. So input gathers in blocks of whole lines, 57 octets each, and only the
 * last block, the one that may end in padding, is shorter. It is fastest on long arrays, so the lines are cut afterwards.
 * Input in an array of a block's length, full, is encoded from there.
 */
final class Base64Encoder implements TransferEncoder {
    private static final int OCTETS_A_LINE = 57;
    private static final int LINE = 76;
    private static final int BREAK = 2;
    private static final int LINES_A_BLOCK = 144;

    /** The input that is encoded from where it is. */
    static final int BLOCK = OCTETS_A_LINE * LINES_A_BLOCK;

    private static final Base64.Encoder ENCODER = Base64.getEncoder();

    private final byte[] block;
    private final byte[] characters;
    private int gathered;
    private int ready; // characters of the block that is encoded
    private int next; // of them to be written
    private int column;

    /** Expects so many octets at most, or -1 for any number: short content takes a short block. */
    Base64Encoder(long expected) {
        long needed = expected < 0 ? LINES_A_BLOCK : expected / OCTETS_A_LINE + 1;
        int count = (int) Math.min(needed, LINES_A_BLOCK);
        block = new byte[OCTETS_A_LINE * count];
        characters = new byte[LINE * count];
    }

    /** Tells how long the encoded form of so many octets is, line breaks included. */
    static long size(long octets) {
        long characters = (octets + 2) / 3 * 4;
        long lines = (octets + OCTETS_A_LINE - 1) / OCTETS_A_LINE;
        return characters + BREAK * Math.max(0, lines - 1);
    }

    @Override
    public void encode(ByteBuffer in, ByteBuffer out) {
        while (drain(out) && in.hasRemaining()) {
            byte[] whole = gathered == 0 ? wholeBlock(in) : null;
            if (whole != null) {
                seal(whole);
                in.position(in.limit());
                continue;
            }
            int count = Math.min(in.remaining(), block.length - gathered);
            in.get(block, gathered, count);
            gathered += count;
            if (gathered == block.length) {
                seal(block);
            }
        }
    }

    private byte @Nullable [] wholeBlock(ByteBuffer in) {
        boolean fits = in.remaining() == BLOCK && block.length == BLOCK && in.hasArray() && in.arrayOffset() == 0;
        return fits && in.array().length == BLOCK ? in.array() : null;
    }

    @Override
    public boolean finish(ByteBuffer out) {
        if (drain(out) && gathered > 0) {
            seal(Arrays.copyOf(block, gathered));
        }
        return drain(out);
    }

    private void seal(byte[] octets) {
        ready = ENCODER.encode(octets, characters);
        next = 0;
        gathered = 0;
    }

    /** Writes what is encoded, in lines; true when that was all of it. */
    private boolean drain(ByteBuffer out) {
        while (next < ready && out.remaining() >= BREAK) {
            if (column == LINE) {
                out.put((byte) '\r').put((byte) '\n');
                column = 0;
            }
            if (column == 0 && out.hasArray()) {
                putWholeLines(out);
            }
            int width = Math.min(Math.min(LINE - column, ready - next), out.remaining());
            out.put(characters, next, width);
            next += width;
            column += width;
        }
        return next == ready;
    }

    /** Writes the lines that have their break, because more follows: nearly all, and by far faster than piece by piece. */
    private void putWholeLines(ByteBuffer out) {
        int count = Math.min((ready - next - 1) / LINE, out.remaining() / (LINE + BREAK));
        byte[] target = out.array();
        int at = out.arrayOffset() + out.position();
        for (int i = 0; i < count; i++) {
            System.arraycopy(characters, next, target, at, LINE);
            target[at + LINE] = '\r';
            target[at + LINE + 1] = '\n';
            next += LINE;
            at += LINE + BREAK;
        }
        out.position(at - out.arrayOffset());
    }
}
