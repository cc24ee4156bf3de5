package org.postrider.smtp.internal.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a conversation is logged in.
 *
 * @param shown whether the server was told of a login, successful or not
 * @param mechanism the mechanism that the server accepted, or null if nobody logged in
 * @param expires until when what was shown is good, or null if that isn't known
 */
public record LoginFacts(
        boolean shown, @Nullable String mechanism, @Nullable Instant expires) {
    /** Those before the login and without one. */
    public static final LoginFacts NONE = new LoginFacts(false, null, null);

    /**
     * Tells whether to log in anew, which takes a new connection (RFC 4954, section 4).
     *
     * @return whether the time is over
     */
    public boolean isOver() {
        return expires != null && !Instant.now().isBefore(expires);
    }
}
