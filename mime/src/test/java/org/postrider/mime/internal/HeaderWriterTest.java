package org.postrider.mime.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderWriterTest {
    private static final int[] ALPHABET = {
        'a', 'Z', ' ', ' ', '\t', '=', '?', '_', '"', '\\', 0xE4, 0x20AC, 0x1F600, 0x85, 0x2028, 0x560A, 0x760D, 1, 0x7F
    };

    @Test
    void shortTextStaysAsItIs() {
        assertThat(text("Lunch?", null)).isEqualTo("Subject: Lunch?\r\n");
        assertThat(text("", null)).isEqualTo("Subject: \r\n");
        assertThat(text("ends in a colon:", null)).isEqualTo("Subject: ends in a colon:\r\n");
    }

    /** Whoever got it past the setters: this is the last door. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\rb",
                "a\nb",
                "\r\nX-Injected: yes",
                "\u00E9\r\n\r\nbody",
                "a\u0000b",
                "\uD83D",
                "a\uDE00b",
                "\uDE00\uD83D",
                "=?utf-8?q?x?=\n"
            })
    void whatCouldEndALineIsRefusedInEveryPlace(String evil) {
        List<Consumer<HeaderWriter>> places = List.of(
                writer -> writer.text("Subject", evil, null),
                writer -> writer.text("Subject", evil, StandardCharsets.ISO_8859_1),
                writer -> writer.text(evil, "value", null),
                writer -> writer.begin(evil),
                writer -> writer.begin("X").token(evil),
                writer -> writer.ascii(evil),
                writer -> writer.begin("To").mailbox(evil, null, "a@b", ""),
                writer -> writer.begin("To").mailbox("", null, evil, ""),
                writer -> writer.begin("To").mailbox("Name", null, evil, ""),
                writer -> writer.begin("To").mailbox("", null, "a@b", evil),
                writer -> writer.begin("To").group(evil, ":"),
                writer -> writer.begin("To").group("Friends", evil),
                writer -> writer.begin("X").token("a").parameters(Map.of("p", evil), "", null),
                writer -> writer.begin("X").token("a").parameters(Map.of("name", evil), "name", UTF_8),
                writer -> writer.begin("X").token("a").parameters(Map.of(evil, "value"), "", null),
                writer -> HeaderWriter.encodedWords(evil));
        assertThat(places)
                .allSatisfy(place -> assertThatThrownBy(() -> place.accept(new HeaderWriter()))
                        .isInstanceOf(IllegalArgumentException.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0007", "\u000B", "\f", "\u001B[2J", "\u007F", "\u0085", "\u009B", "\u2028", "\u2029"})
    void controlsAreEncodedInTextAndRefusedInAddresses(String control) {
        String text = "a" + control + "b";
        HeaderWriter writer = new HeaderWriter()
                .text("Subject", text, null)
                .begin("To")
                .mailbox(text, null, "a@b", ",")
                .group(text, ":;")
                .end()
                .begin("Content-Type")
                .token("text/plain")
                .parameters(Map.of("p", text, "name", text), "name", null)
                .end();
        assertThat(new String(writer.drain(), StandardCharsets.ISO_8859_1)
                        .replace("\r\n", "")
                        .chars())
                .allMatch(c -> c >= ' ' && c < 0x7F);
        assertThatThrownBy(() -> writer.mailbox("", null, "\u00E9\"" + text + "\"@b", ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void longTextIsFoldedAtItsBlanksAndUnfoldsToTheSame() {
        String value = "one  two\tthree ".repeat(40).trim();
        String field = text(value, null);
        assertLinesWithin(field, 76);
        assertThat(unfolded(field)).isEqualTo("Subject: " + value + "\r\n");
    }

    @Test
    void aLongWordWithoutBlanksIsEncodedRatherThanOverlong() {
        String url = "https://example.org/" + "x".repeat(600);
        assertThat(text(url, null)).isEqualTo("Subject: " + url + "\r\n");
        String endless = "x".repeat(5000);
        String field = text(endless, null);
        assertLinesWithin(field, 76);
        assertThat(decoded(field)).isEqualTo(endless);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=?utf-8?Q?look-alike?=",
                " begins with a blank",
                "ends with one ",
                "\t",
                "bell \u0007",
                "next \u0085 line"
            })
    void whatAReaderWouldTakeForSomethingElseIsEncoded(String value) {
        String field = text(value, null);
        assertThat(field).startsWith("Subject: =?utf-8?");
        assertThat(decoded(field)).isEqualTo(value);
    }

    @Test
    void aQuestionMarkAfterAnEqualsSignAloneIsNoEncodedWord() {
        assertThat(text("<https://example.org/?a=?b>", null)).isEqualTo("Subject: <https://example.org/?a=?b>\r\n");
    }

    @Test
    void anyTextComesBackAndNoEncodedWordSplitsACharacter() {
        Random random = new Random(11);
        for (int round = 0; round < 2000; round++) {
            StringBuilder value = new StringBuilder();
            for (int i = random.nextInt(120); i >= 0; i--) {
                value.appendCodePoint(ALPHABET[random.nextInt(ALPHABET.length)]);
            }
            String field = text(value.toString(), null);
            assertLinesWithin(field, 76);
            assertThat(decoded(field)).isEqualTo(value.toString());
            assertEachWordDecodesByItself(field);
        }
    }

    @Test
    void theWantedCharsetIsUsedIfItKnowsAllCharacters() {
        assertThat(text("Grüße", StandardCharsets.ISO_8859_1)).isEqualTo("Subject: =?iso-8859-1?B?R3L832U=?=\r\n");
        assertThat(text("Grüße €", StandardCharsets.ISO_8859_1)).startsWith("Subject: =?utf-8?");
        assertThat(text("Grüße", StandardCharsets.UTF_16)).startsWith("Subject: =?utf-8?");
        assertThat(text("日本", Charset.forName("ISO-2022-JP"))).startsWith("Subject: =?utf-8?");
        assertThat(decoded(text("日本".repeat(60), Charset.forName("Shift_JIS")))).isEqualTo("日本".repeat(60));
    }

    /** Not every Java has them. */
    @ParameterizedTest
    @ValueSource(strings = {"x-SJIS_0213", "Big5-HKSCS"})
    void aCharsetThatMeltsTwoCharactersIntoOneGivesWay(String charset) {
        Assumptions.assumeTrue(Charset.isSupported(charset));
        for (String melted : List.of("か\u309A", "\u00CA\u0304", "æ\u0300", "˩\u02E5")) {
            for (String text : List.of(melted, "日本" + melted, melted.repeat(40), "か" + melted + "か".repeat(40))) {
                assertThat(decoded(text(text, Charset.forName(charset)))).isEqualTo(text);
            }
        }
        assertThat(text("日本", Charset.forName(charset))).containsIgnoringCase("=?" + charset);
    }

    @Test
    void mailboxesFoldBetweenEachOther() {
        HeaderWriter writer = new HeaderWriter().begin("To");
        writer.mailbox("", null, "a@example.org", ",").mailbox("Doe \"J\\", null, "j@example.org", ",");
        for (int i = 0; i < 20; i++) {
            writer.mailbox("Ärger " + "lang ".repeat(30), null, "someone" + i + "@example.org", i < 19 ? "," : "");
        }
        String field = written(writer.end());
        assertLinesWithin(field, 76);
        assertThat(field).startsWith("To: a@example.org, \"Doe \\\"J\\\\\" <j@example.org>, =?utf-8?Q?=C3=84rger_");
        assertThat(field).endsWith(" <someone19@example.org>\r\n");
    }

    @Test
    void aMailboxBeyondAsciiIsWrittenAsUtf8() {
        HeaderWriter writer = new HeaderWriter().begin("To").mailbox("", null, "jürgen@example.org", "");
        assertThat(written(writer.end())).isEqualTo("To: jürgen@example.org\r\n");
    }

    @Test
    void parametersTakeThePlainestFormThatCarriesThem() {
        assertThat(parameters("filename", "a.txt")).isEqualTo("X: y; filename=a.txt\r\n");
        assertThat(parameters("filename", "a \"b\".txt")).isEqualTo("X: y; filename=\"a \\\"b\\\".txt\"\r\n");
        assertThat(parameters("filename", "dät.txt")).isEqualTo("X: y; filename*=utf-8''d%C3%A4t.txt\r\n");
        assertThat(parameters("name", "dät.txt")).isEqualTo("X: y; name=\"=?utf-8?B?ZMOkdC50eHQ=?=\"\r\n");
        assertThat(parameters("filename", "a\tb")).isEqualTo("X: y; filename*=utf-8''a%09b\r\n");
        assertThat(parameters("filename", "")).isEqualTo("X: y; filename=\"\"\r\n");
        assertThat(parameters("filename", "100%")).isEqualTo("X: y; filename=\"100%\"\r\n");
        assertThat(parameters("filename", "it's*")).isEqualTo("X: y; filename=\"it's*\"\r\n");
        assertThat(parameters("filename", "a''b")).isEqualTo("X: y; filename*=utf-8''a%27%27b\r\n");
    }

    /** A semicolon follows, and an encoded-word's line has 76 characters at most (RFC 2047, 2). */
    @Test
    void thereIsRoomForTheNextParameter() {
        for (int length = 1; length < 150; length++) {
            Map<String, String> parameters = new LinkedHashMap<>();
            parameters.put("charset", "x".repeat(length % 70));
            parameters.put("name", "\u00E9" + "a".repeat(length));
            parameters.put("x", "\u00E9" + "a".repeat(length));
            parameters.put("y", "z");
            HeaderWriter writer = new HeaderWriter().begin("Content-Type").token("text/plain");
            assertLinesWithin(
                    written(writer.parameters(parameters, "name", null).end()), 76);
        }
    }

    @Test
    void aLineOfMailboxesBeyondAsciiIsCountedInOctets() {
        HeaderWriter writer = new HeaderWriter().begin("To");
        for (int i = 1; i < 60; i++) {
            writer.mailbox("", null, "\u00FC".repeat(i % 30) + "@example.org", ",");
        }
        for (String line : written(writer.end()).split("\r\n")) {
            assertThat(line.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(76);
        }
    }

    @Test
    void aLongParameterIsNumberedAndNoCharacterIsSplit() {
        String field = parameters("filename", "日".repeat(100));
        assertLinesWithin(field, 76);
        assertThat(field).contains("filename*0*=utf-8''", "filename*1*=", "filename*12*=");
        String value = field.replaceAll("(?s);\\s+filename\\*\\d+\\*=(utf-8'')?", "")
                .replace("X: y", "")
                .trim();
        assertThat(URLDecoder.decode(value, UTF_8)).isEqualTo("日".repeat(100));
        for (String line : field.split("\r\n")) {
            String piece =
                    line.substring(line.lastIndexOf('\'') > 0 ? line.lastIndexOf('\'') + 1 : line.indexOf("=") + 1);
            assertThat(URLDecoder.decode(piece.replace(";", ""), UTF_8)).doesNotContain("\uFFFD");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\u0000b", "a\u560Ab", "a\u760Db", "a\u2028b", "a\u0085b", "ä"})
    void rawTextBeyondPrintableAsciiIsRefusedAtTheLastGate(String text) {
        assertThatThrownBy(() -> new HeaderWriter().ascii(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("U+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r@b", "ä\n@b", "ä\u0000@b"})
    void controlsInAMailboxAreRefusedAtTheLastGate(String mailbox) {
        assertThatThrownBy(() -> new HeaderWriter().begin("To").mailbox("", null, mailbox, ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "ä", "a\r", "a\n", "a\u560A", "a\u007F"})
    void badNamesAreRefused(String name) {
        assertThatThrownBy(() -> HeaderWriter.requireName(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBufferThatWasGivenBackTwiceIsLentOnce() {
        HeaderWriter writer = new HeaderWriter();
        writer.close();
        ByteBuffer lent = Buffers.take();
        writer.close();
        assertThat(Buffers.take()).isNotSameAs(lent);
    }

    @Test
    void whatIsWrittenAfterTheEndIsWrittenElsewhere() {
        HeaderWriter writer = new HeaderWriter();
        writer.close();
        byte[] lent = Buffers.take().array();
        byte[] before = lent.clone();
        writer.ascii("a field of one message in the buffer of another");
        assertThat(written(writer)).startsWith("a field");
        assertThat(lent).isEqualTo(before);
    }

    private static String text(String value, @Nullable Charset charset) {
        return written(new HeaderWriter().text("Subject", value, charset));
    }

    private static String parameters(String name, String value) {
        return written(new HeaderWriter()
                .begin("X")
                .token("y")
                .parameters(Map.of(name, value), "name", null)
                .end());
    }

    private static String written(HeaderWriter writer) {
        return new String(writer.drain(), UTF_8);
    }

    private static void assertLinesWithin(String field, int longest) {
        assertThat(field).endsWith("\r\n");
        for (String line : field.split("\r\n")) {
            assertThat(line).hasSizeLessThanOrEqualTo(longest).doesNotContain("\r", "\n");
            assertThat(line.isBlank()).isFalse();
        }
    }

    private static void assertEachWordDecodesByItself(String field) {
        if (field.startsWith("Subject: =?")) {
            for (String word : field.substring(9).trim().split("\\s+")) {
                assertThat(word.length()).isLessThanOrEqualTo(75);
                assertThat(EncodedWordDecoder.decode(word)).isNotEqualTo(word).doesNotContain("\uFFFD");
            }
        }
    }

    private static String unfolded(String field) {
        return field.replaceAll("\r\n(?=[ \t])", "");
    }

    private static String decoded(String field) {
        String body = unfolded(field).substring("Subject: ".length());
        return DecoderUtil.decodeEncodedWords(body.substring(0, body.length() - 2), UTF_8);
    }
}
