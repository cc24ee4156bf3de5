package org.postrider.benchmarks.load;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** One scenario's table in Markdown, as it stands in {@code docs/PERFORMANCE.md}. */
final class LoadTable {
    private static final String HEAD =
            "| client | msg/s | min to max | ratio | CPU µs/msg | garbage kB/msg | RSS MB | p50 µs | p99 µs"
                    + " | reads/msg | replies/msg | server CPU µs/msg |\n"
                    + "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n";

    private final Map<ClientKind, Samples> results;
    private final ClientKind reference;
    private final double base;

    LoadTable(Map<ClientKind, Samples> results) {
        this.results = results;
        this.reference = reference(results);
        Samples samples = results.get(reference);
        this.base = samples == null || samples.isEmpty() ? Double.NaN : samples.median(Sample::rate);
    }

    /** Smtp-source where it has run, else the best peer, else the first of all. */
    private static ClientKind reference(Map<ClientKind, Samples> results) {
        return Stream.of(ClientKind.SMTP_SOURCE, ClientKind.NIO_SMTP_CLIENT)
                .filter(results::containsKey)
                .findFirst()
                .orElseGet(() -> results.keySet().iterator().next());
    }

    @Override
    public String toString() {
        StringBuilder table = new StringBuilder(HEAD);
        results.forEach((kind, samples) -> {
            if (!samples.isEmpty()) {
                row(kind, samples, table);
            }
        });
        table.append("\nRatio: to ").append(reference.label()).append(".\n");
        results.forEach((kind, samples) -> samples.troubles()
                .forEach(trouble -> table.append("\nNo result of ").append(kind.label() + ": " + trouble + "\n")));
        return table.toString();
    }

    private void row(ClientKind kind, Samples samples, StringBuilder table) {
        double rate = samples.median(Sample::rate);
        table.append("| ").append(kind.label());
        cell("%,.0f", rate, table);
        table.append(String.format(
                Locale.ROOT, " | %,.0f to %,.0f", samples.least(Sample::rate), samples.most(Sample::rate)));
        cell("%.2f", rate / base, table);
        cell("%.1f", samples.median(Sample::cpuMicros), table);
        known("%.1f", samples.median(s -> s.garbage() / 1000), table);
        known("%.0f", samples.median(s -> s.peakKilobytes() / 1000.0), table);
        known("%,.0f", samples.median(s -> s.medianNanos() / 1000.0), table);
        known("%,.0f", samples.median(s -> s.tailNanos() / 1000.0), table);
        known("%.2f", samples.seen(Sink.Counts::reads), table);
        known("%.2f", samples.seen(Sink.Counts::batches), table);
        cell("%.1f", samples.seen(Sink.Counts::cpuNanos) / 1000, table);
        table.append(" |\n");
    }

    /** Zero and less mean that nobody knows. */
    private static void known(String format, double value, StringBuilder table) {
        if (value > 0) {
            cell(format, value, table);
        } else {
            table.append(" | ");
        }
    }

    private static void cell(String format, double value, StringBuilder table) {
        table.append(" | ").append(String.format(Locale.ROOT, format, value));
    }
}
