package org.postrider.smtp;

/**
 * Whether a server's certificate is asked after at its issuer: it may have been revoked before it expired.
 *
 * <p>The answer is the one that the server brings along (OCSP stapling, RFC 6066), else that of the issuer's OCSP responder or its list
 * (CRL), fetched over HTTP from the addresses in the certificates. The trap: fetching takes as long as the issuer's servers take.
 */
public enum RevocationMode {
    /** Nobody is asked; the default, as in .NET. */
    OFF,
    /** A certificate that is known to be revoked is refused; one that nobody can tell about is accepted. */
    SOFT,
    /** Only a certificate that is known not to be revoked is accepted: an issuer that can't be reached ends the connection. */
    HARD
}
