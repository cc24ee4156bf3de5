package org.postrider.smtp.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The form of a message on the wire: one end, which no content can forge. */
class ContentEncoderTest {
    private static final byte[] EVEN_LINES =
            "a line of 21 octets\r\n".repeat(40).getBytes(StandardCharsets.US_ASCII);

    /** On the left {@code ~} is CR and {@code !} is LF; on the right {@code /} is CRLF. */
    @ParameterizedTest
    @CsvSource({
        "'', ./",
        "a, a/./",
        "a~!, a/./",
        "a!, a/./",
        "a~, a/./",
        "~, /./",
        "~~, //./",
        "!~, //./",
        "., ../.",
        ".~!, ../.",
        ".., .../.",
        "~!.~!, /../.",
        "a!.!b, a/../b/.",
        "a!.~!b, a/../b/.",
        "a~.~b, a/../b/.",
        "a~!.!b, a/../b/.",
        "a~!.~b, a/../b/.",
        "a~.~!b, a/../b/.",
        "a~~!.~~!b, a//..//b/."
    })
    void endCannotBeSmuggledIn(String text, String wire) throws IOException {
        String content = text.replace('~', '\r').replace('!', '\n');
        String expected = (wire.endsWith("/") ? wire : wire + "/").replace("/", "\r\n");
        assertThat(text(encode(content.getBytes(StandardCharsets.UTF_8), new Random(1), 1, 5)))
                .isEqualTo(expected);
        assertThat(text(encode(content.getBytes(StandardCharsets.UTF_8), new Random(1), 100, 100)))
                .isEqualTo(expected);
    }

    @Test
    void anyCutOfAnyBytesGivesTheSameWire() throws IOException {
        Random random = new Random(20_260_401);
        for (int round = 0; round < 3000; round++) {
            byte[] content = content(random, random.nextInt(60));
            byte[] whole = encode(content, random, 1000, 1000);
            assertThat(encode(content, random, 7, 12)).isEqualTo(whole);
            assertThat(whole).isEqualTo(reference(content));
            assertOneEnd(text(whole));
        }
    }

    @Test
    void everyOctetButNulPassesUnchanged() throws IOException {
        byte[] content = new byte[253];
        for (int i = 0, octet = 1; octet < 256; octet++) {
            if (octet != '\r' && octet != '\n') {
                content[i++] = (byte) octet;
            }
        }
        assertThat(encode(content, new Random(2), 50, 50)).startsWith(content).hasSize(253 + 5);
    }

    @Test
    void nulIsRefusedWhereverItStands() {
        for (String text : new String[] {"\0", "a\0", "a\r\0", "a\n\0b", ".\0", "a".repeat(500) + "\0"}) {
            byte[] content = text.getBytes(StandardCharsets.US_ASCII);
            assertThatIOException()
                    .isThrownBy(() -> encode(content, new Random(3), 1000, 1000))
                    .withMessageContaining("NUL");
        }
    }

    /** Such lines are passed over many at a time: what is odd in one of them is found wherever it stands. */
    @ParameterizedTest
    @ValueSource(ints = {'\r', '\n', '.', '\t', 14, 0x8e})
    void oddOctetAmongLinesOfOneLengthIsFoundWhereverItStands(int octet) throws IOException {
        for (int at = 0; at < EVEN_LINES.length; at++) {
            byte[] content = EVEN_LINES.clone();
            content[at] = (byte) (octet & 0xff);
            byte[] wire = encode(content, new Random(at), 1000, 1000);
            assertThat(wire).as("at %d", at).isEqualTo(reference(content));
        }
    }

    @Test
    void nulAmongLinesOfOneLengthIsRefusedWhereverItStands() {
        for (int at = 0; at < EVEN_LINES.length; at++) {
            byte[] content = EVEN_LINES.clone();
            content[at] = 0;
            assertThatIOException().as("at %d", at).isThrownBy(() -> encode(content, new Random(3), 1000, 1000));
        }
    }

    @Test
    void endWaitsForRoom() throws IOException {
        ContentEncoder encoder = new ContentEncoder(false);
        encoder.encode(ByteBuffer.wrap(new byte[] {'a', '\r'}), ByteBuffer.allocate(10));
        ByteBuffer tooSmall = ByteBuffer.allocate(4);
        assertThat(encoder.finish(tooSmall)).isFalse();
        assertThat(tooSmall.position()).isZero();
        ByteBuffer enough = ByteBuffer.allocate(5);
        assertThat(encoder.finish(enough)).isTrue();
        assertThat(text(enough.array())).isEqualTo("\r\n.\r\n");
    }

    private static void assertOneEnd(String wire) {
        assertThat(("\r\n" + wire).indexOf("\r\n.\r\n")).isEqualTo(wire.length() - 3);
        String withoutLineEnds = wire.replace("\r\n", "");
        assertThat(withoutLineEnds).doesNotContain("\r", "\n");
    }

    /** Encodes in random pieces: up to so many octets of input and of room at a time. */
    private static byte[] encode(byte[] content, Random random, int mostIn, int mostOut) throws IOException {
        ContentEncoder encoder = new ContentEncoder(false);
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (int from = 0; from < content.length; ) {
            int to = Math.min(content.length, from + 1 + random.nextInt(mostIn));
            ByteBuffer in = ByteBuffer.wrap(content, from, to - from).slice();
            while (in.hasRemaining()) {
                ByteBuffer out = ByteBuffer.allocate(4 + random.nextInt(mostOut - 3));
                encoder.encode(in, out);
                wire.write(out.array(), 0, out.position());
            }
            from = to;
        }
        ByteBuffer end = ByteBuffer.allocate(10);
        assertThat(encoder.finish(end)).isTrue();
        wire.write(end.array(), 0, end.position());
        return wire.toByteArray();
    }

    /** The same by way of whole lines. */
    private static byte[] reference(byte[] content) {
        String text = text(content).replace("\r\n", "\n").replace('\r', '\n');
        String ended = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
        StringBuilder wire = new StringBuilder();
        ended.lines()
                .forEach(line -> wire.append(line.startsWith(".") ? "." : "")
                        .append(line)
                        .append("\r\n"));
        return wire.append(".\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] content(Random random, int size) {
        byte[] content = new byte[size];
        for (int i = 0; i < size; i++) {
            content[i] = (byte) "\r\n.ab\u00e9".charAt(random.nextInt(6));
        }
        return content;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
