package org.postrider.mime.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.postrider.mime.internal.TextContent.CheckedText;

class TextsTest {
    private static final Charset SHIFTING = Charset.forName("ISO-2022-JP");

    @Test
    void charsetIsTheWishIfItKnowsEveryCharacter() {
        assertThat(Texts.charsetFor("日本語", SHIFTING)).isEqualTo(SHIFTING);
        assertThat(Texts.charsetFor("日本語 한국어", SHIFTING)).isEqualTo(UTF_8);
        assertThat(Texts.charsetFor("plain", null)).isEqualTo(US_ASCII);
    }

    @Test
    void textThatAShiftingCharsetWouldReadOtherwiseGoesInUtf8() {
        assertThat(Texts.charsetFor("escape \u001B$B sequence", SHIFTING)).isEqualTo(UTF_8);
        assertThat(inline("escape \u001B$B sequence", SHIFTING).charsetName()).isEqualTo("utf-8");
    }

    private static TextContent inline(String text, @Nullable Charset wanted) {
        return TextContent.inline(CheckedText.of(text, "The text"), wanted);
    }
}
