package org.postrider.benchmarks.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** What a run is asked for. */
final class LoadOptions {
    static final String USAGE = """
            Usage: load.sh [OPTION...] [SCENARIO...]
              --clients A,B,...  who takes part; all by default
              --rounds N         how often each runs; 3 by default
              --warm SECONDS     how long each warms up in each round; 2 by default
              --time SECONDS     how long it is measured; 2 by default
              --postfix          sends to Postfix's smtp-sink, which knows neither CHUNKING nor STARTTLS
              --out FOLDER       where tables and charts go; benchmarks/target/load by default
            """;

    final List<Scenario> scenarios = new ArrayList<>();
    List<ClientKind> clients = List.of(ClientKind.values());
    int rounds = 3;
    Duration warmUp = Duration.ofSeconds(2);
    Duration time = Duration.ofSeconds(2);
    boolean isPostfix;
    Path folder = Path.of("benchmarks", "target", "load");

    static LoadOptions parse(String... args) {
        LoadOptions options = new LoadOptions();
        for (Iterator<String> i = List.of(args).iterator(); i.hasNext(); ) {
            options.take(i.next(), i);
        }
        if (options.scenarios.isEmpty()) {
            options.scenarios.addAll(List.of(Scenario.values()));
        }
        return options;
    }

    private void take(String arg, Iterator<String> more) {
        switch (arg) {
            case "--clients" ->
                clients = Arrays.stream(more.next().split(",", -1))
                        .map(ClientKind::of)
                        .toList();
            case "--rounds" -> rounds = Integer.parseInt(more.next());
            case "--warm" -> warmUp = seconds(more.next());
            case "--time" -> time = seconds(more.next());
            case "--postfix" -> isPostfix = true;
            case "--out" -> folder = Path.of(more.next());
            default -> scenarios.add(Scenario.of(arg));
        }
    }

    private static Duration seconds(String text) {
        return Duration.ofMillis((long) (Double.parseDouble(text) * 1000));
    }
}
