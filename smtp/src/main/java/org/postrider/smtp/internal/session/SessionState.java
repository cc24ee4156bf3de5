package org.postrider.smtp.internal.session;

/** Where a conversation stands, in the order of RFC 5321; what each state accepts is in the {@link Step} that it waits for. */
public enum SessionState {
    /** Nothing was said yet. */
    NEW,
    /** The server speaks first (section 3.1). */
    GREETING,
    /** EHLO, or HELO after it failed (section 3.2). */
    HELLO,
    /** STARTTLS was said (RFC 3207). */
    STARTTLS,
    /** TLS is being agreed on; nothing is said. */
    HANDSHAKE,
    /** AUTH and its responses (RFC 4954). */
    AUTH,
    /** A transaction can start. */
    READY,
    /** MAIL, RCPT, DATA (section 3.3). */
    ENVELOPE,
    /** The message is on its way; no reply is due before its end (section 4.1.1.4). */
    BODY,
    /** The end of the message was handed over; its reply decides (section 4.1.1.4). */
    OUTCOME,
    /** QUIT was said (section 4.1.1.10). */
    QUITTING,
    /** Nothing will be said any more. */
    CLOSED
}
