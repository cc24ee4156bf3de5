package org.postrider.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.SendResult;

/** Shows a person how a server bore its load. */
final class BenchText {
    private final PrintWriter out;

    private BenchText(PrintWriter out) {
        this.out = out;
    }

    static void print(BenchResult result, PrintWriter out) {
        BenchText text = new BenchText(out);
        text.load(result);
        text.times(result.times());
        text.failures(result);
    }

    private void load(BenchResult result) {
        BenchPlan plan = result.plan();
        out.println("Server " + Terminal.harmless(result.server()) + protection(result.first()));
        line("%d connections, %d messages handed over for each", plan.connections(), plan.inFlight());
        line(
                "%,d of %,d messages accepted in %.2f s, with %,d octets of text each",
                result.accepted(),
                result.accepted() + result.failed(),
                result.time().toNanos() / 1e9,
                plan.size());
        line("%,.0f messages/s, %.2f MB/s", result.rate(), result.megabytes());
    }

    private static String protection(@Nullable SendResult first) {
        return first == null
                ? ""
                : first.connection()
                        .tls()
                        .map(tls -> ", " + tls.protocol() + " " + tls.cipherSuite())
                        .orElse(", in clear");
    }

    private void times(Percentiles times) {
        if (times.count() == 0) {
            return;
        }
        title("Time of a message, from handing it over to the server's answer (waiting for its turn included)");
        time("half", times.of(50));
        time("90 %", times.of(90));
        time("99 %", times.of(99));
        time("all", times.of(100));
    }

    private void time(String part, Duration most) {
        line("%-5s %10.1f ms at most", part, most.toNanos() / 1e6);
    }

    private void failures(BenchResult result) {
        if (result.failed() == 0) {
            return;
        }
        title("Not accepted");
        for (BenchResult.Failure failure : result.failures()) {
            line(
                    "%-14s %-9s %,8d  %s",
                    failure.reason(),
                    Json.word(failure.outcome()),
                    failure.count(),
                    Terminal.harmless(failure.example()));
        }
    }

    private void title(String text) {
        out.println();
        out.println(text);
    }

    private void line(String format, Object... values) {
        out.println("  " + String.format(Locale.ROOT, format, values));
    }
}
