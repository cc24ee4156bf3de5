package org.postrider.benchmarks.load;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a client busy: in each lane as many messages under way as wanted, the next one as soon as one is done, until it is stopped.
 *
 * <p>Each of these places in a lane is a {@link Slot}. Started once; all methods are for any thread.
 */
final class Driver {
    private static final long STACK = 256 * 1024;
    private static final int MOST_ERRORS = 100;

    private final LoadClient client;
    private final int lanes;
    private final int depth;
    private final CountDownLatch busy;
    private final CountDownLatch first = new CountDownLatch(1);
    private final LongAdder sent = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final AtomicReference<@Nullable Throwable> firstError = new AtomicReference<>();
    private final Latencies latencies = new Latencies();
    private volatile boolean isMeasuring;
    private volatile boolean isStopped;

    Driver(LoadClient client, int lanes, int depth) {
        this.client = client;
        this.lanes = lanes;
        this.depth = client instanceof LoadClient.Blocking ? 1 : depth;
        this.busy = new CountDownLatch(lanes * this.depth);
    }

    void start() {
        for (int i = 0; i < lanes * depth; i++) {
            Slot slot = new Slot(i);
            if (client instanceof LoadClient.Blocking blocking) {
                Thread thread = new Thread(null, () -> slot.loop(blocking), "lane-" + i, STACK);
                thread.setDaemon(true);
                thread.start();
            } else if (client instanceof LoadClient.Async async) {
                slot.next(async);
            }
        }
    }

    void measure(boolean on) {
        isMeasuring = on;
    }

    void stop() {
        isStopped = true;
    }

    /** {@return whether a message was taken, or all failed}, after waiting for that so long at most. */
    boolean awaitFirst(long millis) throws InterruptedException {
        return first.await(millis, TimeUnit.MILLISECONDS);
    }

    /** {@return whether every lane has ended}, after waiting for that so long at most. */
    boolean awaitEnd(long millis) throws InterruptedException {
        return busy.await(millis, TimeUnit.MILLISECONDS);
    }

    /** {@return how many messages were taken so far} */
    long sent() {
        return sent.sum();
    }

    long errors() {
        return errors.sum();
    }

    @Nullable
    Throwable firstError() {
        return firstError.get();
    }

    Latencies latencies() {
        return latencies;
    }

    /** One message after the other. */
    private final class Slot {
        private final int lane;
        private long number;

        Slot(int index) {
            this.lane = index % lanes;
            this.number = index;
        }

        void loop(LoadClient.Blocking blocking) {
            while (!isStopped) {
                long start = System.nanoTime();
                try {
                    blocking.send(lane, nextNumber());
                    done(start, null);
                } catch (Exception e) {
                    done(start, e);
                }
            }
            busy.countDown();
        }

        /** Goes on here as long as sends are done at once, or else where the send ends. */
        void next(LoadClient.Async async) {
            while (!isStopped) {
                long start = System.nanoTime();
                CompletionStage<?> sending;
                try {
                    sending = async.send(lane, nextNumber());
                } catch (Exception e) {
                    done(start, e);
                    continue;
                }
                sending.whenComplete((any, error) -> {
                    done(start, error);
                    next(async);
                });
                return;
            }
            busy.countDown();
        }

        private long nextNumber() {
            number += (long) lanes * depth;
            return number;
        }

        private void done(long start, @Nullable Throwable error) {
            if (error == null) {
                sent.increment();
                first.countDown();
            } else {
                fail(error);
            }
            if (isMeasuring) {
                latencies.add(lane, System.nanoTime() - start);
            }
        }
    }

    private void fail(Throwable error) {
        errors.increment();
        firstError.compareAndSet(null, error);
        if (errors.sum() > MOST_ERRORS) {
            isStopped = true;
            first.countDown();
        }
    }
}
