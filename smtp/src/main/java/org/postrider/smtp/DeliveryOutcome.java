package org.postrider.smtp;

/** How far a message got: the one word to read before deciding whether to send it again. */
public enum DeliveryOutcome {
    /** The server has taken the message for every recipient. */
    ACCEPTED,
    /**
     * The server has taken the message for the recipients that are accepted, and for nobody else: it refused them, or the conversation
     * ended before their turn. Sending to those who aren't accepted again is safe.
     */
    PARTLY_ACCEPTED,
    /** The server has answered and taken the message for nobody. */
    REFUSED,
    /** The message was not handed over: sending it again can't make a second copy. */
    NOT_SENT,
    /**
     * The end of the message was handed over and no complete reply came: the server may have taken it, so sending it again may
     * make a second copy. Recipients that have it for certain, by LMTP or by an earlier transaction, are accepted in {@link
     * SendResult#recipients()}; those that may have it are left out there.
     */
    IN_DOUBT;

    /**
     * Tells whether the message can be sent again without the risk of a second copy for anybody.
     *
     * @return true for {@link #REFUSED} and {@link #NOT_SENT}
     */
    public boolean isSafeToRetry() {
        return this == REFUSED || this == NOT_SENT;
    }
}
