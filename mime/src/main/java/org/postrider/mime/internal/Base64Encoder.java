package org.postrider.mime.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Base64 in lines of 76 (RFC 2045, 6.8), by the JDK's vectorised encoder.
 *
 * <p>That one wants whole arrays and pads each of them. So input gathers in blocks of whole lines, 57 octets each; only the last block
 * may end in padding. It is fastest on long arrays, so blocks are long but for the first of a short content, and lines are cut afterwards.
 * Input in an array of a block's length, full, is encoded from there. CR and LF are never parted: what was written is in the form of
 * the wire at any moment.
 */
final class Base64Encoder implements TransferEncoder {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final int OCTETS_A_LINE = 57;
    private static final int LINE = 76;
    private static final int BREAK = 2;
    private static final int LINES_A_BLOCK = 144;

    /** The input that is encoded from where it is. */
    static final int BLOCK = OCTETS_A_LINE * LINES_A_BLOCK;

    private static final Base64.Encoder ENCODER = Base64.getEncoder();

    private static final byte[] NONE = new byte[0];

    private byte[] block = NONE; // the three are made when they are needed, and short for short content
    private byte[] characters = NONE;
    private byte[] lines = NONE; // of the encoded block, each behind the break that parts it from the one before
    private int gathered;
    private int ready; // octets of the lines
    private int next; // of them to be written
    private boolean begun;

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
            if (gathered == 0) {
                makeRoom(in.remaining());
            }
            int count = Math.min(in.remaining(), block.length - gathered);
            in.get(block, gathered, count);
            gathered += count;
            if (gathered == block.length) {
                seal(block);
            }
        }
    }

    /** What is longer than it seemed by its beginning gets a block of full length. */
    private void makeRoom(int beginning) {
        int count = begun ? LINES_A_BLOCK : Math.min(beginning / OCTETS_A_LINE + 1, LINES_A_BLOCK);
        if (block.length < OCTETS_A_LINE * count) {
            block = new byte[OCTETS_A_LINE * count];
        }
    }

    private byte @Nullable [] wholeBlock(ByteBuffer in) {
        boolean fits = in.remaining() == BLOCK && in.hasArray() && in.arrayOffset() == 0;
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
        gathered = 0;
        int count = (octets.length + OCTETS_A_LINE - 1) / OCTETS_A_LINE;
        if (characters.length < LINE * count) {
            characters = new byte[LINE * count];
            lines = new byte[(BREAK + LINE) * count];
        }
        ready = cut(ENCODER.encode(octets, characters));
        next = begun ? 0 : BREAK;
        begun = true;
    }

    /** Puts a break in front of each line; gives how many octets that makes. */
    private int cut(int count) {
        int from = 0;
        int to = 0;
        for (; from <= count - LINE; from += LINE) {
            lines[to] = '\r';
            lines[to + 1] = '\n';
            copyLine(characters, from, lines, to + BREAK);
            to += BREAK + LINE;
        }
        if (from < count) {
            lines[to++] = '\r';
            lines[to++] = '\n';
            System.arraycopy(characters, from, lines, to, count - from);
            to += count - from;
        }
        return to;
    }

    /** Copies in long words, of which the last two overlap: that takes half of the time of a call for so few octets. */
    private static void copyLine(byte[] source, int from, byte[] target, int to) {
        for (int i = 0; i < LINE - Long.BYTES; i += Long.BYTES) {
            LONGS.set(target, to + i, (long) LONGS.get(source, from + i));
        }
        int last = LINE - Long.BYTES;
        LONGS.set(target, to + last, (long) LONGS.get(source, from + last));
    }

    /** Writes what is encoded; true when that was all of it. */
    private boolean drain(ByteBuffer out) {
        int count = Math.min(ready - next, out.remaining());
        if (count > 0 && lines[next + count - 1] == '\r') {
            count--;
        }
        out.put(lines, next, count);
        next += count;
        return next == ready;
    }
}
