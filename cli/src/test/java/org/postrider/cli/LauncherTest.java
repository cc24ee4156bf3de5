package org.postrider.cli;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code bin/postrider} in a checkout made for it, with stand-ins for Maven and Java that tell how they were called. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {
    private static final String MVN = """
            echo "built" >>"$CALLS"
            [ -z "${MVN_FAILS:-}" ] || { echo "no such plugin"; exit 1; }
            mkdir -p cli/target/lib && : >cli/target/postrider-cli.jar && : >cli/target/lib/picocli.jar
            """;
    private static final String JAVA = """
            case "$*" in
                -version) echo 'openjdk version "17.0.1" 2021-10-19' >&2 ;;
                *ArchiveClassesAtExit*) : ;;
                *) for arg; do echo "<$arg>"; done ;;
            esac
            """;

    @TempDir
    Path folder;

    private Path root;
    private Path tools;
    private Path calls;

    @BeforeEach
    void makeCheckout() throws IOException {
        root = Files.createDirectories(folder.resolve("a check out"));
        tools = Files.createDirectories(folder.resolve("tools"));
        calls = Files.createFile(folder.resolve("calls"));
        Files.createDirectories(root.resolve("cli/src/main"));
        Files.createDirectories(root.resolve("bin"));
        Files.copy(Path.of("..", "bin", "postrider"), root.resolve("bin/postrider"));
        Files.setPosixFilePermissions(root.resolve("bin/postrider"), fromString("rwxr-xr-x"));
        Files.createFile(root.resolve("pom.xml"));
        Files.createFile(root.resolve("cli/pom.xml"));
        executable(tools.resolve("mvn"), MVN);
        executable(tools.resolve("java"), JAVA);
    }

    private static void executable(Path file, String script) throws IOException {
        Files.setPosixFilePermissions(Files.writeString(file, "#!/bin/sh\n" + script), fromString("rwxr-xr-x"));
    }

    private ProcessBuilder launcher(Path program, String... args) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("PATH", tools + ":/usr/bin:/bin");
        builder.environment().put("CALLS", calls.toString());
        builder.environment().keySet().removeAll(List.of("JAVA_HOME", "POSTRIDER_JAVA_OPTS"));
        return builder;
    }

    private Cli.Run run(ProcessBuilder builder) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try {
            assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Cli.Run(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private Cli.Run postrider(String... args) throws IOException, InterruptedException {
        return run(launcher(root.resolve("bin/postrider"), args));
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(calls);
    }

    @Test
    void theFirstUseBuildsAndTheNextDoesNot() throws Exception {
        Cli.Run first = postrider("send", "--subject", "two  words");
        Cli.Run second = postrider("--version");

        assertThat(first.code()).isZero();
        assertThat(first.err()).isEqualTo("building postrider (first use) ...\n");
        assertThat(first.out())
                .contains("<-m>\n<org.postrider.cli/org.postrider.cli.Main>\n<send>\n<--subject>\n<two  words>");
        assertThat(second.err()).isEmpty();
        assertThat(builds()).hasSize(1);
    }

    @Test
    void aChangedSourceIsBuiltAgain() throws Exception {
        postrider("--version");
        Path source = Files.createFile(root.resolve("cli/src/main/New.java"));
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));

        assertThat(postrider("--version").err()).isEqualTo("building postrider (sources have changed) ...\n");
        assertThat(builds()).hasSize(2);
    }

    @Test
    void itIsFoundThroughALinkFromAnywhere() throws Exception {
        Path link = Files.createSymbolicLink(tools.resolve("postrider"), Path.of("../a check out/bin/postrider"));

        assertThat(run(launcher(Files.createSymbolicLink(folder.resolve("pr"), link), "demo"))
                        .out())
                .contains("<demo>");
    }

    @Test
    void twoFirstUsesBuildOnce() throws Exception {
        // The first builder stops in its build until the second has seen it.
        executable(
                tools.resolve("mvn"),
                MVN
                        + "n=0; until grep -q waiting \"$CALLS.second\" || [ $n -ge 300 ]; do n=$((n+1)); sleep 0.1; done\n");
        Path second = folder.resolve("calls.second");
        Process builder = launcher(root.resolve("bin/postrider"), "one")
                .redirectOutput(folder.resolve("one").toFile())
                .redirectError(folder.resolve("one.err").toFile())
                .start();
        try {
            await().atMost(20, TimeUnit.SECONDS).until(() -> !builds().isEmpty());
            Process waiter = launcher(root.resolve("bin/postrider"), "two")
                    .redirectOutput(folder.resolve("two").toFile())
                    .redirectError(second.toFile())
                    .start();
            assertThat(waiter.waitFor(40, TimeUnit.SECONDS)).isTrue();
            assertThat(builder.waitFor(40, TimeUnit.SECONDS)).isTrue();
        } finally {
            builder.destroyForcibly();
        }

        assertThat(folder.resolve("one")).content().contains("<one>");
        assertThat(folder.resolve("two")).content().contains("<two>");
        assertThat(builds()).hasSize(1);
    }

    @Test
    void aLockThatABuilderLeftBehindIsNobodys() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Files.createDirectories(root.resolve("cli/target"));
        Files.writeString(root.resolve("cli/target/app.lock"), gone.pid() + "\n");

        assertThat(postrider("demo").out()).contains("<demo>");
    }

    @Test
    void aLockThatStaysEmptyIsNobodys() throws Exception {
        Files.createDirectories(root.resolve("cli/target"));
        Files.createFile(root.resolve("cli/target/app.lock"));

        assertThat(postrider("demo").out()).contains("<demo>");
    }

    @Test
    void aFolderThatCannotBeWrittenToIsNamed() throws Exception {
        Files.createFile(root.resolve("cli/target")); // Unlike permissions it keeps out an administrator as well.

        Cli.Run run = postrider("demo");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("a check out/cli/target can't be written to");
    }

    @Test
    void aLocaleThatIsNotInstalledDoesNotGarbleArguments() throws Exception {
        executable(tools.resolve("java"), JAVA.replace("for arg;", "echo \"locale=${LC_ALL:-}\"; for arg;"));
        ProcessBuilder launcher = launcher(root.resolve("bin/postrider"), "demo");
        launcher.environment().keySet().removeAll(List.of("LC_ALL", "LC_CTYPE", "LANG"));
        assertThat(run(launcher).out()).contains("locale=C.UTF-8\n");

        launcher.environment().put("LANG", "xx_YY.UTF-8");
        assertThat(run(launcher).out()).contains("locale=C.UTF-8\n");

        launcher.environment().put("LANG", "C.UTF-8");
        assertThat(run(launcher).out()).contains("locale=\n");
    }

    @Test
    void aFailedBuildIsShownAndTriedAgain() throws Exception {
        ProcessBuilder failing = launcher(root.resolve("bin/postrider"), "demo");
        failing.environment().put("MVN_FAILS", "yes");

        Cli.Run run = run(failing);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("no such plugin\n", "postrider: the build failed");
        assertThat(postrider("demo").out()).contains("<demo>");
    }

    @Test
    void missingToolsAreNamed() throws Exception {
        Path some = Files.createDirectories(folder.resolve("some"));
        for (String tool : List.of("dirname", "readlink", "find", "head", "cat", "mkdir", "rm", "sed")) {
            Path full = Path.of("/usr/bin", tool);
            executable(some.resolve(tool), "exec " + (Files.exists(full) ? full : "/bin/" + tool) + " \"$@\"");
        }
        ProcessBuilder builder = launcher(root.resolve("bin/postrider"), "demo");
        builder.environment().put("PATH", some.toString());
        assertThat(run(builder).err()).contains("no java found; install a JDK 17 or later");

        Files.copy(tools.resolve("java"), some.resolve("java"));
        assertThat(run(builder).err()).contains("no mvn found");

        builder.environment().put("JAVA_HOME", "/nowhere");
        assertThat(run(builder).err()).contains("JAVA_HOME is /nowhere");
    }

    @Test
    void anOldJavaIsRefused() throws Exception {
        executable(tools.resolve("java"), "echo 'java version \"1.8.0_402\"' >&2\n");

        Cli.Run run = postrider("demo");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("is older than Java 17");
        assertThat(builds()).isEmpty();
    }
}
