package org.postrider.smtp.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.SmtpOptions;
import org.postrider.smtp.TlsMode;
import org.postrider.smtp.TlsOptions;

/** What an engine is told of the server before it speaks. */
class TlsEnginesTest {
    @ParameterizedTest
    @CsvSource({
        "smtp.example.com, smtp.example.com",
        "SMTP.example.com., SMTP.example.com",
        "b\u00fccher.example, xn--bcher-kva.example",
        "localhost, localhost"
    })
    void nameIsSentAndCheckedInTheFormOfCertificates(String host, String name) {
        SSLEngine engine = engine(host, TlsOptions.of(TlsMode.IMPLICIT));
        assertThat(engine.getPeerHost()).isEqualTo(name);
        assertThat(engine.getSSLParameters().getServerNames()).containsExactly(new SNIHostName(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "::1", "2001:db8::1", "mail_server"})
    void whatIsNoNameOfDnsIsCheckedButNotSent(String host) {
        SSLEngine engine = engine(host, TlsOptions.of(TlsMode.IMPLICIT));
        assertThat(engine.getSSLParameters().getServerNames()).isNullOrEmpty();
        assertThat(engine.getSSLParameters().getEndpointIdentificationAlgorithm())
                .isEqualTo("HTTPS");
    }

    @Test
    void onlySafeVersionsAreSpoken() {
        SSLEngine engine = engine("smtp.example.com", TlsOptions.of(TlsMode.STARTTLS));
        assertThat(engine.getEnabledProtocols()).isNotEmpty().isSubsetOf("TLSv1.2", "TLSv1.3");
        assertThat(engine.getUseClientMode()).isTrue();
    }

    @Test
    void checkOfTheNameIsTakenAwayByNameOnly() {
        TlsOptions weak = TlsOptions.of(TlsMode.STARTTLS).dangerouslyAcceptAnyHostName();
        assertThat(engine("smtp.example.com", weak).getSSLParameters().getEndpointIdentificationAlgorithm())
                .isNullOrEmpty();
    }

    private static SSLEngine engine(String host, TlsOptions tls) {
        return TlsEngines.client(SmtpOptions.builder(host).tls(tls).build());
    }
}
