package org.postrider.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever Java the README and the guide for those who come from .NET show stands in a source file that compiles, up to its layout. */
class ReadmeTest {
    @ParameterizedTest
    @ValueSource(strings = {"../README.md", "../docs/DOTNET.md"})
    void everySnippetIsCompiled(Path page) throws IOException {
        String sources = squeeze(sources());
        assertThat(snippets(Files.readString(page)))
                .hasSizeGreaterThan(3)
                .allSatisfy(s -> assertThat(sources.contains(squeeze(s))).as(s).isTrue());
    }

    /** A paragraph of code is a snippet; imports and comments that stand alone aren't code of their own. */
    private static List<String> snippets(String page) {
        List<String> snippets = new ArrayList<>();
        String[] parts = page.split("```", -1);
        for (int i = 1; i < parts.length; i += 2) {
            if (parts[i].startsWith("java\n")) {
                Stream.of(parts[i].substring(5).split("\n\n"))
                        .map(ReadmeTest::withoutLonelyLines)
                        .filter(s -> !s.isBlank())
                        .forEach(snippets::add);
            }
        }
        return snippets;
    }

    private static String withoutLonelyLines(String code) {
        List<String> lines = code.lines().filter(l -> !l.startsWith("import ")).toList();
        return String.join("\n", lines);
    }

    private static String sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            StringBuilder all = new StringBuilder();
            files.filter(f -> f.toString().endsWith(".java")).forEach(f -> all.append(read(f)));
            return all.toString();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String squeeze(String code) {
        return code.replaceAll("\\s+", "");
    }
}
