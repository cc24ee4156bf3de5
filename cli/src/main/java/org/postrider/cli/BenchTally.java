package org.postrider.cli;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.EnhancedStatusCode;
import org.postrider.smtp.SendResult;
import org.postrider.smtp.SmtpReply;

/** Counts what came of each message. Thread safe. */
final class BenchTally {
    private final long[] nanos;
    private final Map<String, BenchResult.Failure> failures = new TreeMap<>();
    private int accepted;
    private long failed;

    BenchTally(int most) {
        this.nanos = new long[most];
    }

    synchronized void add(long time, @Nullable Throwable failure) {
        if (failure == null) {
            nanos[accepted++] = time;
            return;
        }
        failed++;
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        BenchResult.Failure one = failure(cause);
        failures.merge(one.reason(), one, BenchResult.Failure::more);
    }

    /** Failures are alike if the server said the same codes; its texts may differ each time. */
    private static BenchResult.Failure failure(Throwable failure) {
        if (!(failure instanceof DeliveryException delivery)) {
            return new BenchResult.Failure(failure.getClass().getSimpleName(), 1, String.valueOf(failure.getMessage()));
        }
        SmtpReply reply = delivery.reply().orElse(null);
        if (reply == null) {
            String kind = delivery.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
            return new BenchResult.Failure(kind, 1, String.valueOf(delivery.getMessage()));
        }
        String enhanced = reply.enhancedCode()
                .map(EnhancedStatusCode::toString)
                .map(" "::concat)
                .orElse("");
        return new BenchResult.Failure(reply.code() + enhanced, 1, reply.text());
    }

    /** Takes stock; what is told later doesn't count any more. */
    synchronized BenchResult toResult(String server, BenchPlan plan, @Nullable SendResult first, Duration time) {
        long[] sorted = Arrays.copyOf(nanos, accepted);
        Arrays.sort(sorted);
        return new BenchResult(
                server, plan, first, time, failed, List.copyOf(failures.values()), new Percentiles(sorted));
    }
}
