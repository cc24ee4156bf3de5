package org.postrider.smtp.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.smtp.RevocationMode;
import org.postrider.testkit.CertificateAuthority;

/** What is told of certificates that aren't what they should be: which one, and what to do. */
class VerdictsTest {
    private static final String HOST = "mail.example.com";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    leaf-client | CN=mail.example.com isn't for a server (its extended key usage lacks serverAuth)
                    leaf-usage | CN=mail.example.com isn't for a server (its key usage lacks digitalSignature)
                    leaf-noca noca | CN=No CA isn't a CA's, and has issued another one
                    leaf-below below pathless | CN=CA below is a CA's below one that may have no CA below it
                    leaf-names names | CN=mail.example.com is for a name that a CA above it may not vouch for
                    leaf-critical | CN=mail.example.com has a critical extension that Java doesn't know
                    """)
    void certificateThatIsntWhatItShouldBeIsNamedWithAMend(String shown, String text) {
        Trust trust = new Trust(Set.of(Chains.certificate("root")), Set.of(), RevocationMode.OFF);
        assertThat(verdict(trust, shown)).contains(text).contains(": the server needs one ");
    }

    @Test
    void otherAuthorityOfTheSameNameIsToldFromAnUnknownOne() {
        CertificateAuthority renewed = CertificateAuthority.create("Root");
        Trust trust = new Trust(Set.of(renewed.getCertificate()), Set.of(), RevocationMode.OFF);
        assertThat(verdict(trust, "leaf"))
                .contains("has the name of one that is trusted here, CN=Root, and another key")
                .contains("TlsOptions.withTrustedCertificates");
    }

    private static String verdict(Trust trust, String shown) {
        Throwable failure = catchThrowable(
                () -> Engines.shake(TlsContexts.of(trust, List.of(), true), HOST, Chains.server(shown.split(" "))));
        return Stream.iterate(failure, Throwable::getCause)
                .filter(UntrustedPeerException.class::isInstance)
                .findFirst()
                .orElseThrow()
                .getMessage();
    }
}
