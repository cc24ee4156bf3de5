package org.postrider.smtp.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.HeldCertificate;

/** Which certificate is for which host (RFC 9525). */
class HostNamesTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.shared();

    /** Subject alternative names, the host that was asked for, and whether it is the one. */
    @ParameterizedTest(name = "{0} for {1}: {2}")
    @CsvSource({
        "mail.example.com, mail.example.com, true",
        "MAIL.Example.COM, mail.example.com, true",
        "mail.example.com, MAIL.EXAMPLE.COM, true",
        "a.example.com mail.example.com, mail.example.com, true",
        "localhost, localhost, true",
        "mail.example.com, mail.example.com., true",
        "mail.example.com, www.example.com, false",
        "mail.example.com, example.com, false",
        "mail.example.com, a.mail.example.com, false",
        "mail.example.com, mail.example.com.evil.test, false",
        "example.com, mail.example.com, false",
        "mail.example.co, mail.example.com, false",
        "*.example.com, mail.example.com, true",
        "*.Example.com, MAIL.example.COM, true",
        "*.example.com, a.mail.example.com, false",
        "*.example.com, example.com, false",
        "*.example.com, .example.com, false",
        "*.example.com, mail.example.org, false",
        "*.com, example.com, false",
        "*, example.com, false",
        "*, localhost, false",
        "*., localhost., false",
        "m*.example.com, mail.example.com, false",
        "*l.example.com, mail.example.com, false",
        "mail.*.com, mail.example.com, false",
        "mail.*, mail.example, false",
        "*.*.com, mail.example.com, false",
        "**.example.com, mail.example.com, false",
        "*mail.example.com, mail.example.com, false",
        "mail.example.com., mail.example.com, false",
        "xn--bcher-kva.example, b\u00fccher.example, true",
        "xn--bcher-kva.example, xn--bcher-kva.example, true",
        "*.xn--bcher-kva.example, mail.b\u00fccher.example, true",
        "*.example.com, xn--bcher-kva.example.com, true",
        "xn--*.example.com, xn--bcher-kva.example.com, false",
        "bucher.example, b\u00fccher.example, false",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false",
        "127.0.0.1, localhost, false",
        "localhost, 127.0.0.1, false",
        "*.0.0.1, 127.0.0.1, false",
        "::1, ::1, true",
        "2001:db8::1, 2001:db8:0:0:0:0:0:1, true",
        "2001:db8::1, 2001:DB8::1, true",
        "fe80::1, fe80::1%eth0, true",
        "2001:db8::1, 2001:db8::2, false",
        "127.0.0.1, ::1, false",
        "127.0.0.1, 127.1, false",
        "127.0.0.1, 0127.0.0.1, false",
        "127.0.0.1, 256.0.0.1, false",
        "ann@mail.example.com, mail.example.com, false",
        "smtp://mail.example.com, mail.example.com, false"
    })
    void certificateIsForTheHostsThatItNamesAndForNoOther(String names, String host, boolean expected)
            throws CertificateException {
        HeldCertificate certificate = AUTHORITY.issue(names.split(" "));
        assertThat(accepts(certificate.getCertificate(), host)).isEqualTo(expected);
        if (expected) {
            assertThat(acceptedByTheJdk(certificate, HostNames.ascii(host).replaceFirst("%.*", "")))
                    .as("what is accepted here is accepted by a check that isn't ours")
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mail.example.com", "*.example.com", "127.0.0.1"})
    void commonNameCountsForNothing(String name) {
        for (HeldCertificate.Builder certificate : new HeldCertificate.Builder[] {
            HeldCertificate.builder(), HeldCertificate.builder().names("ann@example.com")
        }) {
            X509Certificate named =
                    certificate.commonName(name).signedBy(AUTHORITY).build().getCertificate();
            assertThatThrownBy(() -> HostNames.check(named, name.replace("*", "mail")))
                    .isInstanceOf(UntrustedPeerException.class)
                    .hasMessageContaining("no subject alternative name");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mail.example.net, 'is for mail.example.net, you connected to smtp.example.com'",
        "a.test b.test 192.0.2.1, 'is for a.test, b.test, 192.0.2.1, you connected'",
        "a.test b.test c.test d.test e.test f.test g.test, 'e.test and 2 more, you connected'",
        "x\u0001y.test, 'is for x\\u0001y.test, you connected'"
    })
    void refusalTellsWhatTheCertificateIsForAndWhatWasAskedFor(String names, String text) {
        X509Certificate certificate = AUTHORITY.issue(names.split(" ")).getCertificate();
        assertThatThrownBy(() -> HostNames.check(certificate, "smtp.example.com"))
                .isInstanceOf(UntrustedPeerException.class)
                .hasMessageContaining(text)
                .hasMessageContaining("connect by a name that it is for");
    }

    /** A name that goes on behind a NUL reads like another one to whoever stops there. */
    @ParameterizedTest
    @ValueSource(strings = {"mail.example.com\u0000.evil.test", "mail.example.com\n", " mail.example.com", ""})
    void nameThatOnlyLooksLikeTheHostIsAnother(String name) {
        X509Certificate certificate = HeldCertificate.builder()
                .names(name)
                .signedBy(AUTHORITY)
                .build()
                .getCertificate();
        assertThatThrownBy(() -> HostNames.check(certificate, "mail.example.com"))
                .isInstanceOf(CertificateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mail.example.com", "127.0.0.1", "::1"})
    void everyWayToWriteTheRightHostIsTaken(String name) {
        X509Certificate certificate = AUTHORITY.issue(name).getCertificate();
        assertThatCode(() -> HostNames.check(certificate, name)).doesNotThrowAnyException();
    }

    /** By the JDK's rules the first is fass.de, which may be somebody else's, and its certificate right. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "fa\u00DF.de",
                "mail.fa\u00DF.de.",
                "\u03B2\u03CC\u03BB\u03BF\u03C2.gr",
                "a\u200Cb.de",
                "a\u200Db.de"
            })
    void nameThatIsTwoDomainsIsRefused(String name) {
        assertThatThrownBy(() -> HostNames.aLabels(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(name, "xn--");
        assertThatThrownBy(() -> HostNames.ascii(name)).hasMessageContaining("xn--");
        assertThat(HostNames.isFor(AUTHORITY.issue("fass.de").getCertificate(), name))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\uFFFDb.de", "\uD800.de"})
    void nameThatCantBeExpressedIsQuoted(String name) {
        assertThatThrownBy(() -> HostNames.aLabels(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(name, "check its spelling");
    }

    private static boolean accepts(X509Certificate certificate, String host) {
        try {
            HostNames.check(certificate, HostNames.ascii(host));
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    private static boolean acceptedByTheJdk(HeldCertificate certificate, String host) {
        SSLContext server = AUTHORITY.sslContext(certificate);
        try {
            Engines.shakeByTheRulesOfTheJdk(AUTHORITY.sslContext(), host, server);
            return true;
        } catch (SSLException e) {
            return false;
        }
    }
}
