package org.postrider.mail;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A send into a pickup directory.
 *
 * <p>The file is written on a thread of the library's, so that a slow disk or a stream that blocks holds nobody longer than they want to
 * wait. Either the message appears or the send was ended before it could: one flag decides, once.
 */
final class PickupSend extends Outgoing {
    private final PickupFile file;
    private final ClientSettings settings;
    private final AtomicBoolean decided = new AtomicBoolean();
    private final CompletableFuture<Ending> end = new CompletableFuture<>();

    PickupSend(PickupFile file, ClientSettings settings) {
        super(settings);
        this.file = file;
        this.settings = settings;
    }

    @Override
    void await() {
        Exception failure = ending().error();
        if (failure instanceof RuntimeException told) {
            throw told;
        }
    }

    /** Waits for the end, or makes one. */
    private Ending ending() {
        CompletableFuture<Ending> started = start();
        try {
            return started.get(settings.timeout, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            end(Ending.failed(new SmtpException("The message was not written within the timeout of " + settings.timeout
                    + " ms; the message is not in the directory")));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(Ending.failed(new SmtpException("The thread was interrupted; the message is not in the directory", e)));
        } catch (ExecutionException e) {
            throw new IllegalStateException("The future of a send doesn't fail", e);
        }
        return started.join(); // ends at once: either the line above decided, or the file is being renamed
    }

    @Override
    CompletableFuture<Ending> start() {
        ClientSettings.COMPLETIONS.execute(this::run);
        return end;
    }

    @Override
    void abort() {
        end(Ending.cancelled(new SmtpException("The send was cancelled; the message is not in the directory")));
    }

    private void end(Ending ending) {
        if (decide()) {
            end.complete(ending);
        }
    }

    private boolean decide() {
        return decided.compareAndSet(false, true);
    }

    private void run() {
        Path directory = null;
        try {
            directory = directory();
            file.writeTo(directory, this::decide);
            end.complete(Ending.WELL);
        } catch (NoSuchFileException e) {
            fail(new SmtpException(
                    "The pickup directory " + directory
                            + " doesn't exist: create it, or call setPickupDirectoryLocation with another one",
                    e));
        } catch (IOException e) {
            fail(new SmtpException("The message can't be written to the pickup directory " + directory + ": " + e, e));
        } catch (SmtpException e) {
            fail(e);
        } catch (Throwable e) { // A content is the user's code: nobody else would end the send.
            fail(new SmtpException("The message can't be written: " + e, e));
        }
    }

    /** A failure to rename comes after the decision; nobody else will end the send then. */
    private void fail(RuntimeException failure) {
        decide();
        end.complete(Ending.failed(failure));
    }

    /** Gives the directory, or says what is wrong with what the client was told, in the order of .NET. */
    private Path directory() {
        if (settings.deliveryMethod == SmtpDeliveryMethod.PICKUP_DIRECTORY_FROM_IIS) {
            String mend =
                    "The pickup directory of IIS can't be asked for: use SPECIFIED_PICKUP_DIRECTORY with its path";
            throw new SmtpException(mend, new UnsupportedOperationException(mend));
        }
        if (settings.enableSsl) {
            throw new SmtpException("TLS has no meaning for a pickup directory: call setEnableSsl(false)");
        }
        file.require(settings.deliveryFormat);
        return absolute(settings.pickupDirectoryLocation);
    }

    private static Path absolute(@Nullable String location) {
        if (location == null || location.isEmpty()) {
            throw new SmtpException("No pickup directory was set: call setPickupDirectoryLocation");
        }
        try {
            Path path = Path.of(location);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw new SmtpException("The pickup directory is no path: " + e.getMessage(), e);
        }
        throw new SmtpException("The pickup directory " + location + " is relative: set an absolute path");
    }
}
