package org.postrider.smtp.internal.sasl;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.sasl.SaslException;
import org.postrider.smtp.internal.Printable;

/** What a server of DIGEST-MD5 says, by name (RFC 2831, sections 2.1.1 and 7.1). A directive that nobody knows is none of our business. */
final class Directives {
    /** RFC 2831, section 2.1.1: a challenge is shorter than 2,048 octets. */
    private static final int LONGEST = 2047;

    private static final int LONGEST_SHOWN = 60;

    /** Realms and kinds of protection may come in several directives, and so may whatever is yet to be defined. */
    private static final Set<String> AT_MOST_ONCE =
            Set.of("nonce", "stale", "maxbuf", "charset", "algorithm", "cipher", "rspauth");

    /** A name, and a value with quotes (group 2) or without (group 3). All is possessive: there is one way to read it. */
    private static final Pattern DIRECTIVE = Pattern.compile(
            "\\G[\\s,]*+([^\\s,=\"]++)\\s*+=\\s*+(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|([^\\s,\"]++))\\s*+(?=,|\\z)",
            Pattern.DOTALL);

    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)", Pattern.DOTALL);

    private final Charset charset;
    private final Map<String, List<String>> values = new HashMap<>();

    private Directives(byte[] challenge, Charset charset) throws SaslException {
        this.charset = charset;
        String text = decode(challenge, charset);
        Matcher directive = DIRECTIVE.matcher(text);
        int end = 0;
        while (directive.find()) {
            String quoted = directive.group(2);
            String value = quoted == null
                    ? directive.group(3)
                    : ESCAPED.matcher(quoted).replaceAll("$1");
            add(directive.group(1).toLowerCase(Locale.ROOT), value);
            end = directive.end();
        }
        String rest = text.substring(end);
        if (!rest.chars().allMatch(c -> c == ',' || c <= ' ')) {
            throw new SaslException(
                    "the server's challenge is malformed; it can't be read from \"" + shown(rest) + "\" on");
        }
    }

    /** Reads a challenge. Its charset is one of the directives: in ISO-8859-1 every octet is something, and all else is ASCII. */
    static Directives of(byte[] challenge) throws SaslException {
        if (challenge.length > LONGEST) {
            throw new SaslException(
                    "the server's challenge has " + challenge.length + " octets, the most is " + LONGEST);
        }
        Directives read = new Directives(challenge, StandardCharsets.ISO_8859_1);
        if (!read.has("charset")) {
            return read;
        }
        String charset = read.first("charset");
        if (!charset.equalsIgnoreCase("utf-8")) {
            throw new SaslException("the server's challenge has the charset \"" + shown(charset)
                    + "\", and the only one to name is utf-8");
        }
        return new Directives(challenge, StandardCharsets.UTF_8);
    }

    private static String decode(byte[] octets, Charset charset) throws SaslException {
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException e) {
            throw new SaslException("the server's challenge says that it is in UTF-8, and it isn't", e);
        }
    }

    /** Makes text of the server's fit for a message. */
    static String shown(String text) {
        boolean fits = text.length() <= LONGEST_SHOWN;
        return Printable.escape(fits ? text : text.substring(0, LONGEST_SHOWN) + "...");
    }

    private void add(String name, String value) throws SaslException {
        List<String> same = values.computeIfAbsent(name, n -> new ArrayList<>());
        if (!same.isEmpty() && AT_MOST_ONCE.contains(name)) {
            throw new SaslException("the server's challenge has \"" + name + "\" more than once");
        }
        same.add(value);
    }

    /** UTF-8 if the server says that it understands it, ISO-8859-1 otherwise. */
    Charset charset() {
        return charset;
    }

    boolean has(String name) {
        return !all(name).isEmpty();
    }

    /** Gives the value; the first if there are several, an empty one if there is none. */
    String first(String name) {
        return has(name) ? all(name).get(0) : "";
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }
}
