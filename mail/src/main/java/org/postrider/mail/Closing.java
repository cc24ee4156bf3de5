package org.postrider.mail;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Closes things whatever the others say. */
final class Closing {
    private Closing() {}

    /** Runs all steps; the first failure is thrown after the last one was run, with the others as suppressed. */
    static void all(Stream<Runnable> steps) {
        List<RuntimeException> failures = new ArrayList<>();
        steps.forEach(step -> {
            try {
                step.run();
            } catch (RuntimeException failure) {
                failures.add(failure);
            }
        });
        if (!failures.isEmpty()) {
            RuntimeException first = failures.get(0);
            failures.subList(1, failures.size()).forEach(first::addSuppressed);
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
