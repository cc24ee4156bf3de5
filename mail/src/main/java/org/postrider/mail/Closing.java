package org.postrider.mail;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Closes things whatever the others say. */
final class Closing {
    private Closing() {}

    /** Runs all steps; the first failure is thrown after the last one was run, with the others as suppressed. */
    static void all(List<Runnable> steps) {
        RuntimeException first = null;
        for (Runnable step : steps) {
            try {
                step.run();
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
