package org.postrider.smtp;

import java.io.Serializable;
import java.time.Duration;

/**
 * Where the time of a send went.
 *
 * @param connect from the name lookup to the TCP connection; zero on a connection that was reused
 * @param session from the TCP connection to the point where a message can be sent: greeting, EHLO, TLS, AUTH; zero when reused
 * @param transaction from the first command of the message to the reply that ended it
 * @param total from the call to its result
 * @serial exclude
 */
public record Timings(Duration connect, Duration session, Duration transaction, Duration total)
        implements Serializable {
    /** No time at all: what a send that failed before the first step has. */
    public static final Timings NONE = new Timings(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
}
