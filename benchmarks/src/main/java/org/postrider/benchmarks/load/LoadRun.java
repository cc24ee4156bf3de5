package org.postrider.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Lets clients send under load, each in a process of its own, one after the other, in reverse order in every second round, and prints the tables of
 * {@code docs/PERFORMANCE.md}.
 *
 * <p>Only figures of the same run are compared. A result counts only if the sink counted the same number of messages and refused nothing. Everything
 * stays on loopback.
 */
public final class LoadRun {
    /** To start, to connect and to drain, beyond the time of a round. */
    private static final long GRACE_SECONDS = 90;

    /** All tables of the run with their charts, as they go into the documentation. */
    private static final String ALL = "all.md";

    private final LoadOptions options;
    private final Path authority;

    private LoadRun(LoadOptions options) throws IOException {
        this.options = options;
        Files.createDirectories(options.folder);
        Files.deleteIfExists(options.folder.resolve(ALL));
        this.authority = options.folder.resolve("authority.pem");
    }

    /**
     * Runs what is asked for.
     *
     * @param args the options and scenarios that {@link LoadOptions#USAGE} names
     * @throws IOException if a sink doesn't start, or a result can't be written
     * @throws InterruptedException if somebody wants it to end
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        LoadOptions options;
        try {
            options = LoadOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("load.sh: " + e.getMessage() + "\n" + LoadOptions.USAGE);
            System.exit(2);
            return;
        }
        if (options.isHelp) {
            System.out.println(LoadOptions.USAGE);
            return;
        }
        LoadRun run = new LoadRun(options);
        boolean isComplete = true;
        for (Scenario scenario : options.scenarios) {
            isComplete &= run.measure(scenario);
        }
        System.exit(isComplete ? 0 : 1);
    }

    private boolean measure(Scenario scenario) throws IOException, InterruptedException {
        List<ClientKind> clients = clients(scenario);
        if (clients.isEmpty()) {
            return true;
        }
        Map<ClientKind, Samples> results = new EnumMap<>(ClientKind.class);
        try (Sink sink = sink(scenario)) {
            warmUp(sink, scenario);
            for (int round = 0; round < options.rounds; round++) {
                List<ClientKind> order = new ArrayList<>(clients);
                if (round % 2 == 1) {
                    Collections.reverse(order);
                }
                for (ClientKind kind : order) {
                    measure(kind, scenario, sink, results.computeIfAbsent(kind, any -> new Samples()));
                }
            }
        }
        report(scenario, results);
        return results.values().stream().allMatch(samples -> samples.troubles().isEmpty());
    }

    /** The sink's code has to be compiled before anybody is measured: smtp-source has no warm-up of its own. */
    private void warmUp(Sink sink, Scenario scenario) throws IOException, InterruptedException {
        ClientKind any = ClientKind.LIMIT_FLIGHT.fits(scenario) && !options.isPostfix
                ? ClientKind.LIMIT_FLIGHT
                : ClientKind.NIO_SMTP_CLIENT;
        fork(any, scenario, sink.port());
    }

    private List<ClientKind> clients(Scenario scenario) {
        if (options.isPostfix && (scenario.isTls() || scenario.delayMillis() > 0)) {
            System.err.println(scenario.label() + ": skipped, smtp-sink has neither STARTTLS nor a distance");
            return List.of();
        }
        List<ClientKind> fit = options.clients.stream()
                .filter(kind -> kind.fits(scenario))
                .filter(kind -> !options.isPostfix || kind.fitsPostfix())
                .toList();
        if (fit.contains(ClientKind.SMTP_SOURCE) && !SmtpSource.isInstalled()) {
            System.err.println("smtp-source is skipped: it isn't installed (it comes with Postfix)");
            return fit.stream().filter(ClientKind::isJava).toList();
        }
        return fit;
    }

    private void measure(ClientKind kind, Scenario scenario, Sink sink, Samples samples)
            throws IOException, InterruptedException {
        Sink.Counts before = sink.counts();
        try {
            Sample sample = kind.isJava()
                    ? fork(kind, scenario, sink.port())
                    : new SmtpSource(sink.port(), scenario).run(options.time);
            samples.add(sample, sink.counts().since(before));
            System.err.printf(Locale.ROOT, "%s %s: %,.0f msg/s%n", scenario.label(), kind.label(), sample.rate());
        } catch (IOException e) {
            System.err.println(scenario.label() + " " + kind.label() + ": " + e.getMessage());
            samples.add(e);
        }
    }

    private Sink sink(Scenario scenario) throws IOException {
        return options.isPostfix ? new PostfixSinkProcess(options.folder) : new FastSinkProcess(scenario, authority);
    }

    private Sample fork(ClientKind kind, Scenario scenario, int port) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Jvm.command(
                        ClientMain.class,
                        "-Xmx512m",
                        kind.label(),
                        scenario.label(),
                        Integer.toString(port),
                        authority.toString(),
                        options.warmUp.toString(),
                        options.time.toString()))
                .redirectError(options.folder.resolve(kind.label() + ".err").toFile())
                .start();
        long limit = options.warmUp.plus(options.time).toSeconds() + GRACE_SECONDS;
        if (!process.waitFor(limit, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("no result within " + limit + " s");
        }
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            return in.lines()
                    .filter(Sample::isLine)
                    .findFirst()
                    .map(Sample::ofLine)
                    .orElseThrow(() -> new IOException("no result, see " + kind.label() + ".err in " + options.folder));
        }
    }

    private void report(Scenario scenario, Map<ClientKind, Samples> results) throws IOException {
        String table = "### " + scenario.label() + ": " + scenario.title() + "\n\n" + new LoadTable(results);
        System.out.println(table);
        String chartName = scenario.label() + ".svg";
        String all = table + "\n![" + scenario.title() + "](load/" + chartName + ")\n\n";
        Files.writeString(options.folder.resolve(ALL), all, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        BarChart chart = new BarChart(scenario.title() + ": messages a second");
        results.forEach((kind, samples) -> {
            if (!samples.isEmpty()) {
                chart.add(kind.label(), samples.median(Sample::rate), kind.isOurs());
            }
        });
        Files.writeString(options.folder.resolve(chartName), chart.toString());
    }
}
