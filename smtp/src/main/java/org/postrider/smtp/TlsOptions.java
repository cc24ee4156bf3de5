package org.postrider.smtp;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.internal.tls.Certificates;
import org.postrider.smtp.internal.tls.KeyPin;
import org.postrider.smtp.internal.tls.TlsContexts;
import org.postrider.smtp.internal.tls.Trust;

/**
 * Whether a connection uses TLS, whom it trusts, and as whom it appears.
 *
 * <p>Immutable: each {@code with} method gives a new value, so options that were handed out can't be weakened later. The server's
 * certificate has to lead to a trusted root, to be for the host that was asked for (RFC 9525: by a subject alternative name), and to be
 * strong, as are all on the way to the root: no RSA key under 2,048 bits, no signature over SHA-1 or MD5. TLS 1.2 is the oldest version that
 * is spoken.
 *
 * <p>Equal options share their TLS sessions, so the next connection resumes instead of starting anew.
 */
public final class TlsOptions {
    private final TlsMode mode;
    private final Trust trust;
    private final List<ClientCertificate> clientCertificates;
    private final @Nullable SSLContext own;
    private final boolean hostNameChecked;

    private TlsOptions(
            TlsMode mode,
            Trust trust,
            List<ClientCertificate> clientCertificates,
            @Nullable SSLContext own,
            boolean hostNameChecked) {
        if (own != null && !(clientCertificates.isEmpty() && trust.revocation() == RevocationMode.OFF)) {
            throw new IllegalStateException("an SSLContext brings its own client certificates and revocation check:"
                    + " give them to the context, or use no context");
        }
        this.mode = mode;
        this.trust = trust;
        this.clientCertificates = List.copyOf(clientCertificates);
        this.own = own;
        this.hostNameChecked = hostNameChecked;
    }

    /**
     * Gives options that trust the platform's roots ({@code javax.net.ssl.trustStore} included), check everything, and show no
     * certificate. A context that the program has set by {@link SSLContext#setDefault} isn't looked at, for it may trust anybody; give
     * it to {@link #withContext} if it is meant for mail too.
     *
     * @param mode whether and when TLS starts
     * @return the options
     */
    public static TlsOptions of(TlsMode mode) {
        return new TlsOptions(Objects.requireNonNull(mode, "mode"), Trust.PLATFORM, List.of(), null, true);
    }

    /**
     * Changes when TLS starts, and nothing else.
     *
     * @param mode whether and when TLS starts
     * @return new options
     */
    public TlsOptions withMode(TlsMode mode) {
        return new TlsOptions(Objects.requireNonNull(mode, "mode"), trust, clientCertificates, own, hostNameChecked);
    }

    /**
     * Uses a context of your own, for its trust or its provider, in place of whom was trusted before. Name and strength of the server's
     * certificate are checked all the same, and the strength of its issuers as far as the server sends them.
     *
     * @param context an initialised client context
     * @return new options
     * @throws IllegalStateException if these options have client certificates or a revocation check, which the context has to bring
     */
    public TlsOptions withContext(SSLContext context) {
        Objects.requireNonNull(context, "context");
        Trust rest = new Trust(Set.of(), Set.of(), trust.revocation());
        return new TlsOptions(mode, rest, clientCertificates, context, hostNameChecked);
    }

    /**
     * Trusts the certificates of a file or folder, instead of whom was trusted before.
     *
     * @param pem a file with one or more {@code CERTIFICATE} blocks, or a folder of such files
     * @return new options
     * @throws IOException if it can't be read or holds no certificate
     */
    public TlsOptions withTrustedCertificates(Path pem) throws IOException {
        return trusting(new Trust(Certificates.ofPath(pem), Set.of(), trust.revocation()));
    }

    /**
     * Trusts the certificate entries of a key store, instead of whom was trusted before. The store is copied: later changes of it have
     * no effect.
     *
     * @param store a loaded store; its private keys aren't looked at
     * @return new options
     * @throws KeyStoreException if the store can't be read
     * @throws IllegalArgumentException if it has no certificate entry
     */
    public TlsOptions withTrustedCertificates(KeyStore store) throws KeyStoreException {
        return trusting(new Trust(Certificates.ofStore(store), Set.of(), trust.revocation()));
    }

    /**
     * Trusts a server for its public key, whoever issued its certificate, instead of whom was trusted before. Host name, strength and
     * time of validity are checked all the same.
     *
     * @param pins the keys that are good: their SHA-256 (of the SubjectPublicKeyInfo, as in RFC 7469, section 2.4) as {@code sha256/}
     *     and base64, or in hexadecimal. Give the next key as well, before the server changes over to it
     * @return new options
     * @throws IllegalArgumentException if there is no pin, or one is malformed
     * @throws IllegalStateException if these options have a revocation check, which needs an issuer
     */
    public TlsOptions withPinnedKeys(String... pins) {
        if (pins.length == 0) {
            throw new IllegalArgumentException("there is no pin: give the SHA-256 of at least one public key");
        }
        Set<KeyPin> parsed = Arrays.stream(pins).map(KeyPin::parse).collect(Collectors.toSet());
        return trusting(new Trust(Set.of(), parsed, trust.revocation()));
    }

    /**
     * Asks whether the server's certificate was revoked; {@link RevocationMode#OFF} by default.
     *
     * @param revocation what to make of the answer
     * @return new options
     * @throws IllegalStateException if keys are pinned or the context is your own, unless it is OFF
     */
    public TlsOptions withRevocation(RevocationMode revocation) {
        Objects.requireNonNull(revocation, "revocation");
        return new TlsOptions(
                mode, new Trust(trust.roots(), trust.pins(), revocation), clientCertificates, own, hostNameChecked);
    }

    /**
     * Shows a certificate when the server asks for one: the first whose key type and issuer it takes.
     *
     * @param certificates in order of preference; none to stay anonymous
     * @return new options
     * @throws IllegalStateException if the context is your own, unless there is no certificate
     */
    public TlsOptions withClientCertificates(List<ClientCertificate> certificates) {
        return new TlsOptions(mode, trust, certificates, own, hostNameChecked);
    }

    /**
     * Accepts a trusted certificate whatever host it names: anyone who holds one can then play your server.
     *
     * @return new, weaker options
     */
    public TlsOptions dangerouslyAcceptAnyHostName() {
        return new TlsOptions(mode, trust, clientCertificates, own, false);
    }

    private TlsOptions trusting(Trust whom) {
        return new TlsOptions(mode, whom, clientCertificates, null, hostNameChecked);
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
     * @return the context that was set, else one that equal options share
     * @throws IllegalStateException if the platform can't make one
     */
    public SSLContext context() {
        return own != null
                ? own
                : TlsContexts.of(
                        trust,
                        clientCertificates.stream()
                                .map(ClientCertificate::identity)
                                .toList(),
                        hostNameChecked);
    }

    /**
     * Gives what is shown to a server that asks for a certificate.
     *
     * @return the certificates in order of preference
     */
    public List<ClientCertificate> clientCertificates() {
        return clientCertificates;
    }

    /**
     * Tells whether the certificate has to name the host.
     *
     * @return true unless {@link #dangerouslyAcceptAnyHostName()} was called
     */
    public boolean isHostNameChecked() {
        return hostNameChecked;
    }

    /** Options are equal when mode, trust, client certificates, context (the same object) and name check are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TlsOptions o
                && mode == o.mode
                && trust.equals(o.trust)
                && clientCertificates.equals(o.clientCertificates)
                && own == o.own
                && hostNameChecked == o.hostNameChecked;
    }

    @Override
    public int hashCode() {
        return Objects.hash(mode, trust, clientCertificates, System.identityHashCode(own), hostNameChecked);
    }

    /** Shows the mode, whom the client appears as, and the check that is off if one is. */
    @Override
    public String toString() {
        return mode
                + (clientCertificates.isEmpty() ? "" : ", as " + clientCertificates.get(0))
                + (hostNameChecked ? "" : ", host name not checked");
    }
}
