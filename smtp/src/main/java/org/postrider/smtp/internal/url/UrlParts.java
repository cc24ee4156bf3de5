package org.postrider.smtp.internal.url;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.internal.Printable;

/**
 * The parts of a URL (RFC 3986), percent-decoded: scheme, user, password, host and port or a path in their place, options.
 *
 * <p>Stricter than the RFC where a slip would send a password to another place: a part that isn't encoded is refused, not guessed. What
 * is wrong is told without quoting what could be a secret; that is why {@link java.net.URI} isn't asked, whose errors quote everything.
 *
 * @param scheme in lower case
 * @param user the user, or null
 * @param password the password, or null; empty if a colon stands alone
 * @param host the host without brackets; empty if there is a path
 * @param port from 1 to 65,535, or 0 if none was given
 * @param path the path that stands in place of a host, or null
 * @param options what stands behind the question mark, in order
 */
public record UrlParts(
        String scheme,
        @Nullable String user,
        @Nullable String password,
        String host,
        int port,
        @Nullable String path,
        Map<String, String> options) {
    private static final String ENCODE =
            "; in a user name or password, each of / ? # @ : % is written in hexadecimal, such as %40 for @";

    /**
     * Takes a URL apart.
     *
     * @param url such as {@code smtps://ann:secret@smtp.example.com?domain=example.com}
     * @return its parts
     * @throws IllegalArgumentException that says what is wrong
     */
    public static UrlParts of(String url) {
        int colon = url.indexOf("://");
        if (colon <= 0) {
            throw new IllegalArgumentException("the URL doesn't begin with a scheme, such as smtps://");
        }
        String rest = url.substring(colon + 3);
        int end = endOfAuthority(rest);
        String tail = rest.substring(end);
        if (tail.indexOf('@') >= 0) {
            throw new IllegalArgumentException("the URL has an @ behind its host" + ENCODE);
        }
        int query = tail.indexOf('?') < 0 ? tail.length() : tail.indexOf('?');
        return of(
                url.substring(0, colon).toLowerCase(Locale.ROOT),
                rest.substring(0, end),
                tail.substring(0, query),
                optionsOf(tail.substring(query)));
    }

    private static UrlParts of(String scheme, String authority, String path, Map<String, String> options) {
        int at = authority.indexOf('@');
        if (at != authority.lastIndexOf('@')) {
            throw new IllegalArgumentException("the URL has more than one @" + ENCODE);
        }
        String user = at < 0 ? null : authority.substring(0, at);
        String place = authority.substring(at + 1);
        int hostEnd = place.startsWith("[") ? place.indexOf(']') + 1 : place.indexOf(':');
        String host = place.substring(0, hostEnd <= 0 ? place.length() : hostEnd);
        boolean local = place.isEmpty() && path.length() > 1;
        if (path.indexOf('#') >= 0 || (!local && path.length() > 1)) {
            throw new IllegalArgumentException(
                    "the URL goes on behind its host with something else than ? and options");
        }
        return new UrlParts(
                scheme,
                user == null ? null : decode("user name", beforeColon(user)),
                user == null || user.indexOf(':') < 0 ? null : decode("password", behindColon(user)),
                local ? "" : hostOf(host),
                portOf(place.substring(host.length())),
                local ? decode("path", path) : null,
                options);
    }

    /** Shows everything but the password. */
    @Override
    public String toString() {
        return "UrlParts[" + scheme + "://" + (user == null ? "" : user + "@") + host + ":" + port
                + (path == null ? "" : path) + "]";
    }

    private static int endOfAuthority(String rest) {
        for (int i = 0; i < rest.length(); i++) {
            if ("/?#".indexOf(rest.charAt(i)) >= 0) {
                return i;
            }
        }
        return rest.length();
    }

    private static String beforeColon(String user) {
        int colon = user.indexOf(':');
        return colon < 0 ? user : user.substring(0, colon);
    }

    private static String behindColon(String user) {
        String password = user.substring(user.indexOf(':') + 1);
        if (password.indexOf(':') >= 0) {
            throw new IllegalArgumentException("the URL's password has a colon" + ENCODE);
        }
        return password;
    }

    private static String hostOf(String text) {
        boolean bracketed = text.startsWith("[");
        if (bracketed && !text.endsWith("]")) {
            throw new IllegalArgumentException("the URL's host has a [ without a ]");
        }
        String host = bracketed ? address(text.substring(1, text.length() - 1)) : decode("host", text);
        if (host.isEmpty() || HostText.misfit(host) >= 0 || bracketed != host.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "the URL has no host that could be one: give a name, an IPv4 address, or an IPv6 address in brackets");
        }
        return host;
    }

    /** Only a zone is encoded, behind the % that is written %25 (RFC 6874, 2); many write the % as it is, before zone 25 too. */
    private static String address(String text) {
        int zone = text.indexOf('%') + 1;
        boolean encoded = zone > 0 && text.startsWith("25", zone) && text.length() > zone + 2;
        return encoded ? text.substring(0, zone) + decode("zone", text.substring(zone + 2)) : text;
    }

    private static int portOf(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        boolean number = text.matches(":[0-9]{1,5}");
        int port = number ? Integer.parseInt(text.substring(1)) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("the URL's port isn't a number from 1 to 65535" + ENCODE);
        }
        return port;
    }

    private static Map<String, String> optionsOf(String query) {
        Map<String, String> options = new LinkedHashMap<>();
        if (query.isEmpty()) {
            return options;
        }
        if (query.indexOf('#') >= 0) {
            throw new IllegalArgumentException("the URL goes on behind its options with a #, which is written %23");
        }
        for (String option : query.substring(1).split("&", -1)) {
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            String value =
                    equals < 0 ? "" : decode("option \"" + Printable.escape(name) + "\"", option.substring(equals + 1));
            if (options.put(name, value) != null) {
                throw new IllegalArgumentException("the URL has the option \"" + Printable.escape(name) + "\" twice");
            }
        }
        return options;
    }

    /** Strict: what isn't UTF-8 or has a % by itself is an error; a plus sign is one. */
    private static String decode(String what, String text) {
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream octets = new ByteArrayOutputStream(raw.length);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '%') {
                octets.write(octet(what, raw, i));
                i += 2;
            } else {
                octets.write(raw[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the URL's " + what + " isn't UTF-8 when it is decoded", e);
        }
    }

    private static int octet(String what, byte[] raw, int percent) {
        boolean whole = percent + 2 < raw.length;
        int high = whole ? Character.digit(raw[percent + 1], 16) : -1;
        int low = whole ? Character.digit(raw[percent + 2], 16) : -1;
        if (high < 0 || low < 0) {
            throw new IllegalArgumentException("the URL's " + what
                    + " has a % without two hexadecimal digits behind it;" + " a % itself is written %25");
        }
        return high << 4 | low;
    }
}
