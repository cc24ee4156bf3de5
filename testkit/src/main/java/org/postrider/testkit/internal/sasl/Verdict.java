package org.postrider.testkit.internal.sasl;

/** What comes after a response of the client. */
public sealed interface Verdict {
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
