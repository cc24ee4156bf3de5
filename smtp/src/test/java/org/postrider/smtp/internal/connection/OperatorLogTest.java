package org.postrider.smtp.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.LogKeeper;

/** An operator is told of a failing server neither never nor all the time. */
class OperatorLogTest {
    private final AtomicLong now = new AtomicLong();
    private final OperatorLog log = new OperatorLog(now::get);

    @Test
    void endOfTheTroubleIsToldAndTheNextTroubleAnew() {
        try (LogKeeper kept = new LogKeeper()) {
            log.works("up-and-down");
            log.fails("up-and-down", "gone");
            log.fails("up-and-down", "gone still");
            now.addAndGet(TimeUnit.MINUTES.toNanos(1));
            log.works("up-and-down");
            log.works("up-and-down");
            log.fails("up-and-down", "gone again");
            assertThat(kept.linesFrom("up-and-down"))
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith("WARNING up-and-down: mail is not sent: gone "),
                            line -> assertThat(line).isEqualTo("INFO up-and-down: mail is sent again"),
                            line -> assertThat(line).startsWith("WARNING up-and-down: mail is not sent: gone again "));
        }
    }

    /** What a line tells comes from others: a host that was typed in somewhere, a server's words. */
    @Test
    void nothingThatIsToldBeginsALineOfItsOwn() {
        try (LogKeeper kept = new LogKeeper()) {
            log.fails("two\r\nlines", "can't\nbe found");
            assertThat(kept.linesFrom("two"))
                    .singleElement(STRING)
                    .startsWith("WARNING two\\u000d\\u000alines: mail is not sent: can't\\u000abe found ");
        }
    }

    @Test
    void serverThatFailsNowAndThenIsToldOfOnceAMinute() {
        try (LogKeeper kept = new LogKeeper()) {
            for (int second = 0; second < 600; second++) {
                log.fails("now-and-then", "gone");
                log.works("now-and-then");
                now.addAndGet(TimeUnit.SECONDS.toNanos(1));
            }
            assertThat(kept.linesFrom("now-and-then"))
                    .filteredOn(line -> line.startsWith("WARNING"))
                    .hasSizeBetween(5, 10);
        }
    }

    @Test
    void memoryForFailingServersIsBounded() {
        try (LogKeeper kept = new LogKeeper()) {
            for (int i = 0; i < 1500; i++) {
                now.incrementAndGet();
                log.fails("one-of-many-" + i + ".", "gone");
            }
            now.addAndGet(TimeUnit.MINUTES.toNanos(1));
            for (int i = 0; i < 1500; i++) {
                log.works("one-of-many-" + i + ".");
            }
            assertThat(kept.linesFrom("one-of-many-"))
                    .filteredOn(line -> line.startsWith("INFO"))
                    .hasSize(1000)
                    .first(STRING)
                    .contains("one-of-many-500.");
        }
    }
}
