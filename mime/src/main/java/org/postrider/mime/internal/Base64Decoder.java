package org.postrider.mime.internal;

import java.io.ByteArrayOutputStream;

/**
 * Reads base64 (RFC 2045, 6.8) as it arrives in mail: line breaks, blanks and foreign characters are skipped, a missing or early end is
 * taken as one.
 */
final class Base64Decoder {
    private static final int[] VALUES = values();

    private final ByteArrayOutputStream result;
    private int bits;
    private int count;

    private Base64Decoder(int size) {
        result = new ByteArrayOutputStream(size);
    }

    /** Decodes the octets from one index up to another. */
    static byte[] decode(byte[] octets, int from, int to) {
        Base64Decoder decoder = new Base64Decoder((to - from) / 4 * 3 + 3);
        for (int i = from; i < to; i++) {
            decoder.next(octets[i]);
        }
        decoder.flush();
        return decoder.result.toByteArray();
    }

    private void next(byte octet) {
        if (octet == '=') {
            flush(); // Some encoders join pieces that were encoded, and padded, one by one.
        } else if (octet >= 0 && VALUES[octet] >= 0) {
            bits = bits << 6 | VALUES[octet];
            if (++count == 4) {
                write(16);
                write(8);
                write(0);
                count = 0;
            }
        }
    }

    /** Two characters hold one octet, three hold two; one alone holds none. */
    private void flush() {
        bits <<= 6 * (4 - count);
        if (count >= 2) {
            write(16);
        }
        if (count == 3) {
            write(8);
        }
        count = 0;
    }

    private void write(int shift) {
        result.write(bits >> shift & 0xFF);
    }

    private static int[] values() {
        int[] values = new int[128];
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int c = 0; c < values.length; c++) {
            values[c] = alphabet.indexOf(c);
        }
        return values;
    }
}
