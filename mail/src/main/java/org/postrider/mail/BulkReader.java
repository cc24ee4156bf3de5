package org.postrider.mail;

import java.util.Iterator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Draws the items of a run from a collection or a stream, on a thread that may wait: for the items, and for room.
 *
 * @param items begins with the first item, on that thread
 * @param source what is closed behind the last one
 * @param bulk the run
 */
record BulkReader<T>(Supplier<Iterator<T>> items, Source source, Bulk<T> bulk) implements Runnable {
    /** What items come from. */
    interface Source extends AutoCloseable {
        @Override
        void close();
    }

    @Override
    public void run() {
        bulk.exhausted(read());
    }

    /** Gives what the source failed with, or null; whoever waits for the run has to hear of it, whatever it is. */
    private @Nullable Throwable read() {
        try (source) {
            Iterator<T> each = items.get();
            bulk.ready().join();
            while (!bulk.isStopped() && each.hasNext()) {
                bulk.take(each.next()).join();
            }
            return null;
        } catch (Throwable failure) { // Some languages throw checked exceptions unseen.
            return failure;
        }
    }
}
