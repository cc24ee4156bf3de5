package org.postrider.smtp;

import java.util.List;
import java.util.Optional;

/** Who logs in where: what a {@link SaslMechanism} is told. Immutable. */
public interface SaslContext {
    /** {@return the server's name or address as TLS knows it: in ASCII (A-labels), without the dot of the root} */
    String host();

    /** {@return the server's port} */
    int port();

    /** {@return what to log in with} */
    Credential credential();

    /** {@return the service principal for Kerberos, such as {@code smtp/mail.example.com}} */
    String targetName();

    /** {@return the names of the mechanisms that the server offers, in its order, in upper case} */
    List<String> offered();

    /**
     * Gives what ties a login to its TLS connection, so that nobody in the middle can pass it on (RFC 5056).
     *
     * @param type {@code tls-server-end-point} (RFC 5929), or {@code tls-exporter} (RFC 9266) on Java runtimes that export keying
     *     material (25 and later)
     * @return the octets, or nothing if the connection or the runtime doesn't have them
     */
    Optional<byte[]> channelBinding(String type);
}
