package org.postrider.smtp.internal.connection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.ConnectionFacts;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.SmtpStep;
import org.postrider.smtp.Timings;
import org.postrider.smtp.internal.session.SessionState;

/**
 * What a connection tells of itself: when it came to which point, to the results of its messages; how long each step took, to the
 * listener; its beginning and its end, to the log. Used by the conversation's thread.
 */
final class Account {
    private static final long LONG_IDLE = TimeUnit.SECONDS.toNanos(1);

    private final Transcript events;
    private final boolean securedFirst;
    private long opened;
    private long connected;
    private long ready;
    private long delivered;

    private @Nullable SmtpStep step;
    private long stepBegun;

    /**
     * Makes the account of a connection.
     *
     * @param events who hears of it
     * @param securedFirst whether it is put under TLS before anything is said
     */
    Account(Transcript events, boolean securedFirst) {
        this.events = events;
        this.securedFirst = securedFirst;
    }

    SmtpListener events() {
        return events;
    }

    List<String> transcript() {
        return events.lines();
    }

    void opened() {
        opened = System.nanoTime();
    }

    void connected() {
        connected = System.nanoTime();
    }

    void ready(ConnectionFacts facts) {
        ready = System.nanoTime();
        OperatorLog.SHARED.opened(facts, between(opened, ready));
    }

    /** A message has ended; gives when. */
    long delivered() {
        delivered = System.nanoTime();
        return delivered;
    }

    /** Tells whether the last message was so long ago that the server may have gone without our having heard of it. */
    boolean isLongIdle() {
        return delivered != 0 && System.nanoTime() - delivered > LONG_IDLE;
    }

    void closed(String server, String reason) {
        delivered();
        enter(null);
        events.closed(reason);
        OperatorLog.SHARED.closed(server, reason);
    }

    /** The conversation has moved on, or is where it was. */
    void stepped(SessionState state) {
        enter(
                switch (state) {
                    case NEW -> securedFirst ? SmtpStep.TLS : null;
                    case GREETING -> SmtpStep.GREETING;
                    case HELLO -> SmtpStep.HELLO;
                    case STARTTLS, HANDSHAKE -> SmtpStep.TLS;
                    case AUTH -> SmtpStep.AUTH;
                    case ENVELOPE -> SmtpStep.ENVELOPE;
                    case BODY -> SmtpStep.BODY;
                    case OUTCOME -> SmtpStep.OUTCOME;
                    case QUITTING -> SmtpStep.QUIT;
                    case READY, CLOSED -> null;
                });
    }

    private void enter(@Nullable SmtpStep next) {
        SmtpStep over = step;
        if (over == next || events.orNone() == SmtpListener.NONE) {
            return;
        }
        long now = System.nanoTime();
        long took = now - stepBegun;
        step = next;
        stepBegun = now;
        if (over != null) {
            events.stepEnded(over, Duration.ofNanos(took));
        }
    }

    /** Gives the times of the transaction that has just ended; those of connecting only to the one that it was made for. */
    Timings timings(boolean reused, long begun, long submitted) {
        return new Timings(
                reused ? Duration.ZERO : between(opened, connected),
                reused ? Duration.ZERO : between(connected, ready),
                between(submitted, delivered),
                Duration.ofNanos(System.nanoTime() - begun));
    }

    private static Duration between(long from, long to) {
        return from == 0 || to == 0 || to - from < 0 ? Duration.ZERO : Duration.ofNanos(to - from);
    }
}
