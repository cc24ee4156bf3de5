package org.postrider.smtp.internal.sasl;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What ties a login to the TLS connection that it runs in. Asked after the handshake only, from any thread. */
public final class ChannelBindings {
    private static final String EXPORTER_LABEL = "EXPORTER-Channel-Binding"; // RFC 9266, section 4.2
    private static final int EXPORTED_OCTETS = 32;

    /** {@code ExtendedSSLSession.exportKeyingMaterialData}, which came with Java 25; null before. */
    private static final @Nullable MethodHandle EXPORTER = exporter();

    private final Supplier<@Nullable SSLEngine> engine;

    /**
     * Makes the bindings of a connection.
     *
     * @param engine gives the engine that runs TLS, null while the connection is in clear
     */
    public ChannelBindings(Supplier<@Nullable SSLEngine> engine) {
        this.engine = engine;
    }

    /**
     * Gives the octets of a binding.
     *
     * @param type its registered name
     * @return the octets, or nothing if connection or runtime don't have them
     */
    public Optional<byte[]> get(String type) {
        SSLEngine running = engine.get();
        if (running == null) {
            return Optional.empty();
        }
        SSLSession current = running.getSession();
        return switch (type) {
            case "tls-server-end-point" -> endPoint(current);
            case "tls-exporter" -> exported(current);
            default -> Optional.empty();
        };
    }

    private static Optional<byte[]> endPoint(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate certificate
                    ? Optional.of(hash(certificate))
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException | NoSuchAlgorithmException | CertificateEncodingException undefined) {
            return Optional.empty();
        }
    }

    /**
     * By the hash of the certificate's signature; SHA-256 in place of MD5 and SHA-1 (RFC 5929, section 4.1). Where the signature has
     * no single hash (Ed25519), or keeps it in its parameters (RSASSA-PSS), the binding isn't defined or can't be read off its name.
     */
    private static byte[] hash(X509Certificate certificate)
            throws NoSuchAlgorithmException, CertificateEncodingException {
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        int with = signature.indexOf("WITH");
        if (with < 0) {
            throw new NoSuchAlgorithmException(signature);
        }
        String name = signature.substring(0, with);
        boolean weak = name.equals("MD5") || name.equals("SHA1");
        String hash = weak ? "SHA-256" : name.startsWith("SHA3") ? name : name.replace("SHA", "SHA-");
        return MessageDigest.getInstance(hash).digest(certificate.getEncoded());
    }

    /** RFC 9266 has it for TLS 1.3; before, it would want the extended master secret, which Java doesn't tell about. */
    private static Optional<byte[]> exported(SSLSession session) {
        MethodHandle exporter = EXPORTER;
        boolean defined = session.getProtocol().equals("TLSv1.3");
        if (exporter == null || !defined || !(session instanceof ExtendedSSLSession extended)) {
            return Optional.empty();
        }
        try {
            return Optional.of((byte[]) exporter.invoke(extended, EXPORTER_LABEL, new byte[0], EXPORTED_OCTETS));
        } catch (Error e) {
            throw e;
        } catch (Throwable unsupported) {
            return Optional.empty(); // A provider of its own kind; the other binding is left.
        }
    }

    private static @Nullable MethodHandle exporter() {
        MethodType type = MethodType.methodType(byte[].class, String.class, byte[].class, int.class);
        try {
            return MethodHandles.publicLookup().findVirtual(ExtendedSSLSession.class, "exportKeyingMaterialData", type);
        } catch (NoSuchMethodException | IllegalAccessException expected) {
            return null;
        }
    }
}
