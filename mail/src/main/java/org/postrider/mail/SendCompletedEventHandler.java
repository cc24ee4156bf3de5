package org.postrider.mail;

/** Hears that a send which was started by {@link SmtpClient#sendAsync} has ended. */
@FunctionalInterface
public interface SendCompletedEventHandler {
    /**
     * The send has ended. The client is free again: the handler may start the next one.
     *
     * @param sender the client
     * @param e how it ended, and the token that it was started with
     */
    void sendCompleted(Object sender, AsyncCompletedEventArgs e);
}
