package org.postrider.smtp.internal.dns;

import org.jspecify.annotations.Nullable;

/** A domain's mail servers can't be found, or may not be trusted; the message says why and what to do. */
public final class NoServersException extends Exception {
    private static final long serialVersionUID = 1L;

    NoServersException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
