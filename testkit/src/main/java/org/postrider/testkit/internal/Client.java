package org.postrider.testkit.internal;

import org.jspecify.annotations.Nullable;
import org.postrider.testkit.TlsFacts;

/** What the server knows of a client; STARTTLS makes it forget all but the TLS (RFC 3207, section 4.2). */
final class Client {
    final @Nullable TlsFacts tls;

    @Nullable
    String name;

    Extensions extensions = Extensions.NONE;
    boolean isExtended;
    boolean isLocal;

    @Nullable
    String user;

    @Nullable
    String mechanism;

    Client(@Nullable TlsFacts tls) {
        this.tls = tls;
    }

    boolean isSecured() {
        return tls != null;
    }

    /** The name of the protocol (RFC 3848). */
    String protocol() {
        if (!isExtended) {
            return "SMTP";
        }
        return (isLocal ? "LMTP" : "ESMTP") + (isSecured() ? "S" : "") + (user != null ? "A" : "");
    }
}
