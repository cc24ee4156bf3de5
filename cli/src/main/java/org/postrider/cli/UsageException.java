package org.postrider.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** The command was called wrongly: its text tells the caller what to change. */
final class UsageException extends RuntimeException {
    /** Something that takes what the user gave, and throws if it can't be taken. */
    @FunctionalInterface
    interface Taking<T> {
        T take() throws IOException;
    }

    UsageException(String message) {
        this(message, null);
    }

    UsageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Gives what an option's value makes; what is wrong with the value is told under the option's name. */
    static <T> T taking(String option, Taking<T> value) {
        try {
            return value.take();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new UsageException(option + ": " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw new UsageException(option + ": " + explain(e.getCause()), e);
        } catch (IOException e) {
            throw new UsageException(option + ": " + explain(e), e);
        }
    }

    /** Hands an option's value to something that throws if it can't be taken. */
    static void checking(String option, Runnable taker) {
        taking(option, () -> {
            taker.run();
            return option;
        });
    }

    /** The JDK's own message of a missing file is its name alone. */
    private static String explain(@Nullable IOException e) {
        if (e instanceof NoSuchFileException missing) {
            return "there is no file " + missing.getFile() + "; check the path";
        }
        if (e instanceof AccessDeniedException denied) {
            return "the file " + denied.getFile() + " may not be read; check its permissions";
        }
        return e == null ? "it can't be read" : "it can't be read: " + e.getMessage() + "; check the path";
    }
}
