package org.postrider.testkit.internal;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocketFactory;
import org.postrider.testkit.Session.Ending;

/** What the connections of a server share. Thread safe. */
record Context(
        Settings settings,
        Prompter prompter,
        Inbox inbox,
        SSLSocketFactory sslSockets,
        CountDownLatch closing,
        AtomicLong messages) {
    boolean isClosed() {
        return closing.getCount() == 0;
    }

    /** Waits, but no longer than the server lives. */
    void pause(Duration time) throws InterruptedException, SessionOverException {
        if (closing.await(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS)) {
            throw new SessionOverException(Ending.SERVER);
        }
    }

    String nextQueueId() {
        return settings.storage().queueIdPrefix() + String.format(Locale.ROOT, "%08X", messages.incrementAndGet());
    }
}
