package org.postrider.cli;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.postrider.smtp.AuthOptions;
import org.postrider.smtp.DeliveryException;
import org.postrider.smtp.SmtpListener;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.SmtpSender;
import org.postrider.smtp.TlsOptions;

/**
 * A second look at a server whose certificate was refused: takes whatever it shows, and sends it nothing but EHLO and QUIT. For one
 * run. The trap: what it finds proves nothing of who the server is; no credential may ever go this way.
 */
final class Inspection {
    private final Findings findings = new Findings(SmtpListener.NONE);
    private final Recorder recorder = new Recorder();

    /** Gives what was found; as little as nothing when the server doesn't even shake hands. */
    static Inspection of(SmtpOptions refused, Duration timeout) {
        Inspection inspection = new Inspection();
        SmtpOptions options = refused.toBuilder()
                .auth(AuthOptions.NONE)
                .tls(TlsOptions.of(refused.tls().mode())
                        .withContext(inspection.recorder.context())
                        .dangerouslyAcceptAnyHostName())
                .listener(inspection.findings)
                .build();
        try (SmtpSender sender = new SmtpSender(options)) {
            sender.verify(timeout);
        } catch (DeliveryException expected) {
            return inspection; // Why there is no connection is told of the first look.
        }
        return inspection;
    }

    Findings findings() {
        return findings;
    }

    /** Gives the certificates that were shown, the server's first. */
    List<X509Certificate> certificates() {
        return recorder.shown;
    }

    /** Believes everything, and remembers it. */
    private static final class Recorder extends X509ExtendedTrustManager {
        private volatile List<X509Certificate> shown = List.of();

        SSLContext context() {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, new TrustManager[] {this}, null);
                return context;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java has no TLS: " + e.getMessage(), e);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            shown = List.of(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            shown = List.of(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            shown = List.of(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            throw new IllegalStateException("this is no server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new IllegalStateException("this is no server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new IllegalStateException("this is no server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
