package org.postrider.smtp.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What two goodbyes say, and for how long. */
class HabitTest {
    private static final int NONE = Integer.MAX_VALUE;

    private final Habit habit = new Habit();

    private void leave(int times, int messages) {
        for (int i = 0; i < times; i++) {
            habit.left(messages);
        }
    }

    @Test
    void twoGoodbyesAfterTheSameNumberOfMessagesAreAHabit() {
        habit.hungUp(0);
        habit.hungUp(0);
        habit.hungUp(5);
        habit.hungUp(7);
        habit.hungUp(5);
        assertThat(habit.limit()).isEqualTo(NONE);
        habit.hungUp(5);
        assertThat(habit.limit()).isEqualTo(5);
        habit.hungUp(9);
        habit.hungUp(9);
        assertThat(habit.limit()).as("learnt down only").isEqualTo(5);
    }

    @Test
    void habitIsPutToTheTestAndConfirmedByOneGoodbye() {
        habit.hungUp(5);
        habit.hungUp(5);
        leave(100, 4);
        leave(10, 5);
        assertThat(habit.limit()).isEqualTo(5);
        leave(1, 5);
        assertThat(habit.limit()).isEqualTo(NONE);
        habit.hungUp(5);
        assertThat(habit.limit()).isEqualTo(5);
    }

    @Test
    void whatCostMessagesIsNotTested() {
        habit.refused(5);
        habit.refused(5);
        leave(1000, 5);
        assertThat(habit.limit()).isEqualTo(5);
    }
}
