package org.postrider.smtp;

/** Whether, and when, a connection is put under TLS. */
public enum TlsMode {
    /** Never: everything travels in clear. Credentials don't, unless that is allowed by name. */
    NONE,
    /** By STARTTLS when the server offers it, else in clear. It protects from listeners, not from someone who removes the offer. */
    STARTTLS_IF_OFFERED,
    /** By STARTTLS, or not at all: no offer is an error (RFC 3207). The usual way on port 587. */
    STARTTLS,
    /** From the first byte (RFC 8314, section 3.3). The usual way on port 465. */
    IMPLICIT;

    /**
     * Tells whether a connection without TLS is an error.
     *
     * @return true for {@link #STARTTLS} and {@link #IMPLICIT}
     */
    public boolean isRequired() {
        return this == STARTTLS || this == IMPLICIT;
    }
}
