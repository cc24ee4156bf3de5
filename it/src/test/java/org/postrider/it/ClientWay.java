package org.postrider.it;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postrider.mail.MailMessage;
import org.postrider.mail.SendCompletedEventHandler;
import org.postrider.mail.SmtpClient;
import org.postrider.mail.SmtpException;

/** The ways to send with a client: whatever a server does is told alike by all of them. */
enum ClientWay {
    SEND {
        @Override
        void send(SmtpClient client, MailMessage message) {
            client.send(message);
        }
    },
    SEND_ASYNC {
        @Override
        void send(SmtpClient client, MailMessage message) {
            CompletableFuture<Void> told = new CompletableFuture<>();
            SendCompletedEventHandler handler = (sender, e) -> {
                if (e.getError() == null) {
                    told.complete(null);
                } else {
                    told.completeExceptionally(e.getError());
                }
            };
            client.addSendCompletedHandler(handler);
            try {
                client.sendAsync(message, null);
                await(told);
            } finally {
                client.removeSendCompletedHandler(handler);
            }
        }
    },
    SEND_MAIL_ASYNC {
        @Override
        void send(SmtpClient client, MailMessage message) {
            await(client.sendMailAsync(message));
        }
    };

    /** Sends and waits; failures are thrown, wherever they were told. */
    abstract void send(SmtpClient client, MailMessage message);

    /** Sends what can't be sent and gives why. */
    SmtpException fail(SmtpClient client, MailMessage message) {
        try {
            send(client, message);
        } catch (SmtpException e) {
            return e;
        }
        throw new AssertionError("the send should have failed");
    }

    private static void await(CompletableFuture<Void> end) {
        try {
            end.get(40, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SmtpException told) {
                throw told;
            }
            throw new AssertionError(e);
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("the send has not ended", e);
        }
    }
}
