package org.postrider.smtp;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.internal.Printable;
import org.postrider.smtp.internal.tls.HostNames;
import org.postrider.smtp.internal.url.HostText;
import org.postrider.smtp.internal.url.UrlParts;

/**
 * A proxy that the server is reached through. The proxy looks up the server's name; TLS is with the server, inside of the tunnel, so
 * the proxy sees no mail. It does see its own credential, which none of the three protects.
 *
 * <p>Immutable.
 *
 * @param kind what the proxy speaks
 * @param host its name or address
 * @param port its port
 * @param credential what to log in to the proxy with, or null
 */
public record ProxyOptions(
        Kind kind, String host, int port, @Nullable PasswordCredential credential) {
    /** What a proxy speaks. */
    public enum Kind {
        /** SOCKS version 5 (RFC 1928), with user and password (RFC 1929). */
        SOCKS5(1080),
        /** SOCKS version 4A; its login is a user name without a password. */
        SOCKS4A(1080),
        /** CONNECT of HTTP (RFC 9110, section 9.3.6); its login is the Basic scheme. */
        HTTP_CONNECT(8080);

        private final int usualPort;

        Kind(int usualPort) {
            this.usualPort = usualPort;
        }
    }

    /**
     * Makes options for a proxy.
     *
     * @param kind what the proxy speaks
     * @param host its name or address
     * @param port its port
     * @param credential what to log in with, or null
     * @throws IllegalArgumentException if the host is empty or can be none, the port isn't one, or the credential is none that the kind can carry
     */
    public ProxyOptions {
        Objects.requireNonNull(kind, "kind");
        if (host.isBlank()) {
            throw new IllegalArgumentException("the proxy's host is empty; give its name or address");
        }
        host = HostNames.withoutBrackets(host.trim());
        if (HostText.misfit(host) >= 0) {
            throw new IllegalArgumentException(
                    "the proxy's host has a character that no host has; give its name or address alone,"
                            + " or its URL to ProxyOptions.of");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port lies between 1 and 65535, this is " + port);
        }
        if (credential != null) {
            check(kind, credential);
        }
    }

    /**
     * Makes options for a proxy that wants no login.
     *
     * @param kind what the proxy speaks
     * @param host its name or address
     * @param port its port
     */
    public ProxyOptions(Kind kind, String host, int port) {
        this(kind, host, port, null);
    }

    /**
     * Reads options from a URL.
     *
     * @param url {@code socks5://}, {@code socks4a://} or {@code http://}, user and password percent-encoded, and the port, 1080 or
     *     8080 if there is none: {@code socks5://ann:secret@proxy.example.com}
     * @return the options
     * @throws IllegalArgumentException if something is wrong; the message says what, and never shows the password
     */
    public static ProxyOptions of(String url) {
        UrlParts parts = UrlParts.of(url);
        Kind kind = switch (parts.scheme()) {
            case "socks5" -> Kind.SOCKS5;
            case "socks4a" -> Kind.SOCKS4A;
            case "http" -> Kind.HTTP_CONNECT;
            default ->
                throw new IllegalArgumentException("the proxy's scheme \"" + Printable.escape(parts.scheme())
                        + "\" isn't one of socks5, socks4a and http");
        };
        if (!parts.options().isEmpty()) {
            throw new IllegalArgumentException("the proxy's URL has options, and a proxy has none");
        }
        String user = parts.user();
        String password = parts.password() == null ? "" : parts.password();
        PasswordCredential login = user == null ? null : new PasswordCredential(user, password);
        return new ProxyOptions(kind, parts.host(), parts.port() == 0 ? kind.usualPort : parts.port(), login);
    }

    private static void check(Kind kind, PasswordCredential credential) {
        if (kind == Kind.SOCKS4A && !credential.password().isEmpty()) {
            throw new IllegalArgumentException("SOCKS4A knows no password; leave it empty, or use SOCKS5");
        }
        if (kind == Kind.SOCKS5 && (isLong(credential.userName()) || isLong(credential.password()))) {
            throw new IllegalArgumentException(
                    "SOCKS5 carries at most 255 octets of user name and of password (RFC 1929)");
        }
        if (kind == Kind.HTTP_CONNECT && credential.userName().indexOf(':') >= 0) {
            throw new IllegalArgumentException("a user name for HTTP has no colon (RFC 7617)");
        }
    }

    private static boolean isLong(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length > 255;
    }
}
