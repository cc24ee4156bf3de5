package org.postrider.mail;

import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.SendResult;

/**
 * One run of {@link Mailer#sendAll}: makes a message of each item, sends it, and tells of its outcome.
 *
 * <p>A source gives one item at a time, by {@link #take}, and the next one when that says so; in the end it calls {@link #exhausted}.
 * Thread safe otherwise. Memory is bounded twice: by the mailer's room for messages, and by {@link #gate} for items whose outcome wasn't
 * heard yet. These are two because a listener may wait for room itself.
 */
final class Bulk<T> {
    private final Dispatch dispatch;
    private final Function<? super T, ? extends Mailable> composer;
    private final Announcer<BulkOutcome<T>> outcomes;
    private final Room gate;
    private final Tally tally = new Tally();
    private final Set<Sending> active = ConcurrentHashMap.newKeySet();
    private final BulkSend future = new BulkSend(tally::progress, this::stop);
    private @Nullable Throwable failure; // guarded by this
    private long open = 1; // what keeps the run from its end: the source, and each item under way; guarded by this
    private boolean exhausted; // guarded by this
    private volatile boolean stopped;
    private volatile Runnable halt = () -> {};

    Bulk(
            Dispatch dispatch,
            Function<? super T, ? extends Mailable> composer,
            Consumer<? super BulkOutcome<T>> listener) {
        this.dispatch = dispatch;
        this.composer = composer;
        this.outcomes = new Announcer<>(listener);
        this.gate = new Room(dispatch.capacity(), Long.MAX_VALUE);
    }

    BulkSend future() {
        return future;
    }

    /** Takes what tells a source that doesn't look that it isn't wanted any more. */
    void onStop(Runnable heard) {
        halt = heard;
        if (stopped) {
            heard.run();
        }
    }

    /** Tells the source that nobody wants more. */
    boolean isStopped() {
        return stopped;
    }

    /** Takes the first place at the gate, for the first item. */
    CompletableFuture<?> ready() {
        return gate.enter(0);
    }

    /** Takes an item, which has its place at the gate; done when the next one may come. What comes behind the end is dropped. */
    CompletableFuture<?> take(T item) {
        if (!hold()) {
            return CompletableFuture.failedFuture(new CancellationException("the run has ended"));
        }
        long number = tally.take();
        Mailing mailing;
        Sending sending;
        try {
            mailing = Mailing.of(composer.apply(item));
            sending = dispatch.begin(mailing);
        } catch (Throwable unfit) { // Some languages throw checked exceptions unseen.
            ended(BulkOutcome.of(item, number, null, unfit), 0);
            return gate.enter(0);
        }
        CompletableFuture<?> in = send(item, number, mailing, sending);
        return in.isDone() ? gate.enter(0) : in.thenCompose(entered -> gate.enter(0));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The end is told there.
    private CompletableFuture<?> send(T item, long number, Mailing mailing, Sending sending) {
        active.add(sending);
        sending.whenComplete((result, error) -> {
            active.remove(sending);
            ended(BulkOutcome.of(item, number, result, error), octets(mailing, result));
        });
        CompletableFuture<?> in = dispatch.admit(sending, mailing);
        if (stopped) {
            sending.abort();
        }
        return in;
    }

    private static long octets(Mailing mailing, @Nullable SendResult result) {
        return result == null
                ? 0
                : Math.max(0, mailing.content().size(mailing.content().preferredBodyType()));
    }

    private void ended(BulkOutcome<T> outcome, long octets) {
        tally.ended(outcome.outcome(), octets);
        outcomes.tell(outcome, this::heard);
    }

    private void heard() {
        gate.leave(0);
        release();
    }

    /** Hears that there are no more items, because of a failure perhaps. */
    void exhausted(@Nullable Throwable why) {
        synchronized (this) {
            failure = failure == null ? why : failure;
            exhausted = true;
        }
        release();
    }

    /** Takes nothing more and ends what is under way. */
    void stop() {
        synchronized (this) {
            if (failure == null && (!exhausted || !active.isEmpty())) {
                failure = new CancellationException("Not all was sent: the run was stopped");
            }
        }
        stopped = true;
        halt.run();
        active.forEach(Sending::abort);
    }

    /** Ends the future of a run that can't be stopped: its source blocks, or its listener. */
    void abandon() {
        future.fail(new CancellationException("The mailer was closed before the run came to its end"));
    }

    /** Tells whether the run has not ended yet, and keeps it from that. */
    private synchronized boolean hold() {
        if (open == 0) {
            return false;
        }
        open++;
        return true;
    }

    private void release() {
        Throwable why;
        synchronized (this) {
            if (--open > 0) {
                return;
            }
            why = failure;
        }
        BulkProgress last = tally.end();
        dispatch.finish();
        if (why == null) {
            future.complete(last);
        } else {
            future.fail(why);
        }
        dispatch.ended(this);
    }
}
