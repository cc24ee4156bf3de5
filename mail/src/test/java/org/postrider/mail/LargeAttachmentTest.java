package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No content has to fit in memory. */
class LargeAttachmentTest {
    /** More than an int counts. */
    private static final long SIZE = 2_200_000_000L;

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void twoGigabytesAreWrittenWithAHeapOf64Megabytes() throws Exception {
        Path told = folder.resolve("told.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        classPath(),
                        LargeAttachment.class.getName(),
                        sparseFile().toString())
                .redirectErrorStream(true)
                .redirectOutput(told.toFile())
                .start();
        try {
            assertThat(process.waitFor(4, TimeUnit.MINUTES))
                    .as("it ends in time")
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(told)).isZero();
            long lines = (SIZE + 56) / 57;
            long encoded = (SIZE + 2) / 3 * 4 + 2 * (lines - 1);
            assertThat(Long.parseLong(Files.readString(told))).isBetween(encoded + 500, encoded + 2000);
        } finally {
            process.destroyForcibly();
        }
    }

    private Path sparseFile() throws IOException {
        Path file = folder.resolve("zeros.bin");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(SIZE);
        }
        return file;
    }

    /** The tests' own classes, and all that this Java has, on its class path or its module path. */
    private static String classPath() throws URISyntaxException {
        URL program = Objects.requireNonNull(LargeAttachment.class.getResource("LargeAttachment.class"));
        Path root = Path.of(program.toURI());
        for (String part : LargeAttachment.class.getName().split("\\.", -1)) {
            root = Objects.requireNonNull(root.getParent(), part);
        }
        return Stream.of(root.toString(), System.getProperty("jdk.module.path"), System.getProperty("java.class.path"))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(File.pathSeparator));
    }
}
