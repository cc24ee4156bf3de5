package org.postrider.smtp.internal.session;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * The one place where command text becomes bytes: it refuses whatever could end a command or be taken for another character.
 *
 * <p>A line is collected piece by piece and handed over whole, or not at all when there is no room for it. Text beyond ASCII passes
 * only where SMTPUTF8 was asked for, by an encoder that reports what it can't encode; no char is ever cut to a byte unchecked.
 */
final class CommandLine {
    /** RFC 4954, section 4 lets AUTH lines have 12,288 octets; nothing that we say is longer. */
    static final int LONGEST = 12_288;

    private static final int USUAL = 512;

    /** What a character takes at most in UTF-8; two that make a pair take four. */
    private static final int MOST_OCTETS = 3;

    private ByteBuffer line = ByteBuffer.allocate(USUAL);
    private final CharsetEncoder utf8 = StandardCharsets.UTF_8.newEncoder();
    private boolean secret;

    CommandLine start() {
        line.clear();
        return this;
    }

    /**
     * Appends text of which every character is printable ASCII. It is copied by the one method of the JDK that takes no detour; that
     * cuts characters to octets, which are the same once each was looked at.
     */
    @SuppressWarnings("deprecation")
    CommandLine ascii(String text) {
        int length = text.length();
        int printable = 0;
        while (printable < length && text.charAt(printable) >= 0x20 && text.charAt(printable) <= 0x7e) {
            printable++;
        }
        if (printable < length) {
            throw refused(printable);
        }
        reserve(length);
        text.getBytes(0, length, line.array(), line.position());
        line.position(line.position() + length);
        return this;
    }

    /** Appends text that may hold characters beyond ASCII. */
    CommandLine international(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                throw refused(i);
            }
        }
        reserve(Math.min(LONGEST - line.position(), text.length() * MOST_OCTETS));
        boolean whole = utf8.reset().encode(CharBuffer.wrap(text), line, true).isUnderflow();
        if (!whole) {
            throw refused(text.length());
        }
        return this;
    }

    /** Appends octets in base64, wipes them, and the line too once it is handed over. */
    CommandLine secret(byte[] octets) {
        byte[] encoded = Base64.getEncoder().encode(octets);
        Arrays.fill(octets, (byte) 0);
        reserve(encoded.length);
        line.put(encoded);
        Arrays.fill(encoded, (byte) 0);
        secret = true;
        return this;
    }

    /** Appends a number in decimal digits. */
    CommandLine number(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("a command has no negative numbers: " + value);
        }
        if (value > 9) {
            number(value / 10);
        }
        put((char) ('0' + value % 10));
        return this;
    }

    /** Gives the line as it stands; not for one that holds a secret. */
    String text() {
        return new String(line.array(), 0, line.position(), StandardCharsets.UTF_8);
    }

    /** Ends the line and hands it over, unless there is no room for all of it. */
    boolean moveTo(ByteBuffer out) {
        line.flip();
        if (out.remaining() < line.remaining() + 2) {
            return false;
        }
        out.put(line).put((byte) '\r').put((byte) '\n');
        if (secret) {
            Arrays.fill(line.array(), (byte) 0);
            secret = false;
        }
        return true;
    }

    private void put(char c) {
        reserve(1);
        line.put((byte) (c & 0x7f));
    }

    /** Makes room for more, and leaves nothing in the array that was too short. */
    private void reserve(int count) {
        if (line.remaining() >= count) {
            return;
        }
        if (LONGEST - line.position() < count) {
            throw refused(LONGEST);
        }
        ByteBuffer longer = ByteBuffer.allocate(Math.min(LONGEST, 2 * (line.position() + count)));
        longer.put(line.flip());
        Arrays.fill(line.array(), (byte) 0);
        line = longer;
    }

    /** The text itself isn't shown: it may be a secret. */
    private static IllegalArgumentException refused(int at) {
        return new IllegalArgumentException(
                "a command can't hold line breaks, control characters, text beyond ASCII without SMTPUTF8, or more than "
                        + LONGEST + " octets (character " + at + ")");
    }
}
