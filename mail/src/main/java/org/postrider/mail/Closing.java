package org.postrider.mail;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Closes things whatever the others say. */
final class Closing {
    private Closing() {}

    /** Closes all items; the first failure is thrown after the last one was closed. */
    static void all(List<? extends AutoCloseable> items) {
        RuntimeException failure = null;
        for (AutoCloseable item : items) {
            try {
                item.close();
            } catch (RuntimeException e) {
                failure = joined(failure, e);
            } catch (Exception e) {
                failure = joined(failure, new IllegalStateException("Closing failed", e));
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Closes somebody's stream. */
    static void stream(Closeable stream) {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The content of an attachment can't be closed", e);
        }
    }

    private static RuntimeException joined(@Nullable RuntimeException first, RuntimeException next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }
}
