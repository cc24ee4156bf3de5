package org.postrider.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whether a connection uses TLS, and whom it trusts.
 *
 * <p>Immutable: each {@code with} method gives a new value, so options that were handed out can't be weakened later. The server's
 * certificate has to lead to a trusted root and to name the host that was asked for; TLS 1.2 is the oldest version that is spoken.
 * Keep one value for one server: its {@link SSLContext} remembers sessions, so the next connection resumes instead of starting anew.
 */
public final class TlsOptions {
    private final TlsMode mode;
    private final @Nullable SSLContext context;
    private final boolean hostNameChecked;

    private TlsOptions(TlsMode mode, @Nullable SSLContext context, boolean hostNameChecked) {
        this.mode = mode;
        this.context = context;
        this.hostNameChecked = hostNameChecked;
    }

    /**
     * Gives options that trust the platform's roots and check the host name.
     *
     * @param mode whether and when TLS starts
     * @return the options
     */
    public static TlsOptions of(TlsMode mode) {
        return new TlsOptions(Objects.requireNonNull(mode, "mode"), null, true);
    }

    /**
     * Uses a context of your own, for its trust, its client certificates or its provider.
     *
     * @param context an initialised client context
     * @return new options
     */
    public TlsOptions withContext(SSLContext context) {
        return new TlsOptions(mode, Objects.requireNonNull(context, "context"), hostNameChecked);
    }

    /**
     * Trusts the certificates of a PEM file instead of the platform's roots.
     *
     * @param pem a file with one or more {@code CERTIFICATE} blocks
     * @return new options
     * @throws IOException if the file can't be read or holds no certificate
     */
    public TlsOptions withTrustedCertificates(Path pem) throws IOException {
        return withContext(trusting(pem));
    }

    /**
     * Accepts a trusted certificate whatever host it names: anyone who holds one can then play your server.
     *
     * @return new, weaker options
     */
    public TlsOptions dangerouslyAcceptAnyHostName() {
        return new TlsOptions(mode, context, false);
    }

    /**
     * Tells whether and when TLS starts.
     *
     * @return the mode
     */
    public TlsMode mode() {
        return mode;
    }

    /**
     * Gives the context that connections are made with.
     *
     * @return the context that was set, else the platform's default
     * @throws IllegalStateException if the platform has none that works
     */
    public SSLContext context() {
        try {
            return context != null ? context : SSLContext.getDefault();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the JVM's default TLS context can't be made; check its javax.net.ssl.* properties, or give one",
                    e);
        }
    }

    /**
     * Tells whether the certificate has to name the host.
     *
     * @return true unless {@link #dangerouslyAcceptAnyHostName()} was called
     */
    public boolean isHostNameChecked() {
        return hostNameChecked;
    }

    private static SSLContext trusting(Path pem) throws IOException {
        try {
            KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
            roots.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates(pem)) {
                roots.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(roots);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(pem + " can't be used as a list of trusted certificates: " + e.getMessage(), e);
        }
    }

    private static Collection<? extends Certificate> certificates(Path pem) throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(pem)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new IOException(pem + " holds no certificate; it should have PEM blocks of type CERTIFICATE");
            }
            return found;
        }
    }

    /** Options are equal when mode, context (the same object) and name check are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TlsOptions o
                && mode == o.mode
                && context == o.context
                && hostNameChecked == o.hostNameChecked;
    }

    @Override
    public int hashCode() {
        return Objects.hash(mode, System.identityHashCode(context), hostNameChecked);
    }

    /** Shows the mode, and the check that is off if one is. */
    @Override
    public String toString() {
        return mode + (hostNameChecked ? "" : ", host name not checked");
    }
}
