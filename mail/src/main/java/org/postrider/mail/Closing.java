package org.postrider.mail;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;

/** Closes things whatever the others say. */
final class Closing {
    private Closing() {}

    /** Closes all items; the first failure is thrown after the last one was closed, with the others as suppressed. */
    static <T> void all(List<T> items, Consumer<? super T> close) {
        RuntimeException first = null;
        for (T item : items) {
            try {
                close.accept(item);
            } catch (RuntimeException failure) {
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first != null) {
            throw first;
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
}
