package org.postrider.testkit.internal.sasl;

/** One login. Belongs to the connection's thread. */
public interface Exchange {
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
}
