package org.postrider.cli;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.smtp.SendResult;

/**
 * What came of a plan.
 *
 * @param server who was loaded
 * @param plan what was wanted
 * @param first the result of the first message that was accepted, if any was
 * @param time from the first message to the last answer
 * @param failed how many messages weren't accepted
 * @param failures why, each reason once with each outcome
 * @param times how long each accepted message took
 */
record BenchResult(
        String server,
        BenchPlan plan,
        @Nullable SendResult first,
        Duration time,
        long failed,
        List<Failure> failures,
        Percentiles times) {
    /**
     * Why some messages weren't accepted.
     *
     * @param reason the reply's codes, or what happened instead of a reply
     * @param outcome how far those got
     * @param count how many it hit
     * @param example what was said of the first
     */
    record Failure(String reason, DeliveryOutcome outcome, long count, String example) {
        Failure more(Failure same) {
            return new Failure(reason, outcome, count + same.count, example);
        }
    }

    int accepted() {
        return times.count();
    }

    /** {@return messages accepted a second} */
    double rate() {
        return accepted() * 1e9 / Math.max(1, time.toNanos());
    }

    /** {@return megabytes of text a second} */
    double megabytes() {
        return rate() * plan.size() / 1e6;
    }
}
