package org.postrider.smtp;

/** What went wrong, as far as a program needs to tell one failure from another. */
public enum FailureKind {
    /** The server refused a command or the message; its reply says why. */
    REFUSED,
    /** The server couldn't be found or reached, or the connection was lost. */
    CONNECTION,
    /** No trustworthy TLS connection came about: not offered, wrong certificate or name, handshake failed. */
    TLS,
    /** The server refused the credentials, or offers no way to present them safely. */
    AUTHENTICATION,
    /** The server answered with something that SMTP doesn't allow at that point. */
    PROTOCOL,
    /** A step, or the whole send, took longer than its limit. */
    TIMEOUT,
    /** The caller cancelled the send or closed the sender. */
    CANCELLED,
    /** The message's own bytes couldn't be read; the cause says why. */
    CONTENT,
    /** The message needs something that the server doesn't offer: SMTPUTF8, 8BITMIME, or a larger size. */
    NOT_SUPPORTED
}
