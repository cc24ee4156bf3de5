package org.postrider.mime.internal;

import java.util.Arrays;

/**
 * Reads quoted-printable (RFC 2045, 6.7) as it arrives in mail: any line break is a CR LF, blanks before it were added on the way, and an
 * equals sign that says nothing stands for itself.
 */
final class QuotedPrintableDecoder {
    private final byte[] octets;
    private final int end;
    private final byte[] result;
    private int position;
    private int length;
    /** The length up to which no blank at the end of a line may be taken away. */
    private int kept;

    private QuotedPrintableDecoder(byte[] octets, int from, int to) {
        this.octets = octets;
        this.position = from;
        this.end = to;
        this.result = new byte[(to - from) * 2];
    }

    /** Decodes the octets from one index up to another. */
    static byte[] decode(byte[] octets, int from, int to) {
        return new QuotedPrintableDecoder(octets, from, to).decode();
    }

    private byte[] decode() {
        while (position < end) {
            byte octet = octets[position++];
            if (octet == '=') {
                escape();
            } else if (octet == '\n' || (octet == '\r' && at(position) == '\n')) {
                position += octet == '\r' ? 1 : 0;
                length = kept;
                keep('\r');
                keep('\n');
            } else if (octet == ' ' || octet == '\t') {
                result[length++] = octet;
            } else {
                keep(octet);
            }
        }
        return Arrays.copyOf(result, kept);
    }

    private void escape() {
        int high = Character.digit(at(position), 16);
        int low = Character.digit(at(position + 1), 16);
        if (high >= 0 && low >= 0) {
            keep(high << 4 | low);
            position += 2;
        } else if (!softBreak()) {
            keep('=');
        }
    }

    /** Skips a line break after an equals sign, with the blanks between them; the end of the content is one too. */
    private boolean softBreak() {
        int next = position;
        while (at(next) == ' ' || at(next) == '\t') {
            next++;
        }
        if (at(next) == '\r' && at(next + 1) == '\n') {
            next++;
        }
        boolean soft = next >= end || at(next) == '\n';
        if (soft) {
            position = Math.min(next + 1, end);
            kept = length;
        }
        return soft;
    }

    private void keep(int octet) {
        result[length++] = (byte) (octet & 0xFF);
        kept = length;
    }

    private int at(int index) {
        return index < end ? octets[index] : -1;
    }
}
