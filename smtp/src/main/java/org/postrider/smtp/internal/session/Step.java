package org.postrider.smtp.internal.session;

/**
 * The steps of a conversation that a reply answers, in the order of RFC 5321, each with the replies that let it go on.
 *
 * <p>Where the RFC leaves a client to act on the first digit alone (section 4.3.2) any 2yz will do; where more than the message
 * hangs on it (greeting, STARTTLS, AUTH) only the exact code does.
 */
public enum Step {
    /** The connection's greeting, section 3.1: 220. */
    GREETING(220, 220, true),
    /** Section 4.1.1.1: 250; 500 and 502 lead to HELO. */
    EHLO(250, 250, true),
    /** Section 4.1.1.1: 250. */
    HELO(250, 250, true),
    /** RFC 3207, section 4: 220. */
    STARTTLS(220, 220, true),
    /** RFC 4954, section 4: 235; 334 asks for a response. */
    AUTH(235, 235, true),
    /** Section 4.1.1.2: 250. */
    MAIL(200, 299, false),
    /** Section 4.1.1.3: 250, 251, 252. */
    RCPT(200, 299, false),
    /** Section 4.1.1.4: 354. */
    DATA(354, 354, true),
    /** A chunk that others follow, RFC 3030, section 2: 250. */
    BDAT(200, 299, false),
    /** The lone dot behind the message, section 4.1.1.4, or its last chunk, RFC 3030, section 2: 250. */
    END_OF_DATA(200, 299, false),
    /** Section 4.1.1.5: 250. */
    RSET(200, 299, false),
    /** Section 4.1.1.10: 221. */
    QUIT(200, 299, true);

    private final int from;
    private final int to;
    private final boolean last;

    Step(int from, int to, boolean last) {
        this.from = from;
        this.to = to;
        this.last = last;
    }

    /** Tells whether the step did what it was to do. */
    boolean accepts(int code) {
        return code >= from && code <= to;
    }

    /** Tells whether nothing may follow it before its reply (RFC 2920, section 3.1). */
    boolean isLastOfGroup() {
        return last;
    }
}
