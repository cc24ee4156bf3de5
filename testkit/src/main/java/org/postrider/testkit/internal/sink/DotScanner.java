package org.postrider.testkit.internal.sink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Finds the end of a message after DATA, a line with nothing but a dot, and counts what is before it without the dots that were stuffed (RFC
 * 5321, section 4.5.2). For one thread.
 *
 * <p>Only CRLF ends a line: {@code LF.LF} and its kin are content, or a message could carry another one in. A dot at the beginning of a
 * line is all that counts, so the scan leaps from dot to dot, eight octets at a time; what was before a piece is remembered as a state.
 */
final class DotScanner {
    private enum At {
        TEXT,
        CR,
        LINE_START,
        DOT,
        DOT_CR,
        END
    }

    private static final long EACH = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long DOTS = EACH * '.';

    private At at = At.LINE_START;
    private long size;

    /** Makes ready for the next message. */
    void clear() {
        at = At.LINE_START;
        size = 0;
    }

    /** {@return how many octets of content there were so far; after the end, in all} */
    long size() {
        return size;
    }

    /** Takes octets up to the end. {@return whether the end was there; what follows it is still in the buffer} */
    boolean take(ByteBuffer input) {
        while (input.hasRemaining() && at != At.END) {
            if (at == At.TEXT) {
                leap(input);
            } else {
                step(input.get());
            }
        }
        return at == At.END;
    }

    /** Goes on to the next dot, or to the end of the piece, and looks back for what is before that place. */
    private void leap(ByteBuffer input) {
        int start = input.position();
        int dot = nextDot(input);
        size += dot - start;
        input.position(dot);
        // The state before was TEXT, so a line break that counts is in this piece as a whole.
        int last = dot > start ? input.get(dot - 1) : 0;
        if (last == '\n' && dot - 1 > start && input.get(dot - 2) == '\r') {
            at = At.LINE_START;
        } else if (last == '\r') {
            at = At.CR;
        } else if (input.hasRemaining()) {
            input.get(); // A dot within a line.
            size++;
        }
    }

    private static int nextDot(ByteBuffer input) {
        int at = input.position();
        int limit = input.limit();
        input.order(ByteOrder.LITTLE_ENDIAN);
        for (; at + Long.BYTES <= limit; at += Long.BYTES) {
            long other = input.getLong(at) ^ DOTS;
            long found = (other - EACH) & ~other & HIGH;
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (at < limit && input.get(at) != '.') {
            at++;
        }
        return at;
    }

    private void step(byte octet) {
        size++;
        switch (at) {
            case LINE_START -> at = octet == '.' ? At.DOT : after(octet);
            case CR -> at = octet == '\n' ? At.LINE_START : after(octet);
            case DOT -> dot(octet);
            case DOT_CR -> dotCr(octet);
            case TEXT, END -> throw new IllegalStateException("nothing to step over in " + at);
        }
    }

    private static At after(byte octet) {
        return octet == '\r' ? At.CR : At.TEXT;
    }

    private void dot(byte octet) {
        if (octet == '\r') {
            at = At.DOT_CR;
        } else {
            size--; // The dot was stuffed.
            at = At.TEXT;
        }
    }

    private void dotCr(byte octet) {
        if (octet == '\n') {
            size -= 3; // The dot and its line break are the end's own.
            at = At.END;
        } else {
            size--;
            at = after(octet);
        }
    }
}
