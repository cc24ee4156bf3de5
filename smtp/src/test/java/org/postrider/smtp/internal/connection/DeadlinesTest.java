package org.postrider.smtp.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.StepLimits;
import org.postrider.smtp.internal.session.SessionState;
import org.postrider.smtp.internal.session.Step;

/** When a step is over its limit, as whoever looks from time to time finds out. */
class DeadlinesTest {
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final Deadlines deadlines = new Deadlines(StepLimits.ofEach(Duration.ofHours(1)));

    @Test
    void limitOfAStepBeginsNoEarlierThanTheStepAndNoLaterThanTheFirstLook() {
        long before = System.nanoTime();
        deadlines.stepped(SessionState.ENVELOPE, Step.MAIL, 0);
        long first = deadlines.next();
        assertThat(first - before).isBetween(HOUR, HOUR + System.nanoTime() - before);
        assertThat(deadlines.next()).as("the second look moves nothing").isEqualTo(first);
        assertThat(deadlines.late(first - 1)).isZero();
        assertThat(deadlines.late(first)).isPositive();
    }

    @Test
    void nextStepHasALimitOfItsOwn() {
        deadlines.stepped(SessionState.ENVELOPE, Step.MAIL, 0);
        long first = deadlines.next();
        deadlines.stepped(SessionState.ENVELOPE, Step.MAIL, 1);
        assertThat(deadlines.late(first)).isZero();
        assertThat(deadlines.next() - first).isPositive();
    }

    /** Others begin behind the first message, or are given up. */
    @Test
    void limitOfAReplyIsMovedByNothingButAReply() {
        deadlines.stepped(SessionState.OUTCOME, Step.END_OF_DATA, 7);
        long first = deadlines.next();
        deadlines.stepped(SessionState.OUTCOME, Step.END_OF_DATA, 7);
        assertThat(deadlines.next()).isEqualTo(first);
        deadlines.stepped(SessionState.READY, null, 8);
        deadlines.stepped(SessionState.OUTCOME, Step.END_OF_DATA, 8);
        assertThat(deadlines.next() - first).isPositive();
    }

    @Test
    void stepThatWasNoticedIsNotNoticedAgainBeforeTheNext() {
        deadlines.stepped(SessionState.OUTCOME, Step.BDAT, 0);
        long due = deadlines.next();
        int late = deadlines.late(due);
        assertThat(deadlines.late(due)).isZero();
        assertThat(deadlines.isIn(0)).as("nothing is late").isFalse();
        assertThat(deadlines.next()).isEqualTo(Watchdog.NEVER);
        assertThat(deadlines.isIn(late)).isTrue();
        deadlines.stepped(SessionState.OUTCOME, Step.BDAT, 1);
        assertThat(deadlines.isIn(late)).isFalse();
        assertThat(deadlines.next()).isNotEqualTo(Watchdog.NEVER);
    }

    @Test
    void nothingIsDueBetweenTwoMessagesButTheEndOfTheWhole() {
        deadlines.stepped(SessionState.ENVELOPE, Step.MAIL, 0);
        deadlines.stepped(SessionState.READY, null, 4);
        assertThat(deadlines.next()).isEqualTo(Watchdog.NEVER);
        deadlines.setTotal(42);
        assertThat(deadlines.next()).isEqualTo(42);
        assertThat(deadlines.late(41)).isZero();
        assertThat(deadlines.late(42)).isEqualTo(Deadlines.WHOLE);
        assertThat(deadlines.isIn(Deadlines.WHOLE)).isTrue();
    }
}
