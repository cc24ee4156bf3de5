package org.postrider.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of it, in processes as it is meant to run, for fractions of a second. */
class LoadRunTest {
    @TempDir
    Path folder;

    @Test
    void aRunMeasuresAndWritesTableAndChart() throws Exception {
        Process process = new ProcessBuilder(Jvm.command(
                        LoadRun.class,
                        "-Xmx128m",
                        "--clients",
                        "limit-awaited,limit-flight",
                        "--rounds",
                        "1",
                        "--warm",
                        "0.2",
                        "--time",
                        "0.3",
                        "--out",
                        folder.toString(),
                        "text1k-c10"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines;
        try (BufferedReader out = process.inputReader()) {
            lines = out.lines().toList();
        }
        assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
        assertThat(lines)
                .contains("### text1k-c10: text1k, 10 connections")
                .anyMatch(line -> line.startsWith("| limit-awaited | "))
                .anyMatch(line -> line.startsWith("| limit-flight | "));
        assertThat(Files.readAllLines(folder.resolve("all.md")))
                .containsAll(lines)
                .contains("![text1k, 10 connections](load/text1k-c10.svg)");
        assertThat(folder.resolve("text1k-c10.svg"))
                .content()
                .startsWith("<svg ")
                .contains("limit-flight");
    }
}
