package org.postrider.smtp.internal.connection;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import org.postrider.smtp.SmtpOptions;

/** Says what a TLS failure means and how to mend it; the JDK tells most of it only in the text of its exceptions. */
final class TlsTrouble {
    private TlsTrouble() {}

    static String explain(SmtpOptions options, Throwable failure) {
        return "TLS with " + options.server() + " failed: " + reason(options, failure);
    }

    private static String reason(SmtpOptions options, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (cause instanceof CertificateExpiredException) {
                return "the server's certificate has expired";
            }
            if (cause instanceof CertificateNotYetValidException) {
                return "the server's certificate isn't valid yet; check this machine's clock";
            }
            if (text.contains("unable to find valid certification path") || text.contains("path does not chain")) {
                return "the server's certificate isn't issued by a CA that is trusted here; if it is your own server, trust its CA";
            }
            if (text.startsWith("no name matching") || text.startsWith("no subject alternative")) {
                return "the server's certificate isn't for \"" + options.host()
                        + "\"; connect by a name that it is for (" + cause.getMessage() + ")";
            }
            if (text.contains("alert: certificate_required") || text.contains("alert: bad_certificate")) {
                return "the server demands a client certificate that it trusts; give a context that has one";
            }
            if (text.contains("unrecognized ssl message") || text.contains("plaintext connection")) {
                return "the server doesn't speak TLS from the first byte on this port; it may want STARTTLS";
            }
        }
        return String.valueOf(failure.getMessage());
    }
}
