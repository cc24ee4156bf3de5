package org.postrider.smtp.internal.connection;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The one place where a message's bytes take the form of the wire, unless their content vouches for them: lines end in CRLF; for DATA a
 * dot that starts a line is doubled, and the end is unmistakable (RFC 5321, sections 2.3.8 and 4.5.2). In a chunk dots are left alone
 * (RFC 3030, section 2).
 *
 * <p>A bare CR or LF becomes CRLF, so that no server can see another end of the message than ours, nor the next one that a server
 * passes it on to by DATA; NUL is refused. State is kept over any cut of the input and output. Good for one message.
 */
final class ContentEncoder {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** What one octet of input can become: the CRLF of a held-back CR, a second dot, the octet. */
    private static final int LONGEST_EXPANSION = 4;

    private static final long HIGH_BITS = 0x8080808080808080L;

    /** So many are looked at again, if they turn out not to be even. */
    private static final int MOST_EVEN_LINES = 16;

    private final boolean chunked;
    private boolean atLineStart = true;
    private boolean heldCr;

    ContentEncoder(boolean chunked) {
        this.chunked = chunked;
    }

    /** Moves bytes until the input is used up or there is no room; the input is backed by an array. */
    void encode(ByteBuffer in, ByteBuffer out) throws IOException {
        while (in.hasRemaining() && out.remaining() >= LONGEST_EXPANSION) {
            if (heldCr || copyRun(in, out) == 0) {
                put(in.get(), out);
            }
        }
    }

    /** Tells whether a CR was read and is yet to be written: what follows has to come by way of {@link #encode}. */
    boolean isWithinBreak() {
        return heldCr;
    }

    /** Takes note of octets that were put there past the encoder, since they were in order already. */
    void passed(ByteBuffer out) {
        atLineStart = out.get(out.position() - 1) == '\n';
    }

    /** Writes the end of the message; false when there isn't room for all of it. */
    boolean finish(ByteBuffer out) {
        if (out.remaining() < 5) {
            return false;
        }
        if (heldCr || !atLineStart) {
            endLine(out);
        }
        if (!chunked) {
            out.put((byte) '.').put((byte) '\r').put((byte) '\n');
        }
        return true;
    }

    private void put(byte octet, ByteBuffer out) throws IOException {
        if (heldCr) {
            endLine(out);
            if (octet == '\n') {
                return;
            }
        }
        switch (octet) {
            case '\r' -> heldCr = true;
            case '\n' -> endLine(out);
            case 0 ->
                throw new IOException(
                        "the message holds a NUL, which no line of mail can (RFC 5322, section 2.2): encode that part");
            default -> putPlain(octet, out);
        }
    }

    private void putPlain(byte octet, ByteBuffer out) {
        if (atLineStart && octet == '.' && !chunked) {
            out.put((byte) '.');
        }
        atLineStart = false;
        out.put(octet);
    }

    private void endLine(ByteBuffer out) {
        out.put((byte) '\r').put((byte) '\n');
        heldCr = false;
        atLineStart = true;
    }

    /** Copies as it is what is in order already, as far as there is room. Gives how many octets. */
    private int copyRun(ByteBuffer in, ByteBuffer out) {
        int from = in.arrayOffset() + in.position();
        int count = run(in.array(), from, from + Math.min(in.remaining(), out.remaining()));
        out.put(in.array(), from, count);
        in.position(in.position() + count);
        return count;
    }

    /** Counts what is in order already: lines with their CRLF, up to the first octet that needs a look. */
    private int run(byte[] source, int from, int to) {
        int line = from;
        int end = from;
        while (end < to && !(atLineStart && source[end] == '.' && !chunked)) {
            int next = nextControl(source, end, to);
            atLineStart &= next == end;
            end = next;
            if (next == to) {
                break;
            }
            byte octet = source[next];
            if (octet == '\r' && next + 1 < to && source[next + 1] == '\n') {
                atLineStart = true;
                end += 2;
                end = passEvenLines(source, end, to, end - line);
                line = end;
            } else if (octet == '\r' || octet == '\n' || octet == 0) {
                break;
            } else {
                atLineStart = false;
                end++;
            }
        }
        return end - from;
    }

    /**
     * Passes over more lines of the same length, as encoders make them: their ends are looked for where they have to be, and the octets
     * that could be one are counted, which takes a quarter of the time of finding each.
     */
    private int passEvenLines(byte[] source, int from, int to, int length) {
        int end = from;
        int lines = 0;
        while (lines < MOST_EVEN_LINES && length <= to - end && isLine(source, end, end + length)) {
            end += length;
            lines++;
        }
        return countControls(source, from, end) == 2 * lines ? end : from;
    }

    private boolean isLine(byte[] source, int start, int end) {
        return source[end - 2] == '\r' && source[end - 1] == '\n' && (chunked || source[start] != '.');
    }

    private static int countControls(byte[] source, int from, int to) {
        int count = 0;
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            count += Long.bitCount(controls(source, at));
        }
        for (; at < to; at++) {
            count += isControl(source[at]) ? 1 : 0;
        }
        return count;
    }

    /** Finds the first octet below 14, among which are CR, LF and NUL: eight octets in one look, of which the lowest match is exact. */
    private static int nextControl(byte[] source, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long below = controls(source, at);
            if (below != 0) {
                return at + (Long.numberOfTrailingZeros(below) >>> 3);
            }
        }
        while (at < to && !isControl(source[at])) {
            at++;
        }
        return at;
    }

    /** Marks the octets below 14 among eight by their high bits; above the lowest match, one that is 14 may be marked, too. */
    private static long controls(byte[] source, int at) {
        long octets = (long) LONGS.get(source, at);
        return octets - 0x0e0e0e0e0e0e0e0eL & ~octets & HIGH_BITS;
    }

    private static boolean isControl(byte octet) {
        return octet >= 0 && octet < 14;
    }
}
