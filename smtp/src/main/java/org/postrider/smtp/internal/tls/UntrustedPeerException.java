package org.postrider.smtp.internal.tls;

import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** A server isn't whom it should be; the message is for the user as it stands. */
public final class UntrustedPeerException extends CertificateException {
    private static final long serialVersionUID = 1L;

    UntrustedPeerException(String message) {
        super(message);
    }

    UntrustedPeerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
