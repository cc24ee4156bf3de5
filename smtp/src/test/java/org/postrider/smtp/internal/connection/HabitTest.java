package org.postrider.smtp.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.smtp.Envelope;
import org.postrider.smtp.SmtpReply;
import org.postrider.smtp.internal.session.Transaction;

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
        habit.hadEnough(0);
        habit.hadEnough(0);
        habit.hadEnough(5);
        habit.hadEnough(7);
        habit.hadEnough(5);
        assertThat(habit.limit()).isEqualTo(NONE);
        habit.hadEnough(5);
        assertThat(habit.limit()).isEqualTo(5);
        habit.hadEnough(9);
        habit.hadEnough(9);
        assertThat(habit.limit()).as("learnt down only").isEqualTo(5);
    }

    @Test
    void habitIsPutToTheTestAndConfirmedByOneGoodbye() {
        habit.hadEnough(5);
        habit.hadEnough(5);
        leave(100, 4);
        leave(10, 5);
        assertThat(habit.limit()).isEqualTo(5);
        leave(1, 5);
        assertThat(habit.limit()).isEqualTo(NONE);
        habit.hadEnough(5);
        assertThat(habit.limit()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "452; 4.5.3 Too many recipients; true",
                "452; Too many messages sent; true",
                "452; 4.3.1 Insufficient system storage; false",
                "451; 4.5.3 Too many recipients; false",
                "552; 5.5.3 Too many recipients; false"
            })
    void refusalTellsWhetherAnotherConnectionWouldDo(int code, String text, boolean another) {
        Envelope envelope = Envelope.of("a@example.com", List.of("b@example.com"));
        Transaction message = new Transaction(envelope, new NoContent(), false);
        assertThat(Habit.isOneTooMany(message, SmtpReply.of(code, text))).isEqualTo(another);
    }
}
