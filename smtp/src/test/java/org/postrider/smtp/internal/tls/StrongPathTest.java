package org.postrider.smtp.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.smtp.RevocationMode;

/** The way to a root that the JDK takes is strong, in whatever order the server sends what is on it, and beside it. */
class StrongPathTest {
    private static final String HOST = "mail.example.com";

    @ParameterizedTest
    @CsvSource({
        "root, leaf-weak weak, CN=Weak CA has 1024 bits",
        "root, leaf-weak root weak, CN=Weak CA has 1024 bits",
        "root, leaf-weak second weak, CN=Weak CA has 1024 bits",
        "root second, leaf-weak second weak root, CN=Weak CA has 1024 bits",
        "root, leaf-old old, CN=Old CA is signed with SHA1withECDSA",
        "root, leaf-old root old, CN=Old CA is signed with SHA1withECDSA",
        "weak-root, leaf-weak-root, CN=Weak root has 1024 bits",
        "weak-root, leaf-weak-root weak-root, CN=Weak root has 1024 bits",
        "weak-root, leaf-weak-root root, CN=Weak root has 1024 bits",
        "weak-root root, leaf-weak-root, CN=Weak root has 1024 bits",
        "weak-root, leaf-second second-by-weak-root, CN=Weak root has 1024 bits",
        "weak-root, leaf-second second second-by-weak-root, CN=Weak root has 1024 bits"
    })
    void weakCertificateOnTheWayIsRefusedWhateverTheOrder(String roots, String shown, String text) {
        Throwable failure = catchThrowable(() -> shake(trusting(roots, RevocationMode.OFF), shown));
        assertThat(failure).isInstanceOf(SSLException.class);
        assertThat(reason(failure)).hasMessageContaining(text).hasMessageContaining("the server needs a new one");
    }

    /** With the weak certificate of an authority stands a strong one of the same key, or nothing needs it. */
    @ParameterizedTest
    @CsvSource({
        "root, leaf",
        "root, leaf root",
        "root, leaf weak",
        "root weak-root, leaf weak weak-root",
        "root, leaf-old old-renewed",
        "root, leaf-old old old-renewed root",
        "root, leaf-old old-renewed old",
        "root, leaf-old second old old-renewed",
        "second, leaf-second second-by-weak-root",
        "second weak-root, leaf-second second-by-weak-root",
        "second weak-root, leaf-second second-by-weak-root weak-root",
        "second weak-root, leaf-second root second-by-weak-root"
    })
    void strongWayBesideAWeakOneIsTaken(String roots, String shown) {
        assertThatCode(() -> shake(trusting(roots, RevocationMode.OFF), shown)).doesNotThrowAnyException();
        assertThatCode(() -> shake(trusting(roots, RevocationMode.SOFT), shown)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"leaf-weak root weak, CN=Weak CA has 1024 bits", "leaf-old root old, CN=Old CA is signed with SHA1"})
    void weakCertificateIsRefusedAlsoWhereRevocationIsAskedFor(String shown, String text) {
        assertThat(reason(catchThrowable(() -> shake(trusting("root", RevocationMode.SOFT), shown))))
                .hasMessageContaining(text);
    }

    /** What nobody has to vouch for has no way to a root. */
    @ParameterizedTest
    @CsvSource({"leaf-weak weak", "leaf-old old"})
    void issuersOfAPinnedKeyAreNotLookedAt(String shown) {
        Trust pinning = new Trust(Set.of(), Set.of(KeyPin.of(Chains.certificate("leaf"))), RevocationMode.OFF);
        assertThatCode(() -> shake(pinning, shown)).doesNotThrowAnyException();
    }

    private static Trust trusting(String roots, RevocationMode revocation) {
        Set<X509Certificate> trusted =
                Arrays.stream(roots.split(" ")).map(Chains::certificate).collect(Collectors.toSet());
        return new Trust(trusted, Set.of(), revocation);
    }

    private static void shake(Trust trust, String shown) throws SSLException {
        Engines.shake(TlsContexts.of(trust, List.of(), true), HOST, Chains.server(shown.split(" ")));
    }

    /** The verdict that is for the user, below what JSSE puts around it. */
    private static Throwable reason(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof UntrustedPeerException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
