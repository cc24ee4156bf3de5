package org.postrider.smtp.internal.connection;

import java.net.IDN;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.postrider.smtp.SmtpOptions;

/** Makes TLS engines that know whom they talk to: the name is sent (SNI), and checked against the certificate. */
final class TlsEngines {
    private TlsEngines() {}

    /**
     * Makes an engine for a server.
     *
     * @throws IllegalStateException if the context has no version that is safe to speak
     */
    static SSLEngine client(SmtpOptions options) {
        String host = asciiHost(options.host());
        // Host and port key the session cache, so that the next connection resumes.
        SSLEngine engine = options.tls().context().createSSLEngine(host, options.port());
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(safeProtocols(engine.getEnabledProtocols()));
        SSLParameters parameters = engine.getSSLParameters();
        if (options.tls().isHostNameChecked()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (!isAddress(host)) {
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

    /** The form that certificates have: A-labels, without the root's dot. */
    private static String asciiHost(String host) {
        String relative = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        boolean ascii = relative.chars().allMatch(c -> c < 0x80);
        return ascii ? relative : IDN.toASCII(relative);
    }

    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }
}
