package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.smtp.TlsMode;

class ClientSettingsTest {
    @ParameterizedTest
    @CsvSource({"25, STARTTLS", "587, STARTTLS", "465, IMPLICIT", "4650, STARTTLS"})
    void portDecidesHowTlsStarts(int port, TlsMode mode) {
        ClientSettings settings = new ClientSettings();
        settings.host = "smtp.example.com";
        settings.port = port;
        assertThat(settings.toOptions().tls().mode()).isEqualTo(TlsMode.NONE);
        settings.enableSsl = true;
        assertThat(settings.toOptions().tls().mode()).isEqualTo(mode);
        assertThat(settings.toOptions().tls().isHostNameChecked()).isTrue();
    }

    @Test
    void endIsToldOnTheThreadAtHandWhereThereIsNoOther() {
        Executor exhausted = ClientSettings.orHere(task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        AtomicReference<Thread> told = new AtomicReference<>();
        exhausted.execute(() -> told.set(Thread.currentThread()));
        assertThat(told.get()).isSameAs(Thread.currentThread());
    }

    /** As {@code MailAddress} has them; what isn't a name is left to the engine, which refuses it. */
    @ParameterizedTest
    @CsvSource({
        "fa\u00DF.de, xn--fa-hia.de",
        "\u03B2\u03CC\u03BB\u03BF\u03C2.gr., xn--nxasmm1c.gr.",
        "b\u00FCcher.example, xn--bcher-kva.example",
        "Mail.Example.COM, Mail.Example.COM",
        "my_host, my_host",
        "my_fa\u00DF.de, my_fa\u00DF.de"
    })
    void serverIsFoundByTheRulesOfMailAddresses(String host, String name) {
        ClientSettings settings = new ClientSettings();
        settings.host = host;
        assertThat(settings.toOptions().host()).isEqualTo(name);
        assertThat(Mailer.builder(host, 25).options().host()).isEqualTo(name);
    }

    /** The property is .NET's; the login asks for a ticket for the name that the server is known by. */
    @ParameterizedTest
    @CsvSource({
        "fa\u00DF.de., SMTPSVC/xn--fa-hia.de",
        "mail.example.com., SMTPSVC/mail.example.com",
        "mail.example.com, SMTPSVC/mail.example.com"
    })
    void ticketIsForTheServersNameInAscii(String host, String principal) {
        ClientSettings settings = new ClientSettings();
        settings.host = host;
        settings.useDefaultCredentials = true;
        assertThat(settings.toOptions().auth().targetName()).isEqualTo(principal);
        assertThat(settings.effectiveTargetName()).isEqualTo("SMTPSVC/" + host);
        settings.targetName = "smtp/mail.";
        assertThat(settings.toOptions().auth().targetName()).isEqualTo("smtp/mail.");
    }
}
