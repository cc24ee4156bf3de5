package org.postrider.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Postfix's smtp-sink, which shows its counts whenever they change. It knows neither CHUNKING nor STARTTLS, and counts nothing but messages. */
final class PostfixSinkProcess implements Sink {
    private static final String COUNT = "mesg=";
    private static final long STARTING_NANOS = 10_000_000_000L;

    private final Process process;
    private final Path shown;
    private final int port;

    PostfixSinkProcess(Path folder) throws IOException {
        port = freePort();
        shown = Files.createTempFile(folder, "smtp-sink", ".txt");
        process = new ProcessBuilder(List.of("smtp-sink", "-c", "-u", "nobody", Target.HOST + ":" + port, "1000"))
                .redirectErrorStream(true)
                .redirectOutput(shown.toFile())
                .start();
        awaitStart();
    }

    static boolean isInstalled() {
        return Jvm.isInstalled("smtp-sink");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitStart() throws IOException {
        long start = System.nanoTime();
        while (true) {
            try (Socket socket = new Socket(Target.HOST, port)) {
                if (socket.getInputStream().read() == '2') {
                    return;
                }
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() - start > STARTING_NANOS) {
                    throw new IOException("smtp-sink doesn't start: " + Files.readString(shown), e);
                }
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Counts counts() throws IOException {
        String text = Files.readString(shown, StandardCharsets.US_ASCII).strip();
        int start = text.lastIndexOf(COUNT);
        long messages = start < 0
                ? 0
                : Long.parseLong(text.substring(start + COUNT.length()).strip());
        long cpu = process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
        return new Counts(messages, 0, 0, 0, cpu);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
