package org.postrider.smtp.internal.connection;

import org.jspecify.annotations.Nullable;
import org.postrider.smtp.ConnectionFacts;

/** What a connection is like, for the results of its messages; made once for the first and once for all others. Used by the conversation's thread. */
final class Facts {
    private @Nullable ConnectionFacts known;
    private boolean used;

    /** The next message finds the connection used. */
    void markUsed() {
        used = true;
    }

    /**
     * Gives the facts.
     *
     * @param whole whether the connection is open; not all is known before
     */
    ConnectionFacts of(String server, Line line, TlsLayer tls, @Nullable String mechanism, boolean whole) {
        ConnectionFacts facts = known;
        if (facts == null || facts.reused() != used) {
            facts = new ConnectionFacts(server, line.peer(), tls.facts(), mechanism, used);
            known = whole ? facts : null;
        }
        return facts;
    }
}
