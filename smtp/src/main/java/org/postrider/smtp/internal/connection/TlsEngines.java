package org.postrider.smtp.internal.connection;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.internal.tls.HostNames;
import org.postrider.smtp.internal.tls.PeerCheck;
import org.postrider.smtp.internal.tls.TlsContexts;

/** Makes TLS engines that know whom they talk to: the name is sent (SNI), and checked against the certificate. */
final class TlsEngines {
    private TlsEngines() {}

    /**
     * Makes an engine for a server.
     *
     * @throws IllegalStateException if the context has no version that is safe to speak
     */
    static SSLEngine client(SmtpOptions options) {
        String host = HostNames.ascii(options.host());
        // Host and port key the session cache, so that the next connection resumes.
        SSLEngine engine = options.tls().context().createSSLEngine(host, options.port());
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(safeProtocols(engine.getEnabledProtocols()));
        SSLParameters parameters = engine.getSSLParameters();
        if (options.tls().isHostNameChecked()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (!HostNames.isAddress(host)) {
            parameters.setServerNames(serverNames(host));
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** A name that DNS doesn't know, such as a container's with an underscore, can be connected to but not sent. */
    private static List<SNIServerName> serverNames(String host) {
        try {
            return List.of(new SNIHostName(host));
        } catch (IllegalArgumentException expected) {
            return List.of();
        }
    }

    /** RFC 8996: 1.0 and 1.1 are not to be spoken any more. */
    private static String[] safeProtocols(String[] enabled) {
        String[] safe = Arrays.stream(enabled)
                .filter(p -> p.equals("TLSv1.2") || p.equals("TLSv1.3"))
                .toArray(String[]::new);
        if (safe.length == 0) {
            throw new IllegalStateException("the TLS context speaks neither TLSv1.2 nor TLSv1.3; enable one of them");
        }
        return safe;
    }

    /**
     * Looks once more at who has answered: a resumed session, and a context of the user's own, were not asked by our rules.
     *
     * @return why the server can't be trusted, or null if it can
     */
    static @Nullable CertificateException doubt(SmtpOptions options, List<X509Certificate> chain) {
        try {
            PeerCheck.check(chain, options.tls().isHostNameChecked() ? HostNames.ascii(options.host()) : null);
            if (!TlsContexts.isOurs(options.tls().context())) {
                PeerCheck.checkIssuers(chain);
            }
            return null;
        } catch (CertificateException e) {
            return e;
        }
    }
}
