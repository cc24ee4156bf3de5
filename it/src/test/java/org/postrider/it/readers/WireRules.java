package org.postrider.it.readers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

/** What every message keeps to, whatever is in it (RFC 5321, 4.5.3.1.6 and RFC 5322, 2.1.1). */
final class WireRules {
    private static final int LONGEST = 998;
    private static final int HEADER = 78;

    private WireRules() {}

    /** Lines of at most 998 octets below 128 that end in CR LF, those of the header of at most 78 if they can be folded; no other CR, LF or NUL. */
    static void assertSevenBit(byte[] message) {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        assertThat(text.chars()).as("octets").allMatch(octet -> octet > 0 && octet < 0x80);
        assertLines(text);
    }

    /** The same for octets above 127. */
    static void assertEightBit(byte[] message) {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        assertThat(text.chars()).as("octets").allMatch(octet -> octet > 0);
        assertLines(text);
    }

    /** Tells whether a line of the header has a blank after its first word, the field's name if there is one. */
    private static boolean isFoldable(String line) {
        return line.stripLeading().replaceFirst("^[\\w-]+: ", "").indexOf(' ') > 0;
    }

    private static void assertLines(String text) {
        assertThat(text).endsWith("\r\n");
        String[] lines = text.split("\r\n", -1);
        assertThat(lines)
                .allSatisfy(line -> assertThat(line).doesNotContain("\r", "\n").hasSizeLessThanOrEqualTo(LONGEST));
        String header = text.substring(0, text.indexOf("\r\n\r\n"));
        assertThat(header.split("\r\n", -1))
                .filteredOn(WireRules::isFoldable)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(HEADER));
    }
}
