package org.postrider.smtp.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertificateException;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.smtp.ClientCertificate;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;
import org.postrider.testkit.HeldCertificate;

/** What the user reads of a TLS failure of which the JDK, or the peer, has said something. */
class TlsTroubleTest {
    private static final TlsOptions ANONYMOUS = TlsOptions.of(TlsMode.STARTTLS);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Received fatal alert: certificate_required | none was given, add one to the client certificates
                    Received fatal alert: bad_certificate | demands a client certificate that it trusts
                    Received fatal alert: unknown_ca | demands a client certificate that it trusts
                    (certificate_unknown) Received fatal alert: certificate_unknown | demands a client certificate
                    Received fatal alert: handshake_failure | neither version nor cipher suites, or it demands a client
                    Received fatal alert: protocol_version | speaks neither TLS 1.2 nor 1.3
                    Received fatal alert: unrecognized_name | doesn't know itself by the name
                    NotAfter: Sat Nov 21 16:00:00 UTC 2020 | has expired: the server needs a new one
                    NotBefore: Sat Nov 21 16:00:00 UTC 2099 | isn't valid yet: check this machine's clock
                    PKIX path building failed: unable to find valid certification path to requested target | trust its CA
                    No name matching smtp.example.com found | connect by a name that it is for
                    No subject alternative DNS name matching smtp.example.com found. | isn't for "smtp.example.com"
                    Tag mismatch! | isn't encrypted as it was agreed
                    Input record too big: max = 16709 len = 65540 | isn't encrypted as it was agreed
                    Insufficient buffer remaining for AEAD cipher fragment (2). | isn't encrypted as it was agreed
                    something nobody has heard of | failed: something nobody has heard of
                    """)
    void textOfTheJdkIsToldInWordsThatHelp(String said, String told) {
        SSLHandshakeException failure = new SSLHandshakeException("outer");
        assertThat(TlsTrouble.explain(options(ANONYMOUS), new SSLHandshakeException(said), true))
                .startsWith("TLS with smtp.example.com:25 failed: ")
                .contains(told);
        failure.initCause(new CertificateException(said));
        if (!said.startsWith("something")) {
            assertThat(TlsTrouble.explain(options(ANONYMOUS), failure, true))
                    .as("also when it is below what says nothing")
                    .contains(told);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "IMPLICIT, true, it may want STARTTLS",
        "STARTTLS, true, agreed to STARTTLS and answered the handshake in clear",
        "STARTTLS_IF_OFFERED, true, agreed to STARTTLS and answered the handshake in clear",
        "IMPLICIT, false, isn't encrypted as it was agreed",
        "STARTTLS, false, isn't encrypted as it was agreed"
    })
    void clearTextIsToldByWhereItCame(TlsMode mode, boolean shakingHands, String told) {
        for (String said :
                List.of("Unrecognized SSL message, plaintext connection?", "Unsupported or unrecognized SSL message")) {
            assertThat(TlsTrouble.explain(options(TlsOptions.of(mode)), new SSLException(said), shakingHands))
                    .contains(told);
        }
    }

    @Test
    void certificateThatWasTurnedDownIsNamed() {
        HeldCertificate held = HeldCertificate.selfSigned("ann.example.com");
        TlsOptions asAnn =
                ANONYMOUS.withClientCertificates(List.of(ClientCertificate.of(held.getPrivateKey(), held.getChain())));
        assertThat(TlsTrouble.explain(
                        options(asAnn), new SSLHandshakeException("Received fatal alert: certificate_unknown"), true))
                .contains("it took none of those that were given, the first of which is CN=ann.example.com");
    }

    private static SmtpOptions options(TlsOptions tls) {
        return SmtpOptions.builder("smtp.example.com").tls(tls).build();
    }
}
