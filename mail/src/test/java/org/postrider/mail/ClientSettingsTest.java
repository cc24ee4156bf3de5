package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;

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
}
