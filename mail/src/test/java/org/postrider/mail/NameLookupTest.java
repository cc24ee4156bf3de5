package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.mime.ContentType;
import org.postrider.smtp.SmtpSender;
import org.postrider.sockets.Socket;
import org.postrider.testkit.SmtpTestServer;

/** What a name server that never answers does to a client: nothing. */
class NameLookupTest {
    /** Much more than the time-out of 500 ms and the promised 500 ms of a cancel, for a machine that is busy; far less than for ever. */
    private static final int PROMPTLY = 5000;

    @TempDir
    private Path directory;

    @Test
    void lookupThatHangsHoldsNeitherCallerNorTimeoutNorCancelNorClose() throws Exception {
        List<String> told = run();
        assertThat(told.stream().map(line -> line.substring(0, line.lastIndexOf(' '))))
                .containsExactly(
                        "send timed-out",
                        "sendAsync pending",
                        "sendAsyncCancel cancelled",
                        "sendMailAsync pending",
                        "close cancelled");
        assertThat(told)
                .allSatisfy(line -> assertThat(Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)))
                        .as(line)
                        .isLessThan(PROMPTLY));
    }

    /** The JDK reads the hosts file at each lookup; one that is a pipe without a writer keeps it waiting. */
    private List<String> run() throws IOException, InterruptedException {
        Path pipe = directory.resolve("hosts");
        Process mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).start();
        assumeTrue(mkfifo.waitFor() == 0, "this system has no named pipes");
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.net.hosts.file=" + pipe,
                        "-cp",
                        classPath(),
                        HangingLookup.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT) // The log, which warns of it as well.
                .start();
        try {
            String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return output.lines().toList();
        } finally {
            program.destroyForcibly();
        }
    }

    private static String classPath() {
        return Stream.of(
                        HangingLookup.class,
                        SmtpClient.class,
                        ContentType.class,
                        SmtpSender.class,
                        Socket.class,
                        SmtpTestServer.class)
                .map(NameLookupTest::home)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Where a class was loaded from, be it a folder or a jar. */
    private static String home(Class<?> type) {
        String name = "/" + type.getName().replace('.', '/') + ".class";
        URL found = type.getResource(name);
        try {
            String place = found.toURI().toString();
            String root = place.substring(0, place.length() - name.length());
            boolean jar = root.startsWith("jar:");
            return Path.of(URI.create(jar ? root.substring(4, root.length() - 1) : root))
                    .toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(found + " is no place", e);
        }
    }
}
