package org.postrider.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.TlsFacts;

/**
 * How a server bore its load, as one JSON object in one line. Its keys are always the same, null where there is nothing to tell; where no connection
 * could be made, {@code kind} and {@code message} are added. Programs read it, so names and forms are part of the command's contract.
 */
final class BenchJson {
    private BenchJson() {}

    static void print(BenchResult result, PrintWriter out) {
        out.println(Json.of(report(result)));
    }

    /** Tells that no connection could be made, so that nothing was sent. */
    static void print(String server, BenchPlan plan, DeliveryException failure, PrintWriter out) {
        Map<String, @Nullable Object> report = report(new BenchTally(0).toResult(server, plan, null, 0));
        report.put("kind", Json.word(failure.kind()));
        report.put("message", failure.getMessage());
        out.println(Json.of(report));
    }

    private static Map<String, @Nullable Object> report(BenchResult result) {
        BenchPlan plan = result.plan();
        Map<String, @Nullable Object> report = new LinkedHashMap<>();
        report.put("server", result.server());
        report.put("tls", tls(result.first()));
        report.put("connections", plan.connections());
        report.put("inFlight", plan.inFlight());
        report.put("size", plan.size());
        report.put("accepted", result.accepted());
        report.put("failed", result.failed());
        report.put("seconds", result.time().toNanos() / 1e9);
        report.put("messagesPerSecond", result.rate());
        report.put("megabytesPerSecond", result.megabytes());
        report.put("timesMs", result.accepted() == 0 ? null : times(result.times()));
        report.put(
                "failures", result.failures().stream().map(BenchJson::failure).toList());
        return report;
    }

    private static @Nullable String tls(@Nullable SendResult first) {
        return first == null
                ? null
                : first.connection().tls().map(TlsFacts::protocol).orElse(null);
    }

    private static Map<String, @Nullable Object> times(Percentiles times) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("p50", millis(times.of(50)));
        object.put("p90", millis(times.of(90)));
        object.put("p99", millis(times.of(99)));
        object.put("max", millis(times.of(100)));
        return object;
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }

    private static Map<String, @Nullable Object> failure(BenchResult.Failure failure) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("reason", failure.reason());
        object.put("outcome", Json.word(failure.outcome()));
        object.put("count", failure.count());
        object.put("example", failure.example());
        return object;
    }
}
