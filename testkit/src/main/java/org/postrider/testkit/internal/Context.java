package org.postrider.testkit.internal;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocketFactory;

/** What the connections of a server share. Thread safe. */
record Context(
        Settings settings,
        Prompter prompter,
        Inbox inbox,
        SSLSocketFactory sslSockets,
        AtomicBoolean isClosed,
        AtomicLong messages) {
    String nextQueueId() {
        return settings.storage().queueIdPrefix() + String.format(Locale.ROOT, "%08X", messages.incrementAndGet());
    }
}
