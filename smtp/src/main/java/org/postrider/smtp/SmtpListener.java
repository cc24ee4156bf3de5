package org.postrider.smtp;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Hears what connections do: to show a transcript, to log, to measure, to draw a progress bar.
 *
 * <p>Secrets never reach it: the response of an authentication is given as {@code ********}. Calls for one connection come one after
 * the other, in order; never on a loop thread. An exception that it throws is logged and has no effect on the send.
 *
 * <p>One trap: a sender has several connections at once, so what is heard of one comes between what is heard of others, perhaps at the
 * same time. {@link #opening} gives each connection a listener of its own.
 */
public interface SmtpListener {
    /** Hears nothing. */
    SmtpListener NONE = new SmtpListener() {};

    /**
     * A connection is about to be made, and this says who hears of it. It comes before anything else that is told of the connection, and
     * is the place to give each one a listener that knows it from the others.
     *
     * @return the listener of that connection; this one by default
     */
    default SmtpListener opening() {
        return this;
    }

    /**
     * An address of the server is about to be tried. A blocking send tells it, and what didn't answer, when it has a connection or
     * no hope of one.
     *
     * @param address the address, one of those that its name stands for
     */
    default void connecting(InetSocketAddress address) {}

    /**
     * An address that was tried gave no connection; if there is another, it gets its turn.
     *
     * @param address the address
     * @param reason why not, for a person to read
     */
    default void unreachable(InetSocketAddress address, String reason) {}

    /**
     * A TCP connection came about.
     *
     * @param address the server's address
     */
    default void connected(InetSocketAddress address) {}

    /**
     * A command is about to be sent.
     *
     * @param line the command without its line end, secrets replaced
     */
    default void command(String line) {}

    /**
     * A complete reply has come.
     *
     * @param reply the reply
     */
    default void reply(SmtpReply reply) {}

    /**
     * TLS protects the connection from here on.
     *
     * @param facts what was agreed on
     */
    default void secured(TlsFacts facts) {}

    /**
     * Some of the message's bytes were handed to the network.
     *
     * @param sent how many octets of the message so far, before dot-stuffing
     * @param size how many there will be, or -1 if that isn't known
     */
    default void progress(long sent, long size) {}

    /**
     * A step came to its end: behind the reply that ended it, and before {@link #closed} if that is what did. Nothing is told of the time
     * between two messages.
     *
     * @param step the step; what is repeated is told as often
     * @param took how long it took, by a clock that never goes back
     */
    default void stepEnded(SmtpStep step, Duration took) {}

    /**
     * A message came to its end. It comes behind all that is told of the message on its last connection, and before a blocking send
     * returns; the future of an asynchronous one doesn't wait for it. A message that never had a connection is told to the listener of
     * the sender, without {@link #opening}.
     *
     * @param result what became of it, with its timings
     * @param failure why nobody got it, or nobody can tell; null if somebody did
     */
    default void messageEnded(SendResult result, @Nullable FailureKind failure) {}

    /**
     * The connection is closed.
     *
     * @param reason what ended it, for a person to read
     */
    default void closed(String reason) {}
}
