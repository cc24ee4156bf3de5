package org.postrider.smtp;

import java.time.Duration;

/**
 * How long each step of a conversation may take.
 *
 * <p>A limit covers the whole step, command and complete reply, so a server that drips a byte now and then doesn't renew it. The
 * defaults keep to RFC 5321, section 4.5.3.2 where a message is at stake and are shorter before that.
 *
 * @param connect finding the addresses of the host, and then connecting to the first that answers: 30 s each; the addresses are
 *     tried one 250 ms behind the other, so one that is dead takes no time from the rest
 * @param session greeting, EHLO, STARTTLS with its handshake, and each step of AUTH: 60 s each
 * @param envelope MAIL and RCPT: 5 minutes each
 * @param data from DATA to its 354: 2 minutes
 * @param body between two pieces of the message that the network takes: 3 minutes; of a content that takes its time what there is after a
 *     quarter of a second is such a piece, so that the limit ends what hangs and not what is slow
 * @param endOfData from the end of the message to its reply: 10 minutes; a shorter wait makes duplicates (RFC 1047)
 * @param quit QUIT and its reply when closing: 2 s
 */
public record StepLimits(
        Duration connect,
        Duration session,
        Duration envelope,
        Duration data,
        Duration body,
        Duration endOfData,
        Duration quit) {
    /** The limits that hold unless others are set. */
    public static final StepLimits DEFAULT = new StepLimits(
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofMinutes(5),
            Duration.ofMinutes(2),
            Duration.ofMinutes(3),
            Duration.ofMinutes(10),
            Duration.ofSeconds(2));

    /**
     * Makes limits.
     *
     * @param connect finding the addresses, and then connecting to one of them
     * @param session greeting
     * @param envelope MAIL and RCPT
     * @param data from DATA to its 354
     * @param body between two pieces of the message that the network takes
     * @param endOfData from the end of the message to its reply
     * @param quit QUIT and its reply when closing
     * @throws IllegalArgumentException if one is zero, negative or longer than a day
     */
    public StepLimits {
        for (Duration limit : new Duration[] {connect, session, envelope, data, body, endOfData, quit}) {
            if (limit.isNegative() || limit.isZero() || limit.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("a step's limit lies above zero and within a day, this is " + limit);
            }
        }
    }

    /**
     * Gives limits that are all the same.
     *
     * @param limit how long any one step may take
     * @return limits with that value, but never more than 2 s for QUIT
     */
    public static StepLimits ofEach(Duration limit) {
        Duration quit = limit.compareTo(DEFAULT.quit) < 0 ? limit : DEFAULT.quit;
        return new StepLimits(limit, limit, limit, limit, limit, limit, quit);
    }
}
