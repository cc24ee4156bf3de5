package org.postrider.benchmarks;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code compose.sh} with stand-ins for Maven and Java that tell how they were called. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class ComposeScriptTest {
    @TempDir
    Path folder;

    private Path tool(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n[ \"${0##*/}\" = mvn ] || echo \"$0 $*\"\n");
        return Files.setPosixFilePermissions(file, fromString("rwxr-xr-x"));
    }

    private List<String> compose(String home, String... args) throws Exception {
        Path tools = tool("tools/mvn").getParent();
        List<String> command =
                new ArrayList<>(List.of("sh", Path.of("compose.sh").toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PATH", tools + ":/usr/bin:/bin");
        builder.environment().remove("JAVA_HOME");
        if (!home.isEmpty()) {
            builder.environment().put("JAVA_HOME", home);
        }
        Process process = builder.start();
        try (BufferedReader out = process.inputReader()) {
            List<String> lines = out.lines().toList();
            assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
            return lines;
        }
    }

    @Test
    void withoutAJavaThatIsNamedItIsTheOneAtHand() throws Exception {
        Path home = tool("17/bin/java").getParent().getParent();
        Path onPath = tool("tools/java");

        assertThat(compose("", "--", "-f", "3"))
                .singleElement()
                .asString()
                .startsWith(onPath + " -cp ")
                .endsWith("ComposeTable -f 3");
        assertThat(compose(home.toString())).singleElement().asString().startsWith(home + "/bin/java -cp ");
        assertThat(compose("", home.toString(), home.toString()))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith(home + "/bin/java -cp "));
    }
}
