package org.postrider.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A page that says by which test a promise is held, as {@code ClassTest.sentence} or by the class alone, names one that is there. */
class NamedTestsTest {
    private static final Pattern NAMED = Pattern.compile("`(\\w+Test\\.\\w+)`");
    private static final Pattern NAMED_CLASS = Pattern.compile("`(\\w+Test)`");
    private static final Pattern TEST =
            Pattern.compile("@(?:Test|ParameterizedTest|FuzzTest)\\b.*?\\bvoid (\\w+)\\(", Pattern.DOTALL);

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String folder : List.of("", "docs")) {
            try (Stream<Path> files = Files.list(Repository.file(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
            }
        }
        return pages;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyTestThatAPageNamesIsThere(Path page) throws IOException {
        String text = Files.readString(page);
        Set<String> missing = named(text);
        missing.addAll(found(NAMED_CLASS, text));
        missing.removeAll(tests());
        assertThat(missing).as("tests that %s names", page).isEmpty();
    }

    /** The tables of promises; those that promise nothing have other headings. */
    @ParameterizedTest
    @ValueSource(strings = {"docs/RELIABILITY.md", "docs/SECURITY-MODEL.md"})
    void everyPromiseHasATest(String page) throws IOException {
        List<String> bare = new ArrayList<>();
        boolean promises = false;
        int found = 0;
        for (String line : Files.readAllLines(Repository.file(page))) {
            boolean row = promises && line.startsWith("| ");
            promises = line.startsWith("| Promise |") || (promises && line.startsWith("|"));
            found += row ? 1 : 0;
            if (row && named(line).isEmpty()) {
                bare.add(line);
            }
        }
        assertThat(bare).as("promises of %s that no test holds", page).isEmpty();
        assertThat(found).isGreaterThan(15);
    }

    @Test
    void whatIsNamedAndWhatIsATestIsFound() throws IOException {
        assertThat(named("held by `FooTest.barHolds`, `BazTest.quxHolds`; not `Foo.bar`"))
                .containsExactly("BazTest.quxHolds", "FooTest.barHolds");
        assertThat(found(NAMED_CLASS, "held by `FooTest` and `BazTest.quxHolds`; not `Foo`"))
                .containsExactly("FooTest");
        assertThat(tests())
                .contains("NamedTestsTest")
                .contains("NamedTestsTest.whatIsNamedAndWhatIsATestIsFound")
                .contains("NamedTestsTest.everyTestThatAPageNamesIsThere")
                .doesNotContain("NamedTestsTest.named");
    }

    private static Set<String> named(String text) {
        return found(NAMED, text);
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** {@return the classes, and each sentence behind its class} */
    private static Set<String> tests() throws IOException {
        Set<String> tests = new TreeSet<>();
        for (Path file : sources()) {
            String name = file.getFileName().toString().replace(".java", "");
            tests.add(name);
            TEST.matcher(Files.readString(file)).results().forEach(found -> tests.add(name + "." + found.group(1)));
        }
        return tests;
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> folders = Files.list(Repository.file(""))) {
            for (Path module : folders.map(folder -> folder.resolve("src/test/java"))
                    .filter(Files::exists)
                    .toList()) {
                Repository.below(module, "Test.java").forEach(file -> sources.add(module.resolve(file)));
            }
        }
        return sources;
    }
}
