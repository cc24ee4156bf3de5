package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.postrider.mail.Clients.SOON;

import java.lang.ref.WeakReference;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The timers of the machine. */
class MailerTimeTest {
    @Test
    void taskRunsWhenItIsDue() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        MailerTime.SYSTEM.after(1, ran::countDown);
        assertThat(ran.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void taskThatIsCalledOffIsForgotten() {
        WeakReference<Object> held = calledOff();
        await().atMost(SOON).until(() -> {
            System.gc();
            return held.get() == null;
        });
    }

    private static WeakReference<Object> calledOff() {
        CountDownLatch task = new CountDownLatch(1);
        MailerTime.SYSTEM.after(TimeUnit.HOURS.toNanos(1), task::countDown).run();
        return new WeakReference<>(task);
    }
}
