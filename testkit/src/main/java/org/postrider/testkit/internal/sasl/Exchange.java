package org.postrider.testkit.internal.sasl;

/** One login. Belongs to the connection's thread. */
public interface Exchange {
    /**
     * Tells whether a mechanism is known.
     *
     * @param mechanism its name in upper case
     * @return whether {@link #begin} takes it
     */
    static boolean knows(String mechanism) {
        return Exchanges.knows(mechanism);
    }

    /**
     * Begins a login.
     *
     * @param login by which mechanism, and what is to be known
     * @return the exchange
     */
    static Exchange begin(Login login) {
        return Exchanges.begin(login);
    }

    /**
     * Begins when the client gave no initial response.
     *
     * @return the first challenge, which is empty where the client speaks first
     */
    default Verdict open() {
        return new Verdict.Challenge("");
    }

    /**
     * Takes a response.
     *
     * @param response what the client sent, without base64
     * @return what comes next
     */
    Verdict answer(byte[] response);

    /** What comes after a response of the client. */
    sealed interface Verdict {
        /** The login has failed. */
        Verdict REFUSED = new Refused();

        /**
         * The server asks on.
         *
         * @param text the challenge, without base64
         */
        record Challenge(String text) implements Verdict {}

        /**
         * The user is logged in.
         *
         * @param user the user's name
         */
        record Accepted(String user) implements Verdict {}

        /** The login has failed. */
        record Refused() implements Verdict {}
    }
}
