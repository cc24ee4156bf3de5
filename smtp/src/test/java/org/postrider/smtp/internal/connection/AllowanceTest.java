package org.postrider.smtp.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a server turns away is learnt from, and not for good. */
class AllowanceTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Allowance allowance = new Allowance();

    @Test
    void nothingIsKnownAtFirst() {
        assertThat(allowance.most()).isEqualTo(Integer.MAX_VALUE);
        assertThat(allowance.due()).isEqualTo(Watchdog.NEVER);
        allowance.stood(10);
        allowance.look(Long.MAX_VALUE - 1);
        assertThat(allowance.most()).isEqualTo(Integer.MAX_VALUE);
    }

    /** A server that fails now and then isn't full: its pool would shrink to a single connection. */
    @Test
    void oneThatIsTurnedAwayNowAndThenSaysNothing() {
        for (int i = 0; i < 100; i++) {
            allowance.turnedAway(9, 0);
            allowance.turnedAway(8, 0);
            allowance.stood(9);
        }
        assertThat(allowance.most()).isEqualTo(Integer.MAX_VALUE);
        assertThat(allowance.due()).isEqualTo(Watchdog.NEVER);
    }

    private void fill(int others) {
        for (int i = 0; i < 3; i++) {
            allowance.turnedAway(others, 0);
        }
    }

    /** Seven of ten are turned away at once: no one was tried in vain. */
    @Test
    void eachThatIsTurnedAwayInARowLeavesOneLess() {
        for (int others = 9; others >= 3; others--) {
            allowance.turnedAway(others, 0);
        }
        assertThat(allowance.most()).isEqualTo(3);
        assertThat(allowance.due()).isEqualTo(SECOND);
        allowance.look(SECOND - 1);
        assertThat(allowance.most()).isEqualTo(3);
        allowance.look(SECOND);
        assertThat(allowance.most()).isEqualTo(4);
        assertThat(allowance.due()).isEqualTo(Watchdog.NEVER);
    }

    @Test
    void eachTrialInVainDoublesThePauseUpToAMinute() {
        List<Long> pauses = new ArrayList<>();
        long now = 0;
        fill(3);
        for (int i = 0; i < 9; i++) {
            pauses.add((allowance.due() - now) / SECOND);
            now = allowance.due();
            allowance.look(now);
            allowance.turnedAway(3, now);
        }
        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    }

    @Test
    void oneMoreThatStandsLetsTheNextBeTriedAtOnce() {
        fill(3);
        allowance.stood(3);
        assertThat(allowance.most()).as("one of those that there were").isEqualTo(3);
        allowance.look(SECOND);
        allowance.turnedAway(3, SECOND);
        allowance.look(3 * SECOND);
        allowance.stood(4);
        allowance.stood(5);
        assertThat(allowance.most()).isEqualTo(6);
        allowance.turnedAway(5, 4 * SECOND);
        assertThat(allowance.due())
                .as("it is lifted, so the pause is no longer than at first")
                .isEqualTo(6 * SECOND);
        assertThat(allowance.most()).isEqualTo(5);
    }
}
