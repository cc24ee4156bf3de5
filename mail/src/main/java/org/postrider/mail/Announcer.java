package org.postrider.mail;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Tells a listener one thing after the other, whatever threads they come from, without a thread of its own: whoever comes while nobody
 * tells, does; the others leave their news to that one. What the listener throws is logged.
 */
final class Announcer<E> {
    private static final System.Logger LOG = System.getLogger("org.postrider.mail");

    private record News<E>(E event, Runnable told) {}

    private final Consumer<? super E> listener;
    private final Queue<News<E>> news = new ConcurrentLinkedQueue<>();
    private final AtomicInteger untold = new AtomicInteger();

    Announcer(Consumer<? super E> listener) {
        this.listener = listener;
    }

    /** Has an event told, and then goes on; in this call or in one that another thread is in. */
    void tell(E event, Runnable told) {
        news.add(new News<>(event, told));
        if (untold.getAndIncrement() > 0) {
            return;
        }
        do {
            News<E> next = news.remove();
            announce(next.event());
            next.told().run();
        } while (untold.decrementAndGet() > 0);
    }

    private void announce(E event) {
        try {
            listener.accept(event);
        } catch (Throwable thrown) { // Some languages throw checked exceptions unseen.
            LOG.log(System.Logger.Level.ERROR, "A listener of sendAll threw an exception", thrown);
        }
    }
}
