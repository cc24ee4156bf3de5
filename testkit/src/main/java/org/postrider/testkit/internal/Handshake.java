package org.postrider.testkit.internal;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.postrider.testkit.Session.Ending;
import org.postrider.testkit.TlsFacts;

/** The server's side of the TLS handshake. Stateless. */
final class Handshake {
    private Handshake() {}

    static TlsFacts perform(Wire wire, SSLSocketFactory factory, Settings.Tls settings) throws IOException {
        SSLSocket socket = wire.secure(factory);
        socket.setNeedClientAuth(settings.clientCertificate());
        if (!settings.protocols().isEmpty()) {
            socket.setEnabledProtocols(settings.protocols().toArray(new String[0]));
        }
        try {
            socket.startHandshake();
        } catch (IOException e) {
            throw new SessionOverException(Ending.TLS_FAILURE, e);
        }
        SSLSession session = socket.getSession();
        return new TlsFacts(
                session.getProtocol(), session.getCipherSuite(), serverName(session), clientCertificate(session));
    }

    private static @Nullable String serverName(SSLSession session) {
        List<SNIServerName> names =
                session instanceof ExtendedSSLSession extended ? extended.getRequestedServerNames() : List.of();
        return names.isEmpty() || !(names.get(0) instanceof SNIHostName name) ? null : name.getAsciiName();
    }

    private static @Nullable X509Certificate clientCertificate(SSLSession session) {
        try {
            return (X509Certificate) session.getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException noneWasShown) {
            return null;
        }
    }
}
