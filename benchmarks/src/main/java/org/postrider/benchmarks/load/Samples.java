package org.postrider.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What one client reached in all rounds of a scenario, and what the sink saw of it. Not thread safe. */
final class Samples {
    private final List<Sample> samples = new ArrayList<>();
    private final List<Sink.Counts> counts = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();

    /** Adds a round. A result that differs from what the sink counted is no result. */
    void add(Sample sample, Sink.Counts seen) {
        if (sample.errors() > 0) {
            troubles.add(sample.errors() + " errors, the first: " + sample.error());
        } else if (seen.messages() != sample.total() || seen.refused() > 0) {
            troubles.add("sent " + sample.total() + ", the sink counted " + seen.messages() + " and refused "
                    + seen.refused() + " commands");
        } else if (sample.sent() == 0) {
            troubles.add("no message was taken in the time that was measured");
        } else {
            samples.add(sample);
            counts.add(seen);
        }
    }

    void add(Exception failure) {
        troubles.add(failure.toString());
    }

    List<String> troubles() {
        return troubles;
    }

    boolean isEmpty() {
        return samples.isEmpty();
    }

    /** {@return the value in the middle}, the mean of the two of an even number of rounds. */
    double median(ToDoubleFunction<Sample> value) {
        double[] sorted = sorted(value);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double least(ToDoubleFunction<Sample> value) {
        return sorted(value)[0];
    }

    double most(ToDoubleFunction<Sample> value) {
        return sorted(value)[samples.size() - 1];
    }

    private double[] sorted(ToDoubleFunction<Sample> value) {
        return samples.stream().mapToDouble(value).sorted().toArray();
    }

    /** {@return what the sink counted for each message}, over all rounds. */
    double seen(ToDoubleFunction<Sink.Counts> value) {
        double sum = counts.stream().mapToDouble(value).sum();
        return sum / counts.stream().mapToDouble(Sink.Counts::messages).sum();
    }
}
