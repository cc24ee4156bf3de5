package org.postrider.mime.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.apache.james.mime4j.codec.QuotedPrintableInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.mime.TransferEncoding;

class TransferEncodingTest {
    private static final String PIECES = "a= \t\r\n.\u007FZ~";

    @ParameterizedTest
    @EnumSource(names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
    void anySplitOfInputAndOutputGivesTheSameBytes(TransferEncoding encoding) throws IOException {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            byte[] content = content(random, random.nextInt(400), encoding);
            byte[] whole = read(new EncodedSource(new ByteSource(content), encoding), 100_000);
            for (int step : new int[] {1, 2, 3, 15, 16, 17, 31, 76, 79}) {
                ContentSource dripping = new DrippingSource(content, 1 + random.nextInt(80));
                assertThat(read(new EncodedSource(dripping, encoding), step)).isEqualTo(whole);
            }
        }
    }

    @Test
    void base64ComesBackInLinesOf76() throws IOException {
        Random random = new Random(8);
        for (int length :
                new int[] {0, 1, 2, 3, 56, 57, 58, 114, 4103, 4104, 4105, 8207, 8208, 8209, 16_416, 100_000}) {
            byte[] content = new byte[length];
            random.nextBytes(content);
            EncodedSource source = new EncodedSource(new ByteSource(content), TransferEncoding.BASE64);
            byte[] encoded = read(source, 977);
            assertThat(source.size()).isEqualTo(encoded.length);
            assertThat(Base64.getMimeDecoder().decode(encoded)).isEqualTo(content);
            assertThat(encoded)
                    .isEqualTo(
                            Base64.getMimeEncoder(76, new byte[] {'\r', '\n'}).encode(content));
            ContentSource stream = new StreamSource(new ByteArrayInputStream(content)); // comes in whole blocks
            assertThat(read(new EncodedSource(stream, TransferEncoding.BASE64), 9000))
                    .isEqualTo(encoded);
            assertThat(readDirectly(source)).isEqualTo(encoded);
        }
    }

    @Test
    void base64IsTheSameWhicheverWayItIsRead() throws IOException {
        Random random = new Random(9);
        for (int round = 0; round < 500; round++) {
            byte[] content = new byte[random.nextInt(20_000)];
            random.nextBytes(content);
            byte[] whole = read(new EncodedSource(new ByteSource(content), TransferEncoding.BASE64), 100_000);
            ContentSource dripping = new DrippingSource(content, 1 + random.nextInt(9000));
            assertThat(readBothWays(new EncodedSource(dripping, TransferEncoding.BASE64), random))
                    .isEqualTo(whole);
        }
    }

    private static byte[] readBothWays(ContentSource source, Random random) throws IOException {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        try (PromptChannel channel = (PromptChannel) source.open()) {
            for (int count = 0; count >= 0; ) {
                int room = 1 + random.nextInt(random.nextBoolean() ? 40 : 12_000);
                ByteBuffer target = random.nextBoolean() ? ByteBuffer.allocate(room) : ByteBuffer.allocateDirect(room);
                boolean straight = random.nextBoolean();
                count = straight ? channel.readBase64(target) : channel.read(target);
                byte[] octets = new byte[target.flip().remaining()];
                target.get(octets);
                assertThat(octets).hasSize(Math.max(0, count));
                assertThat(straight && count > 0 && octets[count - 1] == '\r').isFalse();
                result.writeBytes(octets);
            }
        }
        return result.toByteArray();
    }

    /** Everything else may hold what its owner likes, so it is to be looked at. */
    @ParameterizedTest
    @EnumSource(names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
    void nothingButBase64IsReadStraight(TransferEncoding encoding) throws IOException {
        ContentSource encoded =
                new EncodedSource(new ByteSource(".a".repeat(200).getBytes(US_ASCII)), encoding);
        ContentSource text = new ByteSource(".text".getBytes(US_ASCII));
        int straight = 0;
        ByteBuffer target = ByteBuffer.allocate(2000);
        try (SequenceChannel channel = new SequenceChannel(List.of(text, encoded, text))) {
            for (int count = 0; count >= 0; count = channel.read(target.limit(target.position() + 1))) {
                straight += channel.readBase64(target.limit(2000));
            }
        }
        assertThat(new String(target.array(), 0, target.position(), US_ASCII))
                .startsWith(".text")
                .endsWith(".text");
        assertThat(straight > 0).isEqualTo(encoding == TransferEncoding.BASE64);
    }

    @Test
    void quotedPrintableLosesNothing() throws IOException {
        Random random = new Random(9);
        for (int round = 0; round < 500; round++) {
            byte[] content = content(random, random.nextInt(500), TransferEncoding.BASE64);
            EncodedSource source = new EncodedSource(new ByteSource(content), TransferEncoding.QUOTED_PRINTABLE);
            byte[] encoded = read(source, 4096);
            assertThat(source.size()).isEqualTo(encoded.length);
            assertThat(new QuotedPrintableInputStream(new ByteArrayInputStream(encoded)).readAllBytes())
                    .isEqualTo(content);
            assertThat(new String(encoded, US_ASCII).split("\r\n", -1))
                    .allSatisfy(line -> assertThat(line)
                            .matches("[!-~ \t]{0,76}")
                            .doesNotEndWith(" ")
                            .doesNotEndWith("\t"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a =b\\r\\nc|a =3Db\\r\\nc",
                "a \\r\\n|a=20\\r\\n",
                "a\\t|a=09",
                "a\\rb\\n|a=0Db=0A",
                "a\\r\\r\\n|a=0D\\r\\n",
                "a \\r|a=20=0D"
            })
    void quotedPrintableKeepsLineBreaksAndHidesBlanksAtTheirEnd(String content, String encoded) throws IOException {
        byte[] octets = unescaped(content).getBytes(US_ASCII);
        byte[] written = read(new EncodedSource(new ByteSource(octets), TransferEncoding.QUOTED_PRINTABLE), 50);
        assertThat(new String(written, US_ASCII)).isEqualTo(unescaped(encoded));
    }

    @Test
    void softBreaksComeBeforeColumn77() throws IOException {
        byte[] octets = "x".repeat(200).getBytes(US_ASCII);
        byte[] written = read(new EncodedSource(new ByteSource(octets), TransferEncoding.QUOTED_PRINTABLE), 500);
        assertThat(new String(written, US_ASCII))
                .isEqualTo("x".repeat(75) + "=\r\n" + "x".repeat(75) + "=\r\n" + "x".repeat(50));
    }

    @Test
    void plainLinesLoseTheirBareBreaks() throws IOException {
        byte[] octets = "a\nb\rc\r\nd\r\r\ne\n\n".getBytes(US_ASCII);
        byte[] written = read(new EncodedSource(new ByteSource(octets), TransferEncoding.SEVEN_BIT), 500);
        assertThat(new String(written, US_ASCII)).isEqualTo("a\r\nb\r\nc\r\nd\r\n\r\ne\r\n\r\n");
    }

    @Test
    void plainLinesRefuseWhatTheyCannotCarry() {
        assertRefused(new byte[] {'a', 0}, TransferEncoding.EIGHT_BIT, "octet 0");
        assertRefused(new byte[] {'a', (byte) 0xE4}, TransferEncoding.SEVEN_BIT, "octet 228");
        assertRefused("y".repeat(999).getBytes(US_ASCII), TransferEncoding.SEVEN_BIT, "998");
    }

    @Test
    void aLineOf998IsStillPlain() throws IOException {
        byte[] line = ("y".repeat(998) + "\r\n").getBytes(US_ASCII);
        assertThat(read(new EncodedSource(new ByteSource(line), TransferEncoding.SEVEN_BIT), 64))
                .isEqualTo(line);
    }

    private static void assertRefused(byte[] content, TransferEncoding encoding, String reason) {
        EncodedSource source = new EncodedSource(new ByteSource(content), encoding);
        assertThat(source.size()).isEqualTo(-1);
        assertThatThrownBy(() -> read(source, 2000))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("BASE64");
    }

    private static byte[] readDirectly(ContentSource source) throws IOException {
        ByteBuffer target = ByteBuffer.allocateDirect(200_000);
        try (ReadableByteChannel channel = source.open()) {
            while (channel.read(target) >= 0) {
                assertThat(target.hasRemaining()).isTrue();
            }
        }
        byte[] octets = new byte[target.flip().remaining()];
        target.get(octets);
        return octets;
    }

    private static String unescaped(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t");
    }

    private static byte[] content(Random random, int length, TransferEncoding encoding) {
        byte[] content = new byte[length];
        boolean plain = encoding == TransferEncoding.SEVEN_BIT || encoding == TransferEncoding.EIGHT_BIT;
        for (int i = 0; i < length; i++) {
            boolean any = !plain && random.nextInt(4) == 0;
            content[i] = (byte) (any ? random.nextInt(256) : PIECES.charAt(random.nextInt(PIECES.length())));
        }
        return content;
    }

    static byte[] read(ContentSource source, int step) throws IOException {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(step);
        try (ReadableByteChannel channel = source.open()) {
            while (channel.read(buffer.clear()) >= 0) {
                result.write(buffer.array(), 0, buffer.position());
            }
        }
        return result.toByteArray();
    }

    /** Gives a few bytes at a time. */
    private record DrippingSource(byte[] content, int drop) implements ContentSource {
        @Override
        public ReadableByteChannel open() {
            ReadableByteChannel whole = new ByteSource(content).open();
            return new ReadableByteChannel() {
                @Override
                public int read(ByteBuffer target) throws IOException {
                    int limit = target.limit();
                    target.limit(Math.min(limit, target.position() + drop));
                    int count = whole.read(target);
                    target.limit(limit);
                    return count;
                }

                @Override
                public boolean isOpen() {
                    return whole.isOpen();
                }

                @Override
                public void close() throws IOException {
                    whole.close();
                }
            };
        }

        @Override
        public long size() {
            return -1;
        }

        @Override
        public boolean mayBlock() {
            return false;
        }
    }
}
