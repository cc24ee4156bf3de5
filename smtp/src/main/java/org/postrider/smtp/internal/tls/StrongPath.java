package org.postrider.smtp.internal.tls;

import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has the JDK refuse what is too weak on the way to a root, while it looks for that way: only there is it known which certificates of
 * those that the server sent, in whatever order, are on it; and where another way is strong, that one is taken. Immutable.
 *
 * <p>The trap: a certificate that is trusted itself has no way to go, and isn't shown to this.
 */
final class StrongPath extends PKIXCertPathChecker {
    private final List<X509Certificate> weakRoots;

    StrongPath(Collection<X509Certificate> roots) {
        this.weakRoots = roots.stream().filter(Strength::hasWeakKey).toList();
    }

    @Override
    public void init(boolean forward) {
        // Nothing is kept from one way to the next.
    }

    @Override
    public boolean isForwardCheckingSupported() {
        return false; // A way is looked at when it has come to a root.
    }

    @Override
    public @Nullable Set<String> getSupportedExtensions() {
        return null;
    }

    /** The root is no part of the way, as the JDK sees it, so it is looked at with what it has issued. */
    @Override
    public void check(Certificate certificate, @Nullable Collection<String> unresolved)
            throws CertPathValidatorException {
        try {
            X509Certificate shown = (X509Certificate) certificate;
            Strength.check(shown);
            for (X509Certificate root : weakRoots) {
                if (Strength.isIssuedBy(shown, root)) {
                    Strength.checkKey(root);
                }
            }
        } catch (CertificateException e) {
            throw new CertPathValidatorException(e.getMessage(), e);
        }
    }
}
