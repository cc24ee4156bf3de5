package org.postrider.smtp.internal.session;

/** One conversation of a SASL mechanism (RFC 4422). Good for one attempt, used by one thread at a time. */
interface Mechanism {
    /** Gives the registered name, in upper case. */
    String name();

    /** Tells whether the client speaks first, so that its first response may stand on the AUTH line. */
    boolean isClientFirst();

    /**
     * Answers a challenge; for a client that speaks first, the first one is empty.
     *
     * @throws IllegalStateException if the server asks for more than the mechanism has to say
     */
    byte[] respond(byte[] challenge);
}
