package org.postrider.mime.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.mime.TransferEncoding.BASE64;
import static org.postrider.mime.TransferEncoding.EIGHT_BIT;
import static org.postrider.mime.TransferEncoding.QUOTED_PRINTABLE;
import static org.postrider.mime.TransferEncoding.SEVEN_BIT;
import static org.postrider.mime.TransferEncoding.UNKNOWN;

import java.io.ByteArrayInputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postrider.mime.TransferEncoding;

class LeafPartTest {
    @Test
    void asciiInShortLinesNeedsNoEncoding() {
        assertThat(chosen("Hello\r\nworld\t.", UNKNOWN, false)).isEqualTo(SEVEN_BIT);
        assertThat(chosen("", UNKNOWN, false)).isEqualTo(SEVEN_BIT);
    }

    @Test
    void someUmlautsStayReadableAndManyCharactersBecomeBase64() {
        assertThat(chosen("Viele Grüße aus dem schönen Norden", UNKNOWN, false)).isEqualTo(QUOTED_PRINTABLE);
        assertThat(chosen("日本語", UNKNOWN, false)).isEqualTo(BASE64);
        assertThat(chosen("日本語", UNKNOWN, true)).isEqualTo(EIGHT_BIT);
    }

    @Test
    void whatNoPlainLineCanCarryIsEncodedEvenOverEightBits() {
        assertThat(chosen("x".repeat(999), UNKNOWN, true)).isEqualTo(QUOTED_PRINTABLE);
        assertThat(chosen("x".repeat(998) + "\r\n" + "x".repeat(998), UNKNOWN, true))
                .isEqualTo(SEVEN_BIT);
        assertThat(chosen("bare line feeds\nare data here", UNKNOWN, true)).isEqualTo(QUOTED_PRINTABLE);
        assertThat(chosen("bare carriage returns\rare data here", UNKNOWN, true))
                .isEqualTo(QUOTED_PRINTABLE);
        assertThat(chosen("a NUL \u0000 in between", UNKNOWN, true)).isEqualTo(QUOTED_PRINTABLE);
        assertThat(new LeafPart(new byte[0], new ByteSource("wide".getBytes(UTF_16LE)), UNKNOWN).encoding(true))
                .isEqualTo(BASE64);
    }

    @Test
    void aWishThatCannotCarryTheTextGivesWay() {
        assertThat(chosen("Grüße an alle", SEVEN_BIT, true)).isEqualTo(BASE64);
        assertThat(chosen("Grüße an alle", EIGHT_BIT, true)).isEqualTo(EIGHT_BIT);
        assertThat(chosen("Grüße an alle zu Hause", EIGHT_BIT, false)).isEqualTo(QUOTED_PRINTABLE);
        assertThat(chosen("plain", EIGHT_BIT, true)).isEqualTo(SEVEN_BIT);
        assertThat(chosen("plain", BASE64, true)).isEqualTo(BASE64);
        assertThat(chosen("plain", QUOTED_PRINTABLE, true)).isEqualTo(QUOTED_PRINTABLE);
    }

    @Test
    void aStreamIsNotReadToChoose() {
        ContentSource stream = new StreamSource(new ByteArrayInputStream(new byte[0]));
        assertThat(new LeafPart(new byte[0], stream, UNKNOWN).encoding(true)).isEqualTo(BASE64);
        assertThat(new LeafPart(new byte[0], stream, SEVEN_BIT).encoding(true)).isEqualTo(SEVEN_BIT);
        assertThat(new LeafPart(new byte[0], stream, EIGHT_BIT).encoding(true)).isEqualTo(EIGHT_BIT);
        assertThat(new LeafPart(new byte[0], stream, EIGHT_BIT).encoding(false)).isEqualTo(BASE64);
    }

    @Test
    void aMultipartSaysThatItHoldsEightBits() throws Exception {
        LeafPart leaf = new LeafPart(new byte[0], new ByteSource("ä".getBytes(ISO_8859_1)), EIGHT_BIT);
        MultiPart outer = new MultiPart(
                "mixed", Map.of(), "b0", List.of(new MultiPart("alternative", Map.of(), "b1", List.of(leaf))));
        String eight = written(outer, true);
        assertThat(eight.split("Content-Transfer-Encoding: 8bit", -1)).hasSize(4);
        assertThat(written(outer, false)).doesNotContain("8bit").contains("base64");
    }

    private static String written(MimePart part, boolean eightBit) throws Exception {
        PartOutput output = new PartOutput();
        part.write(output, eightBit);
        return new String(TransferEncodingTest.read(output.toSource(), 1000), ISO_8859_1);
    }

    @Test
    void boundariesDifferAndHoldWhatNoEncodingProduces() {
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Boundaries boundaries = new Boundaries();
            for (int j = 0; j < 20; j++) {
                String boundary = boundaries.next();
                assertThat(boundary)
                        .startsWith("=_")
                        .hasSizeLessThanOrEqualTo(70)
                        .doesNotContain("\"", "\\");
                assertThat(all.add(boundary)).isTrue();
                assertThat(boundary).endsWith("_" + boundaries.token());
            }
        }
    }

    private static TransferEncoding chosen(String text, TransferEncoding wish, boolean eightBit) {
        return new LeafPart(new byte[0], new ByteSource(text.getBytes(UTF_8)), wish).encoding(eightBit);
    }
}
