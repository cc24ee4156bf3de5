package org.postrider.benchmarks;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link ComposeBenchmark} for everybody and prints the table of {@code docs/PERFORMANCE.md}: time and garbage of one message, and how
 * many times ours each time is.
 *
 * <p>Takes the options of JMH, for instance {@code -f 3} for three forks. It measures on the Java that it runs on.
 */
public final class ComposeTable {
    private static final String GARBAGE = "gc.alloc.rate.norm";

    private final Map<Payload, Map<ComposerKind, RunResult>> results = new EnumMap<>(Payload.class);

    private ComposeTable() {}

    /**
     * Measures for some minutes and prints the table after JMH's own report.
     *
     * @param args options of JMH
     * @throws RunnerException if a composer fails
     * @throws CommandLineOptionException if JMH doesn't know an option
     */
    public static void main(String[] args) throws RunnerException, CommandLineOptionException {
        ComposeTable table = new ComposeTable();
        new Runner(new OptionsBuilder()
                        .parent(new CommandLineOptions(args))
                        .include(ComposeBenchmark.class.getName())
                        .shouldFailOnError(true)
                        .addProfiler(GCProfiler.class)
                        .build())
                .run()
                .forEach(table::add);
        System.out.println(table);
    }

    private void add(RunResult result) {
        results.computeIfAbsent(
                        Payload.valueOf(result.getParams().getParam("payload")),
                        any -> new EnumMap<>(ComposerKind.class))
                .put(ComposerKind.valueOf(result.getParams().getParam("composer")), result);
    }

    private static double time(RunResult result) {
        return result.getPrimaryResult().getScore();
    }

    private static double garbage(RunResult result) {
        return Objects.requireNonNull(result.getSecondaryResults().get(GARBAGE)).getScore();
    }

    /** Gives the table in Markdown. */
    @Override
    public String toString() {
        StringBuilder table =
                new StringBuilder("| JDK ").append(Runtime.version().feature());
        results.keySet()
                .forEach(payload -> table.append(" | ")
                        .append(payload.name().toLowerCase(Locale.ROOT))
                        .append(" | garbage"));
        table.append(" |\n|---").append("|---:|---:".repeat(results.size())).append("|\n");
        for (ComposerKind kind : ComposerKind.values()) {
            table.append("| ").append(kind);
            results.values().forEach(all -> cells(all, kind, table));
            table.append(" |\n");
        }
        return table.toString();
    }

    private static void cells(Map<ComposerKind, RunResult> all, ComposerKind kind, StringBuilder table) {
        RunResult result = all.get(kind);
        RunResult ours = all.get(ComposerKind.POSTRIDER);
        if (result == null || ours == null) {
            table.append(" | | ");
            return;
        }
        table.append(String.format(Locale.ROOT, " | %.2f µs, %.1f ×", time(result), time(result) / time(ours)));
        table.append(String.format(Locale.ROOT, " | %.1f kB", garbage(result) / 1000));
    }
}
