package org.postrider.smtp;

import java.net.InetSocketAddress;

/**
 * Hears what a connection does: to show a transcript, to log, to draw a progress bar.
 *
 * <p>Secrets never reach it: the response of an authentication is given as {@code ********}. Calls for one connection come one after
 * the other, in order; never on a loop thread. An exception that it throws is logged and has no effect on the send.
 */
public interface SmtpListener {
    /** Hears nothing. */
    SmtpListener NONE = new SmtpListener() {};

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
     * The connection is closed.
     *
     * @param reason what ended it, for a person to read
     */
    default void closed(String reason) {}
}
