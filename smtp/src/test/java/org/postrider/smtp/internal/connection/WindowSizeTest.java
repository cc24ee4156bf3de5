package org.postrider.smtp.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How many messages are let onto a connection, by what their way has told. */
class WindowSizeTest {
    private static final int SMALL = 1000;

    private final Window window = new Window();

    private void end(int messages, long micros, boolean full) {
        for (int i = 0; i < messages; i++) {
            window.ended(TimeUnit.MICROSECONDS.toNanos(micros), SMALL, full);
        }
    }

    @Test
    void windowGrowsOnALongWayThatIsNotFull() {
        assertThat(window.size()).isEqualTo(8);
        end(20, 20_000, true);
        assertThat(window.size()).isEqualTo(28);
        end(200, 20_000, true);
        assertThat(window.size()).isEqualTo(64);
    }

    /** However much longer than the first one they take: all of it is next to nothing. */
    @Test
    void windowGrowsWhileAllAreThroughInAFewMilliseconds() {
        end(1, 50, true);
        end(100, 9_900, true);
        assertThat(window.size()).isEqualTo(64);
    }

    @Test
    void windowStaysSmallWhereMessagesOnlyQueue() {
        end(1, 5_000, true);
        end(100, 40_000, true);
        assertThat(window.size()).isEqualTo(8);
    }

    @Test
    void windowShrinksWhenTheyBeginToQueue() {
        end(100, 20_000, true);
        end(16, 81_000, true);
        assertThat(window.size()).isEqualTo(48);
        end(100, 81_000, true);
        assertThat(window.size()).isEqualTo(8);
    }

    @Test
    void windowThatNobodyFillsDoesNotGrow() {
        end(100, 100, false);
        assertThat(window.size()).isEqualTo(8);
    }

    @Test
    void octetsUnderWayAreBounded() {
        for (int i = 0; i < 200; i++) {
            window.ended(1000, 300_000, true);
        }
        assertThat(window.size()).isEqualTo(3);
        for (int i = 0; i < 200; i++) {
            window.ended(1000, 5_000_000, true);
        }
        assertThat(window.size()).isEqualTo(1);
    }
}
