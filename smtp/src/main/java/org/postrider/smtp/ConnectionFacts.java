package org.postrider.smtp;

import java.io.Serializable;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The connection that a message travelled on.
 *
 * @param server host and port as they were asked for
 * @param address the address that was connected to, or null if none was reached
 * @param protection what TLS agreed on, or null if the connection is in clear or didn't come that far
 * @param mechanism the SASL mechanism that succeeded, or null if there was no authentication
 * @param reused whether an earlier message had travelled on it
 * @serial exclude
 */
public record ConnectionFacts(
        String server,
        @Nullable InetSocketAddress address,
        @Nullable TlsFacts protection,
        @Nullable String mechanism,
        boolean reused)
        implements Serializable {
    /**
     * Gives the facts of a connection that hasn't come about.
     *
     * @param server host and port as they were asked for
     * @return facts that know nothing else
     */
    public static ConnectionFacts none(String server) {
        return new ConnectionFacts(server, null, null, null, false);
    }

    /**
     * Gives what TLS agreed on.
     *
     * @return the facts; empty if the connection is in clear
     */
    public Optional<TlsFacts> tls() {
        return Optional.ofNullable(protection);
    }
}
