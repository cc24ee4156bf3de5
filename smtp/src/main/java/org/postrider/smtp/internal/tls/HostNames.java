package org.postrider.smtp.internal.tls;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.internal.Printable;

/**
 * Tells whether a certificate is for a host, by RFC 9525: by its subject alternative names and nothing else.
 *
 * <p>A name matches label by label, without regard to ASCII case; a wildcard stands for the whole left-most label, with at least two
 * labels behind it. An address matches an address only. The common name counts for nothing. Stateless.
 */
public final class HostNames {
    private static final int DNS_NAME = 2; // The numbers of RFC 5280, section 4.2.1.6.
    private static final int IP_ADDRESS = 7;
    private static final int NAMES_SHOWN = 5;

    /**
     * Letters of their own since IDNA2008, which the rules of 2003 that the JDK knows make others of, or nothing: sharp s, final sigma
     * and the two joiners ("deviations" in UTS 46, section 2.3).
     */
    private static final String AMBIGUOUS = "\u00DF\u03C2\u200C\u200D";

    private HostNames() {}

    /**
     * Gives a host in the form that certificates have: A-labels, without the root's dot. An address stays as it is.
     *
     * @param host a name or an address
     * @return the host to look for in a certificate
     * @throws IllegalArgumentException as {@link #aLabels} does
     */
    public static String ascii(String host) {
        String labels = aLabels(host);
        return labels.endsWith(".") ? labels.substring(0, labels.length() - 1) : labels;
    }

    /**
     * Gives a host in the form that DNS is asked for: A-labels, and the root's dot if there is one, for it keeps a system from searching
     * in its own domain first. So the name that is looked up and the name that is checked are the same.
     *
     * <p>A name that is one domain by IDNA2008 and another by what the JDK knows is refused: the other may be anybody's.
     *
     * @param host a name or an address
     * @return the host to look up
     * @throws IllegalArgumentException that quotes the host, if it is a name that can't be expressed, or not for sure
     */
    public static String aLabels(String host) {
        if (host.chars().allMatch(c -> c < 0x80)) {
            return host;
        }
        if (host.chars().anyMatch(c -> AMBIGUOUS.indexOf(c) >= 0)) {
            throw new IllegalArgumentException("the name \"" + Printable.escape(host)
                    + "\" is one domain by the rules of today and another by those of 2003 (IDNA): give its xn-- form");
        }
        try {
            return IDN.toASCII(host);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the name \"" + Printable.escape(host) + "\" is none that DNS could know: check its spelling", e);
        }
    }

    /**
     * Tells whether a host is an address rather than a name. Whatever has only digits and dots is one: no name of DNS looks like that.
     *
     * @param host a name or an address
     * @return true for an address
     */
    public static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || isDigit(c));
    }

    /**
     * Takes an address out of the brackets that it has where a port may follow.
     *
     * @param host a name or an address
     * @return the address in the brackets; everything else as it is
     */
    public static String withoutBrackets(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.indexOf(':') >= 0;
        return bracketed ? host.substring(1, host.length() - 1) : host;
    }

    /**
     * Gives host and port as one text.
     *
     * @param host a name or an address, without brackets
     * @param port its port
     * @return such as {@code mail.example.com:25} or {@code [::1]:25}
     */
    public static String withPort(String host, int port) {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /**
     * Fails unless a certificate is for a host.
     *
     * @param certificate the server's certificate
     * @param host the host that was asked for, as {@link #ascii} gives it
     * @throws CertificateException that tells what the certificate is for
     */
    public static void check(X509Certificate certificate, String host) throws CertificateException {
        Collection<List<?>> names = alternativeNames(certificate);
        boolean matches = isAddress(host) ? hasAddress(names, host) : hasName(names, host);
        if (!matches) {
            throw new UntrustedPeerException("the server's certificate is for " + describe(names)
                    + ", you connected to " + host
                    + ": connect by a name that it is for, or give the server a certificate for this one");
        }
    }

    /**
     * Tells whether a certificate is for a host.
     *
     * @param certificate the server's certificate
     * @param host the host that was asked for, in any script
     * @return false too if the certificate's names can't be read, or the host's name is none
     */
    public static boolean isFor(X509Certificate certificate, String host) {
        try {
            check(certificate, ascii(host));
            return true;
        } catch (CertificateException | IllegalArgumentException expected) {
            return false;
        }
    }

    private static Collection<List<?>> alternativeNames(X509Certificate certificate)
            throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names == null ? List.of() : names;
    }

    private static boolean hasName(Collection<List<?>> names, String host) {
        return names.stream()
                .anyMatch(name -> kind(name) == DNS_NAME && name.get(1) instanceof String text && matches(text, host));
    }

    private static boolean hasAddress(Collection<List<?>> names, String host) {
        InetAddress address = address(host);
        return address != null
                && names.stream()
                        .anyMatch(name -> kind(name) == IP_ADDRESS
                                && name.get(1) instanceof String text
                                && address.equals(address(text)));
    }

    private static int kind(List<?> name) {
        return (Integer) name.get(0);
    }

    /** RFC 9525, section 6.3. */
    static boolean matches(String presented, String host) {
        if (!presented.startsWith("*.")) {
            return isName(presented) && presented.equalsIgnoreCase(host);
        }
        String parent = presented.substring(1);
        int firstDot = host.indexOf('.');
        return isName(parent.substring(1))
                && parent.indexOf('.', 1) > 0
                && firstDot > 0
                && parent.equalsIgnoreCase(host.substring(firstDot));
    }

    /**
     * Tells whether a text can be a name: letters, digits, hyphens, underscores in labels that aren't empty; so no wildcard, and nothing
     * that only looks like a letter.
     *
     * @param name the text, without the root's dot
     * @return false for everything else
     */
    public static boolean isName(String name) {
        return !name.isEmpty()
                && name.charAt(0) != '.'
                && !name.endsWith(".")
                && !name.contains("..")
                && name.chars().allMatch(HostNames::isNameCharacter);
    }

    private static boolean isNameCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '-' || c == '.' || c == '_';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** Reads an address without asking a name server for what isn't one. */
    private static @Nullable InetAddress address(String literal) {
        int zone = literal.indexOf('%');
        String text = zone < 0 ? literal : literal.substring(0, zone);
        if (text.indexOf(':') < 0 && !isDottedQuad(text)) {
            return null;
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException expected) {
            return null;
        }
    }

    private static boolean isDottedQuad(String text) {
        String[] parts = text.split("\\.", -1);
        boolean numbers = text.chars().allMatch(c -> c == '.' || isDigit(c));
        return numbers && parts.length == 4 && List.of(parts).stream().allMatch(HostNames::isOctet);
    }

    private static boolean isOctet(String part) {
        return !part.isEmpty() && part.length() <= 3 && Integer.parseInt(part) <= 255;
    }

    private static String describe(Collection<List<?>> names) {
        List<String> useful = names.stream()
                .filter(name -> kind(name) == DNS_NAME || kind(name) == IP_ADDRESS)
                .map(name -> Printable.escape(String.valueOf(name.get(1))).toLowerCase(Locale.ROOT))
                .toList();
        if (useful.isEmpty()) {
            return "no host at all (it has no subject alternative name; a common name doesn't count)";
        }
        String shown = useful.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "));
        return useful.size() <= NAMES_SHOWN ? shown : shown + " and " + (useful.size() - NAMES_SHOWN) + " more";
    }
}
