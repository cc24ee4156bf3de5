package org.postrider.cli;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.EnhancedStatusCode;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpReply;

/** Counts what came of each message. Thread safe. */
final class BenchTally {
    private final long[] nanos;
    private final Map<String, BenchResult.Failure> failures = new TreeMap<>();
    private int accepted;
    private long failed;
    private long last;

    BenchTally(int most) {
        this.nanos = new long[most];
    }

    /** Counts a message by when it was handed over and when its end was known, in {@link System#nanoTime}. */
    synchronized void add(long start, long end, @Nullable Throwable failure) {
        last = isEmpty() || end - last > 0 ? end : last;
        if (failure == null) {
            nanos[accepted++] = end - start;
            return;
        }
        failed++;
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        BenchResult.Failure one = failure(cause);
        failures.merge(one.reason() + " " + one.outcome(), one, BenchResult.Failure::more);
    }

    private boolean isEmpty() {
        return accepted + failed == 0;
    }

    /** Failures are alike if the server said the same codes, or the same befell them, and they got equally far; texts may differ each time. */
    private static BenchResult.Failure failure(Throwable failure) {
        if (!(failure instanceof DeliveryException delivery)) {
            return new BenchResult.Failure(
                    failure.getClass().getSimpleName(),
                    DeliveryOutcome.IN_DOUBT,
                    1,
                    String.valueOf(failure.getMessage()));
        }
        DeliveryOutcome outcome = delivery.result().outcome();
        SmtpReply reply = delivery.reply().orElse(null);
        if (reply == null) {
            return new BenchResult.Failure(
                    Json.word(delivery.kind()), outcome, 1, String.valueOf(delivery.getMessage()));
        }
        String enhanced = reply.enhancedCode()
                .map(EnhancedStatusCode::toString)
                .map(" "::concat)
                .orElse("");
        return new BenchResult.Failure(reply.code() + enhanced, outcome, 1, reply.text());
    }

    /** Takes stock of what was begun at a time; what is told later doesn't count any more. */
    synchronized BenchResult toResult(String server, BenchPlan plan, @Nullable SendResult first, long start) {
        long[] sorted = Arrays.copyOf(nanos, accepted);
        Arrays.sort(sorted);
        Duration time = isEmpty() ? Duration.ZERO : Duration.ofNanos(last - start);
        return new BenchResult(
                server, plan, first, time, failed, List.copyOf(failures.values()), new Percentiles(sorted));
    }
}
