package org.postrider.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Counts the calls of the system that a message costs each client, by strace: those of a long run without those of a short one, so that what a JVM does
 * at its start doesn't count. Strace slows every call, so this tells nothing of time.
 */
public final class SystemCallRun {
    private static final String SHORT = "PT2S";
    private static final String LONG = "PT8S";
    private static final long LIMIT_SECONDS = 180;

    private final Scenario scenario;
    private final double most;
    private final Path folder = Files.createTempDirectory("syscalls");

    private SystemCallRun(Scenario scenario, double most) throws IOException {
        this.scenario = scenario;
        this.most = most;
    }

    private record Counted(SystemCalls calls, long messages) {}

    /**
     * Counts, prints a table, and fails if a client calls more often than allowed to send, to receive and to select.
     *
     * @param args {@code --most COUNT} for how often it may call for a message; a scenario and clients; without them short messages over ten connections, and
     *     every client that runs in a JVM
     * @throws IOException if a client fails
     * @throws InterruptedException if somebody wants it to end
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (!Jvm.isInstalled("strace")) {
            System.err.println("Skipped: strace isn't installed.");
            return;
        }
        Deque<String> words = new ArrayDeque<>(List.of(args));
        double most = Double.MAX_VALUE;
        if ("--most".equals(words.peek())) {
            words.remove();
            most = Double.parseDouble(words.remove());
        }
        Scenario scenario = words.isEmpty() ? Scenario.TEXT1K_C10 : Scenario.of(words.remove());
        Stream<ClientKind> clients = words.isEmpty()
                ? Stream.of(ClientKind.values()).filter(ClientKind::isJava)
                : words.stream().map(ClientKind::of);
        boolean good = new SystemCallRun(scenario, most)
                .count(clients.filter(kind -> kind.fits(scenario)).toList());
        System.exit(good ? 0 : 1);
    }

    private boolean count(List<ClientKind> clients) throws IOException, InterruptedException {
        System.out.println("| " + scenario.label() + " | sends | receives | selects | futex | other | in all |");
        System.out.println("|---|---:|---:|---:|---:|---:|---:|");
        boolean good = true;
        for (ClientKind kind : clients) {
            good &= count(kind);
        }
        return good;
    }

    private boolean count(ClientKind kind) throws IOException, InterruptedException {
        Counted few = run(kind, SHORT);
        Counted many = run(kind, LONG);
        StringBuilder row = new StringBuilder("| ").append(kind.label());
        double sum = 0;
        double network = 0;
        for (SystemCalls.Purpose purpose : SystemCalls.Purpose.values()) {
            double calls = many.calls().of(purpose) - few.calls().of(purpose);
            double each = calls / (many.messages() - few.messages());
            sum += each;
            network += purpose.isNetwork() ? each : 0;
            row.append(String.format(Locale.ROOT, " | %.2f", each));
        }
        System.out.println(row.append(String.format(Locale.ROOT, " | %.2f |", sum)));
        return network <= most;
    }

    private Counted run(ClientKind kind, String time) throws IOException, InterruptedException {
        Path table = folder.resolve("calls.txt");
        try (Sink sink = new FastSinkProcess(scenario, folder.resolve("authority.pem"))) {
            List<String> command = new ArrayList<>(List.of("strace", "-f", "-c", "-o", table.toString()));
            command.addAll(Jvm.command(
                    ClientMain.class,
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    kind.label(),
                    scenario.label(),
                    Integer.toString(sink.port()),
                    folder.resolve("authority.pem").toString(),
                    "PT0S",
                    time));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(kind.label() + " gives no result within " + LIMIT_SECONDS + " s");
            }
            return new Counted(SystemCalls.parse(Files.readAllLines(table)), total(process, kind));
        }
    }

    private static long total(Process process, ClientKind kind) throws IOException {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            return in.lines()
                    .filter(Sample::isLine)
                    .findFirst()
                    .map(line -> Sample.ofLine(line).total())
                    .orElseThrow(() -> new IOException(kind.label() + " gives no result"));
        }
    }
}
