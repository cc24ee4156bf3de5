package org.postrider.mime.internal;

import java.nio.ByteBuffer;

/**
 * Quoted-printable in lines of at most 76 (RFC 2045, 6.7), without loss for any octets.
 *
 * <p>CR LF is a line break and stays one; a CR or LF alone is data and becomes {@code =0D} or {@code =0A}. A blank or a CR has to
 * wait for the octet after it, also when that one comes with the next buffer: a blank at the end of a line would be lost on its way.
 */
final class QuotedPrintableEncoder implements TransferEncoder {
    private static final int LINE = 76;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};
    private static final int NONE = -1;

    private int waiting = NONE;
    private int column;

    @Override
    public void encode(ByteBuffer in, ByteBuffer out) {
        while (in.hasRemaining() && out.remaining() >= ROOM) {
            next(in.get() & 0xFF, out);
        }
    }

    @Override
    public boolean finish(ByteBuffer out) {
        if (out.remaining() < ROOM) {
            return false;
        }
        if (waiting != NONE) {
            escaped(waiting, out);
            waiting = NONE;
        }
        return true;
    }

    private void next(int octet, ByteBuffer out) {
        if (waiting == '\r' && octet == '\n') {
            out.put((byte) '\r').put((byte) '\n');
            waiting = NONE;
            column = 0;
            return;
        }
        if (waiting != NONE) {
            release(octet, out);
        }
        if (octet == ' ' || octet == '\t' || octet == '\r') {
            waiting = octet;
        } else if (octet > ' ' && octet < 0x7F && octet != '=') {
            plain(octet, out);
        } else {
            escaped(octet, out);
        }
    }

    private void release(int next, ByteBuffer out) {
        if (waiting == '\r' || next == '\r' || next == '\n') {
            escaped(waiting, out);
        } else {
            plain(waiting, out);
        }
        waiting = NONE;
    }

    private void plain(int octet, ByteBuffer out) {
        make(1, out);
        out.put((byte) (octet & 0x7F));
    }

    private void escaped(int octet, ByteBuffer out) {
        make(3, out);
        out.put((byte) '=').put(HEX[octet >> 4]).put(HEX[octet & 0xF]);
    }

    /** Makes room on the line; its last column is kept for the {@code =} of a soft break. */
    private void make(int width, ByteBuffer out) {
        if (column + width >= LINE) {
            out.put((byte) '=').put((byte) '\r').put((byte) '\n');
            column = 0;
        }
        column += width;
    }
}
