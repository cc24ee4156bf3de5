package org.postrider.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTypeTest {
    @Test
    void nothingSaidMeansAnyBytes() {
        assertThat(new ContentType()).hasToString("application/octet-stream");
        assertThat(new ContentType().getName()).isNull();
    }

    @Test
    void typeAndParametersAreRead() {
        ContentType type =
                new ContentType(" Text/HTML (a (nested) comment) ; CharSet=\"utf-8\" ; name=\"a \\\"b\\\".html\";");
        assertThat(type.getMediaType()).isEqualTo("text/html");
        assertThat(type.getCharSet()).isEqualTo("utf-8");
        assertThat(type.getName()).isEqualTo("a \"b\".html");
        assertThat(type).hasToString("text/html; charset=utf-8; name=\"a \\\"b\\\".html\"");
        assertThat(new ContentType(type.toString())).isEqualTo(type);
    }

    @Test
    void upperCaseIsLoweredInEveryLocale() {
        assertThat(new ContentType("IMAGE/GIF; TITLE=I").getParameters()).containsOnly(Map.entry("title", "I"));
        assertThat(new ContentType("IMAGE/GIF").getMediaType()).isEqualTo("image/gif");
    }

    @Test
    void namesBeyondAsciiComeBackFromTheirEncodedForm() {
        ContentType type = new ContentType("text/plain");
        type.setName("dät – \u2028 " + "lang ".repeat(30));
        assertThat(type.toString()).matches("[ -~]*");
        assertThat(new ContentType(type.toString()).getName()).isEqualTo(type.getName());
    }

    @Test
    void equalityIgnoresCase() {
        ContentType one = new ContentType("text/plain; charset=UTF-8");
        ContentType two = new ContentType("TEXT/plain; Charset=utf-8");
        assertThat(one).isEqualTo(two).hasSameHashCodeAs(two).isNotEqualTo(new ContentType("text/plain"));
    }

    @Test
    void nullAndEmptyRemove() {
        ContentType type = new ContentType("multipart/mixed; boundary=x; charset=y; name=z");
        type.setBoundary("");
        type.setCharSet(null);
        type.setName("");
        assertThat(type).hasToString("multipart/mixed");
        type.getParameters().put("X", "1");
        assertThat(type.copy()).isEqualTo(type);
        type.getParameters().remove("x");
        assertThat(type.getParameters()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "text/",
                "/plain",
                "text/plain/x",
                "text/plain x",
                "text/plain; a",
                "text/plain; a=",
                "text/plain; a=\"b",
                "text/plain; a=1; A=2",
                "text/plain (",
                "täxt/plain",
                "text/plain; a*=utf-8''b",
                "text/plain;=b"
            })
    void malformedTypesAreRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> new ContentType(text))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("charset");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\u0000b", "a\uD800b", "\uDC00"})
    void valuesThatCouldBreakALineAreRefused(String value) {
        ContentType type = new ContentType();
        assertThatThrownBy(() -> type.setName(value)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> type.getParameters().put("a", value)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ContentType("a/b; c=\"" + value + "\""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(type).hasToString("application/octet-stream");
    }

    @Test
    void aParameterEntryIsNoWayAroundTheChecks() {
        ContentType type = new ContentType("a/b; c=d");
        assertThatThrownBy(
                        () -> type.getParameters().entrySet().iterator().next().setValue("x\r\ny"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aTypeTooLongForALineIsRefused() {
        assertThat(new ContentType("a/" + "b".repeat(127)).getMediaType()).hasSize(129);
        assertThatThrownBy(() -> new ContentType("a/" + "b".repeat(128))).isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> new ContentDisposition("b".repeat(128))).isInstanceOf(FormatException.class);
    }

    @Test
    void aMillionBracketsNeedNoStack() {
        assertThatThrownBy(() -> new ContentType("a/b " + "(".repeat(1_000_000)))
                .isInstanceOf(FormatException.class);
        assertThat(new ContentType("a/b " + "(".repeat(100_000) + ")".repeat(100_000)).getMediaType())
                .isEqualTo("a/b");
    }
}
