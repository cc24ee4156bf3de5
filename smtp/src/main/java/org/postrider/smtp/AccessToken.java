package org.postrider.smtp;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An OAuth 2.0 access token (RFC 6750). {@link #toString()} doesn't show it.
 *
 * @param value the token as it was issued
 * @param expires until when it is good, or null if that isn't known: then it is used until a server refuses it
 */
public record AccessToken(String value, @Nullable Instant expires) {
    /**
     * Makes a token.
     *
     * @param value the token as it was issued
     * @param expires until when it is good, or null
     * @throws IllegalArgumentException if the value is empty or holds anything but visible ASCII characters
     */
    public AccessToken {
        Objects.requireNonNull(value, "value");
        if (value.isEmpty() || value.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException(
                    "an access token is made of visible ASCII characters, at least one; pass it as it was issued");
        }
    }

    /**
     * Makes a token whose end isn't known.
     *
     * @param value the token as it was issued
     */
    public AccessToken(String value) {
        this(value, null);
    }

    /** Shows when it expires, and nothing of the token. */
    @Override
    public String toString() {
        return "AccessToken[value=***, expires=" + expires + "]";
    }
}
