package org.postrider.testkit.internal.sink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Gathers one command line out of as many pieces as it comes in, and answers questions about it. For one thread.
 *
 * <p>A line ends with CRLF and with nothing else (RFC 5321, section 2.3.8): a lone CR or LF is a part of the line, which makes it malformed.
 * Of a line that is too long only the beginning is kept, and its length counts on.
 */
final class CommandLine {
    /** RFC 5321, section 4.5.3.1.4, allows 512 octets and what extensions add; more than this is no command. */
    static final int LONGEST = 4096;

    private final byte[] octets = new byte[LONGEST];
    private int length;
    private boolean isMalformed;

    /** Takes octets up to the end of the line. {@return whether the line is complete, without its CRLF} */
    boolean take(ByteBuffer input) {
        while (input.hasRemaining()) {
            byte octet = input.get();
            if (octet == '\n' && length > 0 && last() == '\r') {
                length--;
                return true;
            }
            add(octet);
        }
        return false;
    }

    private byte last() {
        return octets[Math.min(length, LONGEST) - 1];
    }

    /** The last place always holds the latest octet, so that a line beyond the limit ends where it ends. */
    private void add(byte octet) {
        boolean control = (octet < ' ' && octet != '\r') || octet == 0x7F; // What is beyond ASCII is below zero.
        isMalformed |= control || (length > 0 && last() == '\r');
        octets[Math.min(length, LONGEST - 1)] = octet;
        length = Math.min(length + 1, LONGEST);
    }

    void clear() {
        length = 0;
        isMalformed = false;
    }

    boolean isTooLong() {
        return length >= LONGEST - 1;
    }

    /** {@return whether there are control characters in it, or octets beyond ASCII, which take an extension that is not offered} */
    boolean isMalformed() {
        return isMalformed;
    }

    int length() {
        return length;
    }

    /** {@return the octet at a place, or 0 beyond the end} */
    int at(int index) {
        return index < length ? octets[index] & 0xFF : 0;
    }

    /** {@return whether a word ends before that place} */
    boolean endsWord(int index) {
        return index == length || octets[index] == ' ';
    }

    /** {@return whether upper-case text stands at a place, in whatever case} */
    boolean startsWith(String text, int index) {
        if (length - index < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            int octet = octets[index + i];
            int upper = octet >= 'a' && octet <= 'z' ? octet - 32 : octet;
            if (upper != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    String from(int index) {
        return new String(octets, index, Math.max(0, length - index), StandardCharsets.ISO_8859_1);
    }
}
