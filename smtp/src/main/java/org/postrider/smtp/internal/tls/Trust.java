package org.postrider.smtp.internal.tls;

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
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
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

    X509ExtendedTrustManager trustManager() throws GeneralSecurityException {
        if (!pins.isEmpty()) {
            return new PinnedTrust(pins);
        }
        return switch (revocation) {
            case OFF -> asking(null);
            case HARD -> asking(Set.of());
            case SOFT ->
                new SoftTrust(List.of(
                        asking(Set.of(Option.SOFT_FAIL)),
                        asking(Set.of(Option.SOFT_FAIL, Option.ONLY_END_ENTITY)),
                        asking(null)));
        };
    }

    /** Trusts the authorities, and asks them for what they revoked unless there are no options for that. */
    private X509ExtendedTrustManager asking(@Nullable Set<Option> options) throws GeneralSecurityException {
        Set<X509Certificate> authorities = roots.isEmpty() ? platformRoots() : roots;
        Set<TrustAnchor> anchors =
                authorities.stream().map(root -> new TrustAnchor(root, null)).collect(Collectors.toSet());
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
        parameters.addCertPathChecker(new StrongPath(authorities));
        if (options == null) {
            // What the JDK does where it makes the parameters itself.
            parameters.setRevocationEnabled(Boolean.getBoolean("com.sun.net.ssl.checkRevocation"));
        } else {
            PKIXRevocationChecker checker =
                    (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
            checker.setOptions(options);
            parameters.addCertPathChecker(checker);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(parameters));
        return extended(factory);
    }

    private static Set<X509Certificate> platformRoots() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return Set.copyOf(List.of(extended(factory).getAcceptedIssuers()));
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
