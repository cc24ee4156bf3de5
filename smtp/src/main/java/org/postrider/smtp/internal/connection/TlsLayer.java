package org.postrider.smtp.internal.connection;

import java.security.cert.CertificateException;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.FailureKind;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.TlsFacts;
import org.postrider.smtp.internal.wire.TlsWire;
import org.postrider.smtp.internal.wire.Wire;
import org.postrider.sockets.SocketError;

/**
 * TLS on a connection, if there is any: the handshake, what it came to, and why it failed.
 *
 * <p>Used by the conversation's thread, but for {@link #engine()}.
 */
final class TlsLayer {
    private volatile @Nullable SSLEngine engine;
    private @Nullable TlsWire wire;
    private @Nullable TlsFacts facts;

    /**
     * Puts a wire under TLS; a failure is told to the pump.
     *
     * @param below the wire in clear
     * @param options what is asked of the server
     * @param pump whose conversation it is
     * @param then goes on with the wire under TLS; what it says is pumped by whoever called, or here
     */
    void secure(Wire below, SmtpOptions options, Pump pump, Consumer<TlsWire> then) {
        try {
            SSLEngine client = TlsEngines.client(options);
            TlsWire above = new TlsWire(below, client, pump::offload);
            engine = client;
            wire = above;
            boolean pending = above.handshakeAsync(() -> {
                ended(above, options, pump, then);
                pump.run();
            });
            if (!pending) {
                ended(above, options, pump, then);
            }
        } catch (IllegalStateException | IllegalArgumentException e) {
            pump.fail(new Loss(FailureKind.TLS, "TLS can't be set up: " + e.getMessage(), e));
        }
    }

    private void ended(TlsWire above, SmtpOptions options, Pump pump, Consumer<TlsWire> then) {
        if (pump.isStopped()) {
            return;
        }
        if (above.error() != null) {
            pump.lost(above.error());
            return;
        }
        TlsFacts agreed = above.facts();
        facts = agreed;
        CertificateException doubt = TlsEngines.doubt(options, agreed.peerCertificates());
        if (doubt != null) {
            pump.fail(new Loss(FailureKind.TLS, TlsTrouble.explain(options, doubt, false), doubt));
            return;
        }
        then.accept(above);
    }

    /** Says why the wire was lost, as far as TLS knows more of it. */
    Loss whyLost(@Nullable SocketError error, SmtpOptions options) {
        Throwable failure = wire == null ? null : wire.failure();
        boolean shakingHands = wire != null && facts == null;
        return failure != null
                ? new Loss(FailureKind.TLS, TlsTrouble.explain(options, failure, shakingHands), failure)
                : Loss.of(error, shakingHands);
    }

    /** Says goodbye, if there is TLS. */
    void closeNotify() {
        if (wire != null) {
            wire.closeNotify();
        }
    }

    /** Tells whether something was received and not taken. */
    boolean hasInput() {
        return wire != null && wire.hasInput();
    }

    @Nullable
    SSLEngine engine() {
        return engine;
    }

    @Nullable
    TlsFacts facts() {
        return facts;
    }
}
