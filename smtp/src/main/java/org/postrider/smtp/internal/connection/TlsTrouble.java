package org.postrider.smtp.internal.connection;

import java.security.Security;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.ClientCertificate;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.internal.tls.UntrustedPeerException;

/**
 * Says what a TLS failure means and how to mend it. Our own verdict on the server's certificate is for the user as it stands; what the
 * peer or a context of the user's own says, the JDK tells only in the text of its exceptions.
 */
final class TlsTrouble {
    private static final String RENEW = "the server needs a new one, or this machine's clock is wrong";

    private static final String DAMAGED = "what came isn't encrypted as it was agreed:"
            + " the server, or something on the way to it, went on in clear or damaged it";

    /** What is found in a text, and what it means; the first that is found counts. */
    private static final List<Map.Entry<String, String>> MEANINGS = List.of(
            Map.entry("notafter", "the server's certificate has expired: " + RENEW),
            Map.entry("notbefore", "the server's certificate isn't valid yet: check this machine's clock"),
            Map.entry(
                    "unable to find valid certification path",
                    "the server's certificate isn't issued by a CA that is trusted here; if it is your own server, trust its CA"),
            Map.entry(
                    "path does not chain",
                    "the server's certificate isn't issued by a CA that is trusted here; if it is your own server, trust its CA"),
            Map.entry(
                    "alert: protocol_version",
                    "the server speaks neither TLS 1.2 nor 1.3, which is the least that is safe: have it updated"),
            Map.entry("tag mismatch", DAMAGED),
            Map.entry("record too big", DAMAGED),
            Map.entry("insufficient buffer remaining", DAMAGED),
            Map.entry("alert: unrecognized_name", "the server doesn't know itself by the name that was asked for"));

    /** How the JDK says that what came is no TLS. */
    private static final List<String> IN_CLEAR = List.of("unrecognized ssl message", "plaintext connection");

    /** The alerts by which a server turns down a client (RFC 8446, section 6.2). */
    private static final List<String> TURNED_DOWN = List.of(
            "certificate_required",
            "bad_certificate",
            "certificate_unknown",
            "unknown_ca",
            "certificate_expired",
            "certificate_revoked",
            "unsupported_certificate",
            "access_denied");

    private TlsTrouble() {}

    /**
     * Says what failed, and what to do.
     *
     * @param options what was asked of the server
     * @param failure what the JDK says of it, or one of our checks
     * @param shakingHands whether the handshake was still going on
     */
    static String explain(SmtpOptions options, Throwable failure, boolean shakingHands) {
        return "TLS with " + options.server() + " failed: "
                + Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                        .map(cause -> reason(options, cause, shakingHands))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElseGet(() -> String.valueOf(failure.getMessage()));
    }

    private static @Nullable String reason(SmtpOptions options, Throwable cause, boolean shakingHands) {
        String text = String.valueOf(cause.getMessage());
        String lower = text.toLowerCase(Locale.ROOT);
        if (cause instanceof UntrustedPeerException) {
            return text;
        }
        if (lower.startsWith("no name matching") || lower.startsWith("no subject alternative")) {
            return "the server's certificate isn't for \"" + options.host() + "\"; connect by a name that it is for ("
                    + text + ")";
        }
        if (TURNED_DOWN.stream().anyMatch(alert -> lower.contains("alert: " + alert))) {
            return "the server demands a client certificate that it trusts: " + shown(options) + " (" + text + ")";
        }
        if (lower.contains("alert: handshake_failure")) {
            return isWithoutCurves()
                    ? "this Java runtime has no elliptic curves, which most servers want: add the module jdk.crypto.ec to it"
                    : "the server took neither version nor cipher suites, or it demands a client certificate: "
                            + shown(options);
        }
        if (IN_CLEAR.stream().anyMatch(lower::contains)) {
            return inClear(options.tls().mode(), shakingHands);
        }
        return MEANINGS.stream()
                .filter(meaning -> lower.contains(meaning.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private static String inClear(TlsMode mode, boolean shakingHands) {
        if (!shakingHands) {
            return DAMAGED;
        }
        return mode == TlsMode.IMPLICIT
                ? "the server doesn't speak TLS from the first byte on this port; it may want STARTTLS"
                : "the server agreed to STARTTLS and answered the handshake in clear: its log may say why its TLS doesn't work";
    }

    /** A runtime that was cut down to some modules may lack that of the curves, which nothing requires. */
    private static boolean isWithoutCurves() {
        return Security.getProviders("KeyPairGenerator.EC") == null;
    }

    private static String shown(SmtpOptions options) {
        List<ClientCertificate> certificates = options.tls().clientCertificates();
        return certificates.isEmpty()
                ? "none was given, add one to the client certificates"
                : "it took none of those that were given, the first of which is " + certificates.get(0);
    }
}
