package org.postrider.smtp;

import java.util.concurrent.CompletionException;

/** The two doors to the same conversation: every test that takes one runs through both. */
enum DoorWay {
    BLOCKING {
        @Override
        SendResult send(SmtpSender sender, Envelope envelope, MessageContent content) {
            return sender.send(envelope, content);
        }
    },
    ASYNC {
        @Override
        SendResult send(SmtpSender sender, Envelope envelope, MessageContent content) {
            try {
                return sender.sendAsync(envelope, content).join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof DeliveryException d ? d : e;
            }
        }
    };

    abstract SendResult send(SmtpSender sender, Envelope envelope, MessageContent content);

    DeliveryException fail(SmtpSender sender, Envelope envelope, MessageContent content) {
        try {
            SendResult result = send(sender, envelope, content);
            throw new AssertionError("the send should have failed, it gave " + result);
        } catch (DeliveryException e) {
            return e;
        }
    }
}
