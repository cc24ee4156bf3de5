package org.postrider.mail;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The ways to send with a client: a test that takes one holds for all of them. */
enum Way {
    SEND {
        @Override
        CompletableFuture<Void> begin(SmtpClient client, MailMessage message) {
            client.send(message);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        CompletableFuture<Void> inBackground(SmtpClient client, MailMessage message) {
            CompletableFuture<Void> end = new CompletableFuture<>();
            Thread sending = new Thread(() -> {
                try {
                    client.send(message);
                    end.complete(null);
                } catch (RuntimeException e) {
                    end.completeExceptionally(e);
                }
            });
            sending.setDaemon(true);
            sending.start();
            return end;
        }
    },
    SEND_ASYNC {
        @Override
        CompletableFuture<Void> begin(SmtpClient client, MailMessage message) {
            return EventProbe.sendAsync(client, message).thenCompose(Way::toFuture);
        }
    },
    SEND_MAIL_ASYNC {
        @Override
        CompletableFuture<Void> begin(SmtpClient client, MailMessage message) {
            return client.sendMailAsync(message);
        }
    };

    /** Sends, or starts to, on this thread: what the method throws comes out of here. */
    abstract CompletableFuture<Void> begin(SmtpClient client, MailMessage message);

    /** Starts a send that goes on while the test does something else. */
    CompletableFuture<Void> inBackground(SmtpClient client, MailMessage message) {
        return begin(client, message);
    }

    /** Sends and waits; failures are thrown, wherever they were told. */
    void send(SmtpClient client, MailMessage message) {
        await(begin(client, message));
    }

    /** Sends what can't be sent and gives why. */
    SmtpException fail(SmtpClient client, MailMessage message) {
        try {
            send(client, message);
        } catch (SmtpException e) {
            return e;
        }
        throw new AssertionError("the send should have failed");
    }

    static void await(CompletableFuture<Void> end) {
        try {
            end.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException told) {
                throw told;
            }
            throw new AssertionError(e);
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("the send has not ended", e);
        }
    }

    private static CompletableFuture<Void> toFuture(AsyncCompletedEventArgs args) {
        if (args.isCancelled()) {
            return CompletableFuture.failedFuture(new CancellationException());
        }
        return args.getError() == null
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(args.getError());
    }
}
