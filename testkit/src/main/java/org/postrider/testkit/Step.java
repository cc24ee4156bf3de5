package org.postrider.testkit;

/** A point of the conversation where a {@link Script} may take over, in the order in which RFC 5321 reaches them. */
public enum Step {
    /** The client has connected and nothing was said yet, not even a TLS handshake. */
    CONNECT,
    /** The greeting is due (RFC 5321, section 3.1). */
    GREETING,
    /** An {@code EHLO} command (RFC 5321, section 4.1.1.1). */
    EHLO,
    /** A {@code HELO} command. */
    HELO,
    /** A {@code STARTTLS} command (RFC 3207). */
    STARTTLS,
    /** The TLS handshake is due, after {@code STARTTLS} or right after the connect with implicit TLS. */
    TLS_HANDSHAKE,
    /** An {@code AUTH} command (RFC 4954). */
    AUTH,
    /** The client's answer to a {@code 334} challenge. */
    AUTH_RESPONSE,
    /** A {@code MAIL FROM} command. */
    MAIL,
    /** An {@code RCPT TO} command. */
    RCPT,
    /** A {@code DATA} command; the reply that is due is the {@code 354}. */
    DATA,
    /** The message itself is arriving, by {@code DATA} or {@code BDAT}; see {@link Script.Rule#afterBytes}. */
    BODY,
    /** The message is complete: the lone dot came, or a {@code BDAT ... LAST} that no {@link #BDAT} rule took. */
    END_OF_DATA,
    /** A {@code BDAT} command with its chunk (RFC 3030). */
    BDAT,
    /** An {@code RSET} command. */
    RSET,
    /** A {@code NOOP} command. */
    NOOP,
    /** A {@code QUIT} command. */
    QUIT,
    /** Any other line: {@code HELP}, {@code VRFY}, or a command that the server doesn't know. */
    OTHER,
    /** A transaction has just ended with its final reply, and the next command has not been read. */
    IDLE
}
