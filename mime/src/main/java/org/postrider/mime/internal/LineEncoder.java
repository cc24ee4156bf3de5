package org.postrider.mime.internal;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Text as it is, in canonical lines: the 7bit and 8bit of RFC 2045, 2.7 and 2.8.
 *
 * <p>CR, LF and CR LF all leave as CR LF, so that no bare one reaches a server that takes it for the end of the data; of content that has to
 * arrive octet for octet a bare one is refused. What these encodings can't carry, a NUL, an octet above 127 in 7bit or a line over 998, ends
 * the reading with an error.
 */
final class LineEncoder implements TransferEncoder {
    private static final int LONGEST = 998;

    private final int highest;
    private final boolean exact;
    private int column;
    private boolean afterReturn;

    LineEncoder(boolean eightBit, boolean exact) {
        this.highest = eightBit ? 0xFF : 0x7F;
        this.exact = exact;
    }

    @Override
    public void encode(ByteBuffer in, ByteBuffer out) throws IOException {
        while (in.hasRemaining() && out.remaining() >= ROOM) {
            next(in.get() & 0xFF, out);
        }
    }

    @Override
    public boolean finish(ByteBuffer out) throws IOException {
        if (exact && afterReturn) {
            throw unfit("a line break other than CR LF");
        }
        return true;
    }

    private void next(int octet, ByteBuffer out) throws IOException {
        if (exact && afterReturn != (octet == '\n')) {
            throw unfit("a line break other than CR LF");
        }
        if (octet == '\n' && afterReturn) {
            afterReturn = false;
        } else if (octet == '\r' || octet == '\n') {
            out.put((byte) '\r').put((byte) '\n');
            column = 0;
            afterReturn = octet == '\r';
        } else {
            out.put((byte) (check(octet) & 0xFF));
            afterReturn = false;
        }
    }

    private int check(int octet) throws IOException {
        if (octet == 0 || octet > highest || ++column > LONGEST) {
            throw unfit(column > LONGEST ? "a line of more than 998 octets" : "octet " + octet);
        }
        return octet;
    }

    private static IOException unfit(String what) {
        return new IOException(
                "The content has " + what + ", which its transfer encoding can't carry: set TransferEncoding.BASE64");
    }
}
