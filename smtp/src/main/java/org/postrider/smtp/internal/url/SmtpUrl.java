package org.postrider.smtp.internal.url;

import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.PasswordCredential;
import org.postrider.smtp.ProxyOptions;
import org.postrider.smtp.RouteOptions;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;
import org.postrider.smtp.internal.Printable;
import org.postrider.smtp.internal.tls.HostNames;

/** Makes options of a URL; {@link SmtpOptions#of(String)} says what it may hold. Stateless. */
public final class SmtpUrl {
    private static final int SUBMISSION = 587;
    private static final int IMPLICIT_TLS = 465;
    private static final int LOCAL_DELIVERY = 24; // "Any private mail system"; RFC 2033 has no port of its own.

    private static final Map<String, BiConsumer<SmtpOptions.Builder, String>> OPTIONS = new TreeMap<>(Map.of(
            "tls", SmtpUrl::tls,
            "domain", SmtpOptions.Builder::clientDomain,
            "local", (options, value) -> route(options, route -> route.withLocalEndPoint(local(value))),
            "proxy", (options, value) -> route(options, route -> route.withProxy(ProxyOptions.of(value))),
            "srv",
                    (options, value) ->
                            route(options, route -> truth("srv", value) ? route.withServersFromDns() : route),
            "srv-trust",
                    (options, value) -> route(options, route -> route.withTrustedServerDomains(value.split(",", -1))),
            "partial", (options, value) -> options.partialDelivery(truth("partial", value)),
            "dangerously-allow-plaintext-auth",
                    (options, value) -> options.dangerouslyAllowPlaintextAuthentication(
                            truth("dangerously-allow-plaintext-auth", value))));

    private static final Set<String> OF_A_NETWORK = Set.of("local", "proxy", "srv", "srv-trust");

    private SmtpUrl() {}

    /**
     * Reads a URL.
     *
     * @param url the URL
     * @param passwords gives the password of a user that has none in the URL; null if nobody does
     * @return options that can be added to
     * @throws IllegalArgumentException that says what is wrong, and shows no password
     */
    public static SmtpOptions.Builder read(String url, @Nullable UnaryOperator<String> passwords) {
        UrlParts parts = UrlParts.of(url);
        String path = parts.path();
        SmtpOptions.Builder options = SmtpOptions.builder(path == null ? parts.host() : "localhost");
        scheme(options, parts);
        if (path != null) {
            options.route(RouteOptions.DIRECT.withUnixSocket(socket(path)));
        }
        if (parts.port() > 0) {
            options.port(parts.port());
        }
        parts.options().forEach((name, value) -> set(options, parts, name, value));
        return options.credential(credential(parts, passwords));
    }

    private static void scheme(SmtpOptions.Builder options, UrlParts parts) {
        switch (parts.scheme()) {
            case "smtp" -> options.port(parts.user() == null ? SmtpOptions.DEFAULT_PORT : SUBMISSION);
            case "lmtp" -> options.port(LOCAL_DELIVERY).lmtp(true);
            case "smtp+starttls" -> options.port(SUBMISSION);
            case "smtps" -> options.port(IMPLICIT_TLS).tls(TlsOptions.of(TlsMode.IMPLICIT));
            default ->
                throw new IllegalArgumentException("the URL's scheme \"" + Printable.escape(parts.scheme())
                        + "\" isn't one of smtp, smtps, smtp+starttls and lmtp");
        }
        if (parts.path() != null && hasTlsOption(parts.scheme())) {
            options.tls(TlsOptions.of(TlsMode.NONE)); // What goes this way is on no network.
        }
    }

    /** The other schemes have said it. */
    private static boolean hasTlsOption(String scheme) {
        return scheme.equals("smtp") || scheme.equals("lmtp");
    }

    private static @Nullable PasswordCredential credential(UrlParts parts, @Nullable UnaryOperator<String> passwords) {
        String user = parts.user();
        String password = parts.password();
        if (user == null) {
            return null;
        }
        if (password != null) {
            return new PasswordCredential(user, password);
        }
        if (passwords == null) {
            throw new IllegalArgumentException(
                    "the URL has a user and no password: write user:password@, or give the password apart from the URL");
        }
        String found = passwords.apply(user);
        if (found == null) {
            throw new IllegalArgumentException("nobody gave a password for the user \"" + Printable.escape(user)
                    + "\" of the URL: have the function find one, or leave the user out");
        }
        return new PasswordCredential(user, found);
    }

    private static Path socket(String path) {
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("the URL's path isn't one on this system: " + e.getReason(), e);
        }
    }

    private static void set(SmtpOptions.Builder options, UrlParts parts, String name, String value) {
        String scheme = parts.scheme();
        BiConsumer<SmtpOptions.Builder, String> setter = OPTIONS.get(name);
        if (setter == null) {
            throw new IllegalArgumentException("the URL has the option \"" + Printable.escape(name)
                    + "\", which isn't one of " + OPTIONS.keySet());
        }
        if (name.equals("tls") && !hasTlsOption(scheme)) {
            throw new IllegalArgumentException(
                    "the URL has the option \"tls\", which is for smtp:// and lmtp:// alone: " + scheme
                            + " has said it");
        }
        if (parts.path() != null && OF_A_NETWORK.contains(name)) {
            throw new IllegalArgumentException("the URL has the option \"" + name
                    + "\", which is for a way over a network, and a path, which is none:"
                    + " give a host in place of the path, or leave the option out");
        }
        setter.accept(options, value);
    }

    private static void route(SmtpOptions.Builder options, UnaryOperator<RouteOptions> change) {
        options.route(change.apply(options.build().route()));
    }

    private static void tls(SmtpOptions.Builder options, String value) {
        TlsMode mode = switch (value) {
            case "required" -> TlsMode.STARTTLS;
            case "optional" -> TlsMode.STARTTLS_IF_OFFERED;
            case "none" -> TlsMode.NONE;
            default ->
                throw new IllegalArgumentException("the URL's option \"tls\" isn't one of required, optional and none");
        };
        options.tls(TlsOptions.of(mode));
    }

    /** An address, not a name, which would have to be looked up. */
    private static InetSocketAddress local(String value) {
        String plain = value.startsWith("[") && value.endsWith("]") ? value.substring(1, value.length() - 1) : value;
        if (plain.isEmpty() || !HostNames.isAddress(plain)) {
            throw new IllegalArgumentException("the URL's option \"local\" isn't an IP address of this machine");
        }
        return new InetSocketAddress(plain, 0);
    }

    private static boolean truth(String name, String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new IllegalArgumentException("the URL's option \"" + name + "\" is neither true nor false");
        };
    }
}
