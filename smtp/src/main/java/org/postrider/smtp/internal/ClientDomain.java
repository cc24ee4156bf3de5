package org.postrider.smtp.internal;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * The name that a client introduces itself with: the argument of EHLO (RFC 5321, section 4.1.1.1).
 *
 * <p>Thread safe. The host's own name is looked up once; that may wait for a name server, so never on a loop thread.
 */
public final class ClientDomain {
    private static volatile @Nullable String hostName;

    private ClientDomain() {}

    /**
     * Refuses what isn't a domain or an address literal.
     *
     * @param domain the argument that EHLO would get
     * @throws IllegalArgumentException if a character could end the command or make another of it
     */
    public static void check(String domain) {
        if (!isDomain(domain) && !isLiteral(domain)) {
            throw new IllegalArgumentException("\"" + Printable.escape(domain)
                    + "\" is no client domain: give a name such as mail.example.com or a literal such as [192.0.2.1]");
        }
    }

    /**
     * Gives the name to say: the one that was chosen, the host's own, or else the connection's own address.
     *
     * @param chosen the user's choice, or null for none
     * @param local where the connection begins, or null
     * @return a name or a literal
     */
    public static String of(@Nullable String chosen, @Nullable SocketAddress local) {
        String name = chosen != null ? chosen : ofHost();
        if (!name.isEmpty()) {
            return name;
        }
        return literal(local instanceof InetSocketAddress i ? i.getAddress() : InetAddress.getLoopbackAddress());
    }

    /**
     * Looks up the host's own name.
     *
     * @return the name, or an empty text if the host has none that EHLO could say
     */
    public static String ofHost() {
        String name = hostName;
        if (name == null) {
            name = lookUp();
            hostName = name;
        }
        return name;
    }

    /**
     * Gives the literal of an address.
     *
     * @param local the connection's own address
     * @return such as {@code [192.0.2.1]} or {@code [IPv6:2001:db8::1]} (RFC 5321, section 4.1.3)
     */
    static String literal(InetAddress local) {
        String address = local.getHostAddress();
        int scope = address.indexOf('%');
        String plain = scope < 0 ? address : address.substring(0, scope);
        return local instanceof Inet6Address ? "[IPv6:" + plain + "]" : "[" + plain + "]";
    }

    private static String lookUp() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return isDomain(name) ? name : "";
        } catch (UnknownHostException expected) {
            return ""; // A host that can't resolve its own name is common in containers: the address literal serves.
        }
    }

    private static boolean isDomain(String text) {
        if (text.isEmpty() || text.length() > 255) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean inside = i > 0 && i < text.length() - 1 && (c == '-' || (c == '.' && text.charAt(i - 1) != '.'));
            if (!isLetterOrDigit(c) && c != '_' && !inside) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLiteral(String text) {
        if (text.length() < 3 || text.length() > 255 || text.charAt(0) != '[' || !text.endsWith("]")) {
            return false;
        }
        return text.substring(1, text.length() - 1)
                .chars()
                .allMatch(c -> isLetterOrDigit(c) || c == '.' || c == ':' || c == '-');
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
