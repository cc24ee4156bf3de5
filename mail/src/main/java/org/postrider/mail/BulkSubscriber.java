package org.postrider.mail;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Asks a publisher for the items of a run, one by one, as there is room for them.
 *
 * <p>No thread waits. Asking again from within a call of the publisher is put off until that returns, so a publisher that answers at once
 * doesn't pile up the stack.
 */
final class BulkSubscriber<T> implements Flow.Subscriber<T> {
    private static final System.Logger LOG = System.getLogger("org.postrider.mail");

    private final Bulk<T> bulk;
    private final AtomicInteger wanted = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile Flow.@Nullable Subscription subscription;

    BulkSubscriber(Bulk<T> bulk) {
        this.bulk = bulk;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        Objects.requireNonNull(given, "subscription");
        if (subscription != null) {
            leave(given); // Reactive Streams, rule 2.5
            return;
        }
        subscription = given;
        goOnAfter(bulk.ready());
    }

    @Override
    public void onNext(T item) {
        Objects.requireNonNull(item, "item");
        if (!ended.get()) { // What was asked for may come behind a cancel: rule 2.8.
            goOnAfter(bulk.take(item));
        }
    }

    @Override
    public void onError(Throwable failure) {
        end(Objects.requireNonNull(failure, "failure"));
    }

    @Override
    public void onComplete() {
        end(null);
    }

    /** Hears that the run wants no more items. */
    void halt() {
        Flow.Subscription given = subscription;
        if (given != null) {
            leave(given);
        }
        end(null);
    }

    private static void leave(Flow.Subscription given) {
        try {
            given.cancel();
        } catch (Throwable broken) { // against rule 3.15
            LOG.log(
                    System.Logger.Level.ERROR,
                    "A publisher of sendAll threw an exception when it was cancelled",
                    broken);
        }
    }

    private void end(@Nullable Throwable failure) {
        if (ended.compareAndSet(false, true)) {
            bulk.exhausted(failure);
        }
    }

    /** Whoever makes room may be somebody who waits for the end of a message of its own: the publisher's code is no business of that thread. */
    @SuppressWarnings("FutureReturnValueIgnored") // Going on doesn't fail: what the publisher throws ends the run.
    private void goOnAfter(CompletableFuture<?> turn) {
        if (turn.isDone()) {
            turn.thenRun(this::goOn);
        } else {
            turn.thenRunAsync(this::goOn, ClientSettings.COMPLETIONS);
        }
    }

    private void goOn() {
        if (wanted.getAndIncrement() > 0) {
            return;
        }
        do {
            ask();
        } while (wanted.decrementAndGet() > 0);
    }

    private void ask() {
        Flow.Subscription given = subscription;
        if (bulk.isStopped() || given == null) {
            halt();
            return;
        }
        try {
            given.request(1);
        } catch (Throwable broken) { // against rule 3.16
            leave(given);
            end(broken);
        }
    }
}
