package org.postrider.smtp;

import java.io.Serializable;
import java.util.Objects;

/**
 * What the server said about one recipient.
 *
 * @param address the mailbox as it was in the envelope, without angle brackets
 * @param reply the reply to its {@code RCPT TO}; over LMTP, once the message has been asked for, the one behind the message if {@code
 *     RCPT TO} was accepted. Where others got the message in an earlier transaction (RFC 5321, section 4.5.3.1.10), it is the reply
 *     that kept this one from it
 * @serial exclude
 */
public record RecipientResult(String address, SmtpReply reply) implements Serializable {
    /**
     * Makes a result.
     *
     * @param address the mailbox as it was in the envelope
     * @param reply what was said of it last
     */
    public RecipientResult {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(reply, "reply");
    }

    /**
     * Tells whether the server agreed to take mail for this recipient; over LMTP, whether it has delivered the message to it.
     *
     * @return true when the reply was 2yz; whether the message itself was taken is in {@link SendResult#outcome()}: unless that is {@link
     *     DeliveryOutcome#REFUSED} or {@link DeliveryOutcome#NOT_SENT}, whoever is accepted has it
     */
    public boolean isAccepted() {
        return reply.isPositive();
    }
}
