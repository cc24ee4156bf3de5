package org.postrider.mime.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.Charset;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.mime.internal.TextContent.CheckedText;

class TextContentTest {
    private static final String PIECES = "ab \r\n\r\n\u0000\u00E9\u20AC";

    @Test
    void asciiInOrdinaryLinesIsReadFromTheText() {
        assertThat(inline("one\r\ntwo", null)).satisfies(TextContentTest::isPlain);
        assertThat(inline("one\ntwo\r", null)).satisfies(TextContentTest::isPlain);
        assertThat(inline("", null)).satisfies(TextContentTest::isPlain);
        assertThat(inline("x".repeat(998) + "\r\n" + "x".repeat(998), null)).satisfies(TextContentTest::isPlain);
        assertThat(inline("one", UTF_8).charset()).isEqualTo(UTF_8);
        assertThat(inline("one", UTF_16).charset()).isEqualTo(UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n", "a\n", "\r", "a\r", "\r\r\n", "\r\n\n", "\n\r\n", "\r\n\r", "a\u0000", "\u0080", "\u0161",
                "\u560A"
            })
    void whatIsNotInOrdinaryLinesIsNeverTakenAsItIs(String text) {
        assertThat(PlainText.tryCreate(text)).isNull();
    }

    @Test
    void aLineOf999IsNeverTakenAsItIs() {
        for (String text : new String[] {"x".repeat(999), "x".repeat(999) + "\r\n", "a\r\n" + "x".repeat(999)}) {
            assertThat(PlainText.tryCreate(text)).isNull();
        }
    }

    @Test
    void theOnlyPartEndsBeforeItsLastLineBreak() throws IOException {
        for (String end : new String[] {"", "\r\n", "\n", "\r"}) {
            assertThat(whole("a\u00E9" + end)).isEqualTo("a\u00E9");
            assertThat(whole("a" + end)).isEqualTo("a");
            assertThat(whole("a\nb\r\n" + end)).isEqualTo(end.isEmpty() ? "a\r\nb" : "a\r\nb\r\n");
        }
    }

    @Test
    void inBase64TheOnlyPartKeepsItsLastLineBreak() throws IOException {
        for (String end : new String[] {"\r\n", "\n", "\r"}) {
            assertThat(inBase64("a\u00E9" + end)).isEqualTo("a\u00E9\r\n");
            assertThat(inBase64("a" + end)).isEqualTo("a\r\n");
        }
        assertThat(inBase64("a\u00E9")).isEqualTo("a\u00E9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "a\uDE00", "\uDE00\uD83D\r\n"})
    void halfACharacterIsRefused(String text) {
        assertThatThrownBy(() -> inline(text, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> whole(text, UTF_8)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyTextIsReadAsItsEncodingWouldBe() throws IOException {
        Random random = new Random(12);
        for (int round = 0; round < 3000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append(PIECES.charAt(random.nextInt(PIECES.length())));
            }
            String lines = Texts.canonical(text.toString());
            assertThat(TransferEncodingTest.read(inline(text.toString(), null).source(), 3))
                    .isEqualTo(lines.getBytes(UTF_8));
            assertThat(TransferEncodingTest.read(
                            TextContent.verbatim(text.toString(), null).source(), 100))
                    .isEqualTo(text.toString().getBytes(UTF_8));
        }
    }

    @Test
    void aLongTextGoesIntoAnyBuffer() throws IOException {
        String text = "0123456789\r\n".repeat(5000);
        ContentSource source = inline(text, null).source();
        assertThat(source.size()).isEqualTo(text.length());
        for (ByteBuffer buffer : new ByteBuffer[] {
            ByteBuffer.allocate(7),
            ByteBuffer.allocateDirect(7),
            ByteBuffer.allocateDirect(40_000),
            ByteBuffer.allocate(100).position(50).slice()
        }) {
            assertThat(new String(read(source, buffer), US_ASCII)).isEqualTo(text);
        }
    }

    private static byte[] read(ContentSource source, ByteBuffer buffer) throws IOException {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        try (ReadableByteChannel channel = source.open()) {
            while (channel.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    result.write(buffer.get());
                }
            }
        }
        return result.toByteArray();
    }

    private static String whole(String text) throws IOException {
        return new String(TransferEncodingTest.read(whole(text, ISO_8859_1).source(), 5), ISO_8859_1);
    }

    private static String inBase64(String text) throws IOException {
        return new String(TransferEncodingTest.read(whole(text, ISO_8859_1).inBase64(), 5), ISO_8859_1);
    }

    private static void isPlain(TextContent content) {
        assertThat(content.source()).isInstanceOf(PlainText.class);
        assertThat(content.charsetName()).isEqualTo("us-ascii");
    }

    private static TextContent inline(String text, @Nullable Charset wanted) {
        return TextContent.inline(CheckedText.of(text, "The text"), wanted);
    }

    private static TextContent whole(String text, @Nullable Charset wanted) {
        return TextContent.whole(CheckedText.of(text, "The text"), wanted);
    }
}
