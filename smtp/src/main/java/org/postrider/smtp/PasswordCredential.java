package org.postrider.smtp;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.postrider.smtp.internal.Printable;

/**
 * A user name and a password. {@link #toString()} doesn't show the password.
 *
 * @param userName the user to log in as, not empty; UTF-8 on the wire
 * @param password the password; UTF-8 on the wire
 */
public record PasswordCredential(String userName, String password) implements Credential {
    /**
     * Makes a credential.
     *
     * @param userName the user to log in as
     * @param password the password
     * @throws IllegalArgumentException if the user name is empty, or one of the two holds a NUL, which PLAIN can't carry (RFC 4616)
     */
    public PasswordCredential {
        Objects.requireNonNull(password, "password");
        if (userName.isEmpty()) {
            throw new IllegalArgumentException(
                    "the user name is empty; leave the credential out to send without authentication");
        }
        if (userName.indexOf('\0') >= 0 || password.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("user name and password can't hold NUL (RFC 4616)");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(userName + '\n' + password)) {
            throw new IllegalArgumentException("user name or password holds half a character (a lone surrogate)");
        }
    }

    /** Shows the user name only. */
    @Override
    public String toString() {
        return "PasswordCredential[userName=" + Printable.escape(userName) + ", password=***]";
    }
}
