package org.postrider.testkit;

/**
 * How the server cuts its replies into packets: a client must not care, so a good test tries all three.
 *
 * <p>Each piece is handed to the operating system by a write of its own, with Nagle's algorithm off (and is a TLS record
 * of its own under TLS). A reader that is slower than the server may still find several pieces at once.
 */
public enum ReplyDelivery {
    /** All replies that are ready go out in one piece, as a busy real server does it. */
    WHOLE,
    /** Each line is a piece. */
    BY_LINE,
    /** Each byte is a piece. */
    BY_BYTE
}
