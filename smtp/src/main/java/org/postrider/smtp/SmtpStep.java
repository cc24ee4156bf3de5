package org.postrider.smtp;

/**
 * What a connection spends its time on, in the order of a conversation (RFC 5321, section 3); {@link SmtpListener#stepEnded} tells of
 * each how long it took.
 */
public enum SmtpStep {
    /** The name of the server, or of the proxy, is looked up. */
    LOOKUP,
    /** Its addresses are tried until one answers. */
    CONNECT,
    /** A proxy is asked for the way to the server. */
    PROXY,
    /** TLS is agreed on: from STARTTLS, or from the first byte, to the end of the handshake. */
    TLS,
    /** The server is waited for to greet. */
    GREETING,
    /** EHLO and its reply, or HELO where that isn't understood; twice when TLS comes between. */
    HELLO,
    /** The login: AUTH and all that it leads to, fetching a token included. */
    AUTH,
    /** From MAIL to the reply by which the server asks for the message, or refuses it. */
    ENVELOPE,
    /** The message is handed to the network. */
    BODY,
    /** From the end of the message to the reply that decides what becomes of it. */
    OUTCOME,
    /** The goodbye. */
    QUIT
}
