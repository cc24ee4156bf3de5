package org.postrider.mail;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.SmtpSender;

/**
 * A way to the server: all connections of a mailer, or one of them where each has a rate of its own.
 *
 * @param sender what the messages go by
 * @param bucket the rate of the connection, guarded by {@link Pace}; null if it has none
 * @param underWay messages that go by it now
 */
record Lane(SmtpSender sender, @Nullable Bucket bucket, AtomicInteger underWay) {
    Lane(SmtpSender sender, @Nullable Bucket bucket) {
        this(sender, bucket, new AtomicInteger());
    }

    boolean isReady(long now) {
        return bucket == null || bucket.isReady(now);
    }

    /** When it is ready, from now on. */
    long readyAt(long now) {
        return isReady(now) || bucket == null ? now : bucket.readyAt();
    }

    void leave() {
        underWay.decrementAndGet();
    }

    void take(long now) {
        underWay.incrementAndGet();
        if (bucket != null) {
            bucket.take(now);
        }
    }
}
