package org.postrider.smtp.internal.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.postrider.smtp.RevocationMode;

/**
 * Whose word counts for a server's identity. Immutable, equal by value: equal trust may share its TLS sessions.
 *
 * @param roots the authorities; empty for the platform's
 * @param pins the keys that the server itself has to have one of, which nobody needs to vouch for; empty to ask the authorities
 * @param revocation whether the authorities are asked for what they revoked
 */
public record Trust(Set<X509Certificate> roots, Set<KeyPin> pins, RevocationMode revocation) {
    /** The platform's authorities. */
    public static final Trust PLATFORM = new Trust(Set.of(), Set.of(), RevocationMode.OFF);

    /**
     * Makes a trust.
     *
     * @param roots the authorities
     * @param pins the keys
     * @param revocation whether to ask for what was revoked
     * @throws IllegalStateException if revocation is to be asked of nobody
     */
    public Trust {
        if (!pins.isEmpty() && revocation != RevocationMode.OFF) {
            throw new IllegalStateException(
                    "a pinned key has no issuer that could revoke it: use either pins or a revocation check");
        }
        roots = Set.copyOf(roots);
        pins = Set.copyOf(pins);
    }

    X509ExtendedTrustManager trustManager() throws GeneralSecurityException, IOException {
        if (!pins.isEmpty()) {
            return new PinnedTrust(pins);
        }
        return switch (revocation) {
            case OFF -> rootsOnly();
            case HARD -> askingForRevocation(Set.of());
            case SOFT ->
                new SoftTrust(List.of(
                        askingForRevocation(Set.of(Option.SOFT_FAIL)),
                        askingForRevocation(Set.of(Option.SOFT_FAIL, Option.ONLY_END_ENTITY)),
                        rootsOnly()));
        };
    }

    private X509ExtendedTrustManager rootsOnly() throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(roots.isEmpty() ? null : keyStore());
        return extended(factory);
    }

    private X509ExtendedTrustManager askingForRevocation(Set<Option> options)
            throws GeneralSecurityException, IOException {
        Set<TrustAnchor> anchors = Stream.of(rootsOnly().getAcceptedIssuers())
                .map(root -> new TrustAnchor(root, null))
                .collect(Collectors.toSet());
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
        PKIXRevocationChecker checker =
                (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
        checker.setOptions(options);
        parameters.addCertPathChecker(checker);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(parameters));
        return extended(factory);
    }

    private KeyStore keyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        for (X509Certificate root : roots) {
            store.setCertificateEntry("root-" + number++, root);
        }
        return store;
    }

    private static X509ExtendedTrustManager extended(TrustManagerFactory factory) {
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "the platform's trust manager can't see the connection; use the JDK's, or a context of your own"));
    }
}
