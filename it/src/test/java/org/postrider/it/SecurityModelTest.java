package org.postrider.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/SECURITY-MODEL.md} names the tests that hold its promises. */
class SecurityModelTest {
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");
    private static final Path PAGE = Repository.file("docs/SECURITY-MODEL.md");

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        List<Path> sources;
        try (Stream<Path> modules = Files.list(Repository.file(""))) {
            sources = modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList();
        }
        Matcher named = TEST.matcher(Files.readString(PAGE));
        int tests = 0;
        for (; named.find(); tests++) {
            String method = "void " + named.group(2) + "(";
            assertThat(sourcesOf(named.group(1), sources))
                    .as("the test %s.%s", named.group(1), named.group(2))
                    .anyMatch(source -> source.contains(method));
        }
        assertThat(tests).isGreaterThan(30);
    }

    @Test
    void everyPromiseHasATest() throws IOException {
        assertThat(Files.readAllLines(PAGE).stream()
                        .filter(line -> line.startsWith("| "))
                        .filter(line -> !line.startsWith("| Promise |")))
                .isNotEmpty()
                .allMatch(line -> TEST.matcher(line).find());
    }

    private static List<String> sourcesOf(String test, List<Path> folders) throws IOException {
        Stream.Builder<String> found = Stream.builder();
        for (Path folder : folders) {
            for (Path file : Repository.below(folder, "/" + test + ".java")) {
                found.add(Files.readString(folder.resolve(file)));
            }
        }
        return found.build().toList();
    }
}
