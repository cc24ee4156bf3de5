package org.postrider.smtp.internal.tls;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what the JDK's verdict on a server's certificates means: which one, what is wrong with it, how to mend it. Stateless. */
final class Verdicts {
    private static final String SERVER = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_PURPOSE = "2.5.29.37.0";

    private Verdicts() {}

    /** Fails with dates if the server's own certificate isn't valid now; the JDK tells them in a text only. */
    static void checkDates(X509Certificate certificate) throws CertificateException {
        Instant now = Instant.now();
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            throw new UntrustedPeerException(expired(certificate));
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            throw new UntrustedPeerException(early(certificate));
        }
    }

    /**
     * Gives the verdict in words, with itself as the cause; the verdict itself if there is nothing to add.
     *
     * @param verdict what the JDK says, or one of our checks that it has asked
     * @param chain the server's certificate first
     * @param roots those that are trusted
     */
    static CertificateException explain(
            CertificateException verdict, List<X509Certificate> chain, List<X509Certificate> roots) {
        if (verdict instanceof UntrustedPeerException) {
            return verdict;
        }
        String text = Stream.of(ours(verdict), theirs(verdict, chain), noWay(verdict, chain, roots), use(chain.get(0)))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
        return text == null ? verdict : new UntrustedPeerException(text, verdict);
    }

    /** What one of our checks has said to the JDK. */
    private static Optional<String> ours(CertificateException verdict) {
        return causes(verdict)
                .filter(UntrustedPeerException.class::isInstance)
                .map(Throwable::getMessage)
                .findFirst();
    }

    private static Optional<String> theirs(CertificateException verdict, List<X509Certificate> chain) {
        return refusals(verdict)
                .map(refusal -> explain(refusal, chain))
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** Where there are several ways, and none is good, the JDK doesn't tell what is wrong with each. */
    private static Optional<String> noWay(
            CertificateException verdict, List<X509Certificate> chain, List<X509Certificate> roots) {
        if (causes(verdict).noneMatch(CertPathBuilderException.class::isInstance)) {
            return Optional.empty();
        }
        try {
            Strength.checkEveryWay(
                    chain.get(0), Stream.concat(chain.stream(), roots.stream()).toList());
            return Optional.of(unknownIssuer(chain));
        } catch (CertificateException weak) {
            return Optional.ofNullable(weak.getMessage());
        }
    }

    /** The JDK says only in a text that a certificate isn't for this use (RFC 5280, sections 4.2.1.3 and 4.2.1.12). */
    private static Optional<String> use(X509Certificate certificate) {
        String missing = null;
        boolean[] usage = certificate.getKeyUsage();
        if (usage != null && !usage[0]) {
            missing = "key usage lacks digitalSignature";
        }
        try {
            List<String> purposes = certificate.getExtendedKeyUsage();
            if (purposes != null && !purposes.contains(SERVER) && !purposes.contains(ANY_PURPOSE)) {
                missing = "extended key usage lacks serverAuth";
            }
        } catch (CertificateParsingException e) {
            missing = "extended key usage can't be read";
        }
        return Optional.ofNullable(missing)
                .map(what -> "the certificate of " + Subjects.of(certificate) + " isn't for a server (its " + what
                        + "): the server needs one that is");
    }

    /** Gives every reason of a verdict: a certificate that can't be asked after in one way was asked after in another. */
    static Stream<CertPathValidatorException> refusals(CertificateException verdict) {
        return causes(verdict)
                .flatMap(cause -> Stream.concat(Stream.of(cause), Stream.of(cause.getSuppressed())))
                .filter(CertPathValidatorException.class::isInstance)
                .map(CertPathValidatorException.class::cast);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }

    private static @Nullable String explain(CertPathValidatorException refusal, List<X509Certificate> chain) {
        X509Certificate certificate = refused(refusal, chain);
        Reason reason = refusal.getReason();
        return reason instanceof BasicReason basic
                ? explain(basic, refusal, certificate)
                : reason instanceof PKIXReason pkix ? explain(pkix, certificate) : null;
    }

    private static @Nullable String explain(
            BasicReason reason, CertPathValidatorException refusal, X509Certificate certificate) {
        return switch (reason) {
            case EXPIRED -> expired(certificate);
            case NOT_YET_VALID -> early(certificate);
            case REVOKED ->
                "the certificate of " + Subjects.of(certificate) + " was revoked by " + Subjects.issuerOf(certificate)
                        + ": the server needs a new one, don't send it anything";
            case UNDETERMINED_REVOCATION_STATUS ->
                "nobody can tell whether the certificate of " + Subjects.of(certificate)
                        + " was revoked: its issuer can't be asked; try again later, or use RevocationMode.SOFT";
            case ALGORITHM_CONSTRAINED ->
                "the certificate of " + Subjects.of(certificate) + " is too weak for the JDK's rules ("
                        + refusal.getMessage() + "): the server needs a new one";
            default -> null;
        };
    }

    private static @Nullable String explain(PKIXReason reason, X509Certificate certificate) {
        String who = "the certificate of " + Subjects.of(certificate) + " ";
        return switch (reason) {
            case NOT_CA_CERT, INVALID_KEY_USAGE ->
                who + "isn't a CA's, and has issued another one: the server needs one that a CA has issued";
            case PATH_TOO_LONG ->
                who + "is a CA's below one that may have no CA below it: the server needs one from another CA";
            case INVALID_NAME ->
                who + "is for a name that a CA above it may not vouch for (name constraints):"
                        + " the server needs one from another CA";
            case UNRECOGNIZED_CRIT_EXT ->
                who + "has a critical extension that Java doesn't know, and may not pass over:"
                        + " the server needs one without it";
            case NO_TRUST_ANCHOR ->
                who + "is issued by a CA that has the name of one that is trusted here, "
                        + Subjects.issuerOf(certificate)
                        + ", and another key: if that CA is your own and has a new key,"
                        + " trust it by TlsOptions.withTrustedCertificates";
            default -> null;
        };
    }

    private static X509Certificate refused(CertPathValidatorException refusal, List<X509Certificate> chain) {
        int index = refusal.getIndex();
        boolean known = refusal.getCertPath() != null && index >= 0;
        return known && refusal.getCertPath().getCertificates().get(index) instanceof X509Certificate certificate
                ? certificate
                : chain.get(0);
    }

    private static String expired(X509Certificate certificate) {
        return "the certificate of " + Subjects.of(certificate) + " has expired on "
                + certificate.getNotAfter().toInstant()
                + ": the server needs a new one; if the date is still to come, set this machine's clock";
    }

    private static String early(X509Certificate certificate) {
        return "the certificate of " + Subjects.of(certificate) + " isn't valid before "
                + certificate.getNotBefore().toInstant() + ": check this machine's clock";
    }

    /** The last one on the way is where it breaks off: a root that isn't trusted, or an intermediate that the server didn't send. */
    private static String unknownIssuer(List<X509Certificate> chain) {
        X509Certificate first = chain.get(0);
        X509Certificate last = chain.get(chain.size() - 1);
        String who = "the server's certificate (" + Subjects.of(first) + ") ";
        if (first.getSubjectX500Principal().equals(first.getIssuerX500Principal())) {
            return who + "is signed by itself, and isn't trusted here: if it is your own server's, trust it"
                    + " by TlsOptions.withTrustedCertificates or withPinnedKeys";
        }
        return who + "leads to " + Subjects.issuerOf(last) + ", which isn't a CA that is trusted here:"
                + " if it is your own, trust it by TlsOptions.withTrustedCertificates;"
                + " if it is a public one, the server may have left out an intermediate certificate";
    }
}
