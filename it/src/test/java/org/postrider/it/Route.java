package org.postrider.it;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.postrider.mail.MailEnvelope;
import org.postrider.mail.MailMessage;
import org.postrider.mail.MailMessageContent;
import org.postrider.mail.SmtpClient;
import org.postrider.smtp.SmtpSender;

/** The ways in which a user's message gets to a server: blocking or not, TLS by STARTTLS or from the first byte. */
enum Route {
    STARTTLS_AND_SEND {
        @Override
        void send(RealServer server, MailMessage message) {
            try (SmtpClient client = server.userClient("SUBMISSION")) {
                client.send(message);
            }
        }
    },
    STARTTLS_AND_EVENT {
        @Override
        void send(RealServer server, MailMessage message) throws Exception {
            CompletableFuture<Exception> told = new CompletableFuture<>();
            try (SmtpClient client = server.userClient("SUBMISSION")) {
                client.addSendCompletedHandler((sender, e) -> told.complete(e.getError()));
                client.sendAsync(message, null);
                Exception error = told.get(30, TimeUnit.SECONDS);
                if (error != null) {
                    throw error;
                }
            }
        }
    },
    STARTTLS_AND_FUTURE {
        @Override
        void send(RealServer server, MailMessage message) throws Exception {
            try (SmtpClient client = server.userClient("SUBMISSION")) {
                client.sendMailAsync(message).get(30, TimeUnit.SECONDS);
            }
        }
    },
    IMPLICIT_TLS_BLOCKING {
        @Override
        void send(RealServer server, MailMessage message) {
            try (SmtpSender sender = server.implicitTls("TLS")) {
                sender.send(MailEnvelope.of(message), MailMessageContent.of(message));
            }
        }
    },
    IMPLICIT_TLS_ASYNC {
        @Override
        void send(RealServer server, MailMessage message) throws Exception {
            try (SmtpSender sender = server.implicitTls("TLS")) {
                sender.sendAsync(MailEnvelope.of(message), MailMessageContent.of(message))
                        .get(30, TimeUnit.SECONDS);
            }
        }
    };

    abstract void send(RealServer server, MailMessage message) throws Exception;
}
