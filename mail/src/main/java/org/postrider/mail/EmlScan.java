package org.postrider.mail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.postrider.mime.FormatException;

/** Reads a ready-made message through, for what SMTP has to know of it, and refuses what SMTP can't carry. Not for several threads. */
final class EmlScan {
    private static final int BUFFER = 64 * 1024;
    private static final int LONGEST_LINE = 998;

    private boolean headerEightBit;
    private boolean eightBit;
    private boolean inHeader = true;
    private boolean afterReturn;
    private long line = 1;
    private long octets;
    private int column;

    private EmlScan() {}

    static EmlScan of(ReadableByteChannel channel) throws IOException {
        EmlScan scan = new EmlScan();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        while (channel.read(buffer.clear()) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                scan.next(buffer.get());
            }
        }
        return scan;
    }

    private void next(byte octet) {
        if (octet == '\n' && afterReturn) {
            afterReturn = false;
        } else if (octet == '\r' || octet == '\n') {
            inHeader &= column > 0;
            column = 0;
            line++;
            afterReturn = octet == '\r';
        } else {
            afterReturn = false;
            content(octet);
        }
    }

    private void content(byte octet) {
        if (octet == 0 || ++column > LONGEST_LINE) {
            throw new FormatException(
                    "Line " + line + " of the message " + (octet == 0 ? "holds a NUL" : "is longer than 998 octets")
                            + ", which SMTP can't carry: encode that part");
        }
        octets++;
        if (octet < 0) {
            eightBit = true;
            headerEightBit |= inHeader;
        }
    }

    /** The octets of the message with CR LF at the end of each line that ends. */
    long size() {
        return octets + 2 * (line - 1);
    }

    /** Tells whether the last line doesn't end. */
    boolean isOpenEnded() {
        return column > 0;
    }

    boolean isEightBit() {
        return eightBit;
    }

    /** Tells whether the header itself has octets above 127, as only SMTPUTF8 allows (RFC 6532). */
    boolean isHeaderEightBit() {
        return headerEightBit;
    }
}
