package org.postrider.mail;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A handler that keeps what it hears, and on which thread. */
final class EventProbe implements SendCompletedEventHandler {
    /** One call of the handler. */
    record Heard(Object sender, AsyncCompletedEventArgs args, Thread thread) {}

    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();

    static EventProbe on(SmtpClient client) {
        EventProbe probe = new EventProbe();
        client.addSendCompletedHandler(probe);
        return probe;
    }

    /** Sends with an event, and gives its args; the handler is gone afterwards. */
    static CompletableFuture<AsyncCompletedEventArgs> sendAsync(SmtpClient client, MailMessage message) {
        CompletableFuture<AsyncCompletedEventArgs> told = new CompletableFuture<>();
        Object token = new Object();
        SendCompletedEventHandler handler = new SendCompletedEventHandler() {
            @Override
            public void sendCompleted(Object sender, AsyncCompletedEventArgs e) {
                if (e.getUserState() == token) {
                    client.removeSendCompletedHandler(this);
                    told.complete(e);
                }
            }
        };
        client.addSendCompletedHandler(handler);
        try {
            client.sendAsync(message, token);
        } catch (RuntimeException e) {
            client.removeSendCompletedHandler(handler);
            throw e;
        }
        return told;
    }

    @Override
    public void sendCompleted(Object sender, AsyncCompletedEventArgs e) {
        heard.add(new Heard(sender, e, Thread.currentThread()));
    }

    Heard await() {
        try {
            Heard first = heard.poll(20, TimeUnit.SECONDS);
            if (first == null) {
                throw new AssertionError("SendCompleted was not raised");
            }
            return first;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for SendCompleted", e);
        }
    }

    /** How many calls nobody has taken by {@link #await} yet. */
    int waiting() {
        return heard.size();
    }
}
