package org.postrider.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.mime.internal.FileNames;

/** What a file may be called, through every public way in. */
class FileNameTest {
    static Stream<String> traps() {
        Stream<String> paths =
                Stream.of("/etc/passwd", "a/b", "a/", "..\\a", "\\\\host\\share", ".", "..", "C:", "c:a.txt");
        Stream<String> deceiving = IntStream.of(
                        0, 1, 9, 0x1B, 0x7F, 0x85, 0x9F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068,
                        0x2069)
                .mapToObj(c -> "invoice" + Character.toString(c) + "fdp.exe");
        return Stream.concat(paths, deceiving);
    }

    @ParameterizedTest
    @MethodSource("traps")
    void aNameThatLeadsAstrayIsRefusedAndNothingChanges(String name) {
        ContentType type = new ContentType("a/b; name=old");
        ContentDisposition disposition = new ContentDisposition("attachment; filename=old");
        assertThatThrownBy(() -> type.setName(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> type.getParameters().put("NAME", name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> disposition.setFileName(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> disposition.getParameters().put("FileName", name))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(type.getName()).isEqualTo("old");
        assertThat(disposition.getFileName()).isEqualTo("old");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".bashrc",
                "a..b",
                "...",
                "12:30.txt",
                "a",
                ":",
                "quote\"semi;colon=%2F.txt",
                "Ærøskøbing – \uD83D\uDE00.pdf",
                "דוח שנתי.pdf",
                "line\u2028next"
            })
    void anyOtherNameIsKept(String name) {
        ContentDisposition disposition = new ContentDisposition();
        assertThatCode(() -> disposition.setFileName(name)).doesNotThrowAnyException();
        assertThat(disposition.getFileName()).isEqualTo(name);
        assertThat(FileNames.clean(name)).isEqualTo(name);
    }

    @Test
    void theErrorNamesTheMend() {
        ContentType type = new ContentType();
        assertThatThrownBy(() -> type.setName("a/b"))
                .hasMessageContaining("U+002F")
                .hasMessageContaining("last part");
        assertThatThrownBy(() -> type.setName("a\u202Eb"))
                .hasMessageContaining("U+202E")
                .hasMessageContaining("remove");
        assertThatThrownBy(() -> new ContentType("a/b; name=\"../x\"")).isInstanceOf(FormatException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "/etc/passwd, passwd",
        "..\\..\\a.txt, a.txt",
        "c:d:a.txt, a.txt",
        "a/.., ''",
        "a/, ''",
        "C:, ''",
        "'in\u202Evoice\u0000', invoice"
    })
    void aNameFromOthersIsMadeHarmless(String name, String clean) {
        assertThat(FileNames.clean(name)).isEqualTo(clean);
    }

    @ParameterizedTest
    @MethodSource("traps")
    void whatIsLeftOfATrapCanBeSet(String name) {
        String clean = FileNames.clean(name);
        assertThat(FileNames.require(clean)).isEqualTo(clean);
    }
}
