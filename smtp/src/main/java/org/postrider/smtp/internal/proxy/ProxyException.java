package org.postrider.smtp.internal.proxy;

import org.postrider.smtp.FailureKind;

/** A proxy that won't open the way, or doesn't speak as one. */
public final class ProxyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final FailureKind kind;

    ProxyException(FailureKind kind, String message) {
        super(message);
        this.kind = kind;
    }

    static ProxyException malformed(String message) {
        return new ProxyException(FailureKind.PROTOCOL, message);
    }

    static ProxyException refused(String message) {
        return new ProxyException(FailureKind.CONNECTION, message);
    }

    static ProxyException login(String message) {
        return new ProxyException(FailureKind.AUTHENTICATION, message);
    }

    /**
     * Gives what went wrong.
     *
     * @return the kind
     */
    public FailureKind kind() {
        return kind;
    }
}
