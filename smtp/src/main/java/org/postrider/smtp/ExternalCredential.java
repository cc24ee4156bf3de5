package org.postrider.smtp;

import org.postrider.smtp.internal.Printable;

/**
 * The identity that the connection has already proven, as a rule by a client certificate (EXTERNAL, RFC 4422, appendix A).
 *
 * @param userName whom to act as, or an empty text for whomever the certificate names; UTF-8 on the wire
 */
public record ExternalCredential(String userName) implements Credential {
    /**
     * Makes a credential.
     *
     * @param userName whom to act as, or an empty text
     * @throws IllegalArgumentException if the name can't be sent (a control character, a lone surrogate)
     */
    public ExternalCredential {
        TokenCredential.checkUserName(userName);
    }

    /** Makes a credential of whomever the certificate names. */
    public ExternalCredential() {
        this("");
    }

    /** Shows the user name, with control characters escaped. */
    @Override
    public String toString() {
        return "ExternalCredential[userName=" + Printable.escape(userName) + "]";
    }
}
