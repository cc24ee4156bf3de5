package org.postrider.benchmarks.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a run is asked for. */
final class LoadOptions {
    private static final int MOST = 3600;

    static final String USAGE = """
            Usage: load.sh [OPTION...] [SCENARIO...]
              --help             shows this
              --clients A,B,...  who takes part; all by default
              --rounds N         how often each runs; 3 by default
              --warm SECONDS     how long each warms up in each round; 2 by default
              --time SECONDS     how long it is measured; 2 by default
              --postfix          sends to Postfix's smtp-sink, which knows neither CHUNKING nor STARTTLS
              --out FOLDER       where tables and charts go; benchmarks/target/load by default
            Scenarios, all by default:
            %s
            Clients:
            %s
            """.formatted(
                    lines(
                            Scenario.values(),
                            scenario -> String.format(Locale.ROOT, "%-17s  %s", scenario.label(), scenario.title())),
                    lines(ClientKind.values(), ClientKind::label));

    final List<Scenario> scenarios = new ArrayList<>();
    List<ClientKind> clients = List.of(ClientKind.values());
    int rounds = 3;
    Duration warmUp = Duration.ofSeconds(2);
    Duration time = Duration.ofSeconds(2);
    boolean isPostfix;
    boolean isHelp;
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
                clients = Arrays.stream(value(arg, more).split(",", -1))
                        .map(ClientKind::of)
                        .toList();
            case "--rounds" -> rounds = (int) number(arg, more, 1);
            case "--warm" -> warmUp = seconds(number(arg, more, 0));
            case "--time" -> time = seconds(number(arg, more, 0.1));
            case "--postfix" -> isPostfix = true;
            case "--out" -> folder = Path.of(value(arg, more));
            case "--help" -> isHelp = true;
            default -> scenarios.add(scenario(arg));
        }
    }

    private static Scenario scenario(String arg) {
        if (arg.startsWith("-")) {
            throw new IllegalArgumentException("there is no option " + arg);
        }
        return Scenario.of(arg);
    }

    private static String value(String option, Iterator<String> more) {
        if (!more.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return more.next();
    }

    private static double number(String option, Iterator<String> more, double least) {
        String text = value(option, more);
        try {
            double number = Double.parseDouble(text);
            if (number >= least && number <= MOST) {
                return number;
            }
        } catch (NumberFormatException expected) {
            // It is told as any other that can't be taken.
        }
        throw new IllegalArgumentException(
                String.format(Locale.ROOT, "%s: give a number from %s to %d, this is %s", option, least, MOST, text));
    }

    private static Duration seconds(double count) {
        return Duration.ofMillis((long) (count * 1000));
    }

    private static <T> String lines(T[] values, Function<T, String> text) {
        return Stream.of(values).map(value -> "  " + text.apply(value)).collect(Collectors.joining("\n"));
    }
}
