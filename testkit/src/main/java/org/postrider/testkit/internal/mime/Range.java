package org.postrider.testkit.internal.mime;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A stretch of a message, in place: parts of parts share the one array, which nobody changes. */
final class Range {
    private final byte[] bytes;
    private final int from;
    private final int to;

    Range(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    byte at(int index) {
        return bytes[index];
    }

    Range between(int start, int end) {
        return new Range(bytes, start, end);
    }

    boolean hasAt(int index, byte[] expected) {
        int end = index + expected.length;
        return end <= to && Arrays.equals(bytes, index, end, expected, 0, expected.length);
    }

    Range from(int start) {
        return new Range(bytes, Math.min(start, to), to);
    }

    Range until(int end) {
        return new Range(bytes, from, Math.max(from, end));
    }

    int length() {
        return to - from;
    }

    byte[] copy() {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** Where the line that begins at an offset is over: after its LF, or at the end. */
    int afterLine(int start) {
        int at = start;
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        return Math.min(at + 1, to);
    }

    /** Where the text of a line ends whose next line begins at an offset: before LF or CRLF. */
    int endOfText(int start, int next) {
        int end = next;
        if (end > start && bytes[end - 1] == '\n') {
            end--;
        }
        return end > start && bytes[end - 1] == '\r' ? end - 1 : end;
    }

    /** The text of a header: UTF-8 (RFC 6532), or else a byte for a character. */
    String headerText() {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length()));
            return text.toString();
        } catch (CharacterCodingException notUtf8) {
            return text(StandardCharsets.ISO_8859_1);
        }
    }

    String text(Charset charset) {
        return new String(bytes, from, length(), charset);
    }
}
