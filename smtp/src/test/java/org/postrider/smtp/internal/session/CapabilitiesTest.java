package org.postrider.smtp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.smtp.SmtpReply;

/** What is read out of the reply to EHLO. */
class CapabilitiesTest {
    @Test
    void keywordsAreReadInAnyCaseAndTheGreetingIsNone() {
        Capabilities server = Capabilities.of(
                new SmtpReply(250, List.of("dsn", "pipelining", "Size 35882577", "8bitmime", "  StartTls  ")));
        assertThat(Extension.values())
                .filteredOn(server::offers)
                .containsExactlyInAnyOrder(
                        Extension.PIPELINING, Extension.SIZE, Extension.EIGHT_BIT_MIME, Extension.STARTTLS);
        assertThat(server.maximumSize()).isEqualTo(35_882_577);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "=",
                "= =",
                "STARTTLSX",
                "XSTARTTLS",
                "STARTTLS\u00a0",
                "X STARTTLS",
                "STARTTLS\0",
                "\ud83d\udce8"
            })
    void keywordCountsOnlyWhole(String line) {
        assertThat(offering(line).offers(Extension.STARTTLS)).isFalse();
    }

    @Test
    void mechanismsOfBothSpellingsAreJoined() {
        assertThat(offering("AUTH=LOGIN", "AUTH plain   Cram-MD5").mechanisms())
                .containsExactly("LOGIN", "PLAIN", "CRAM-MD5");
        assertThat(offering("AUTH").mechanisms()).isEmpty();
        assertThat(offering("AUTHX PLAIN").mechanisms()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "SIZE, 0",
        "SIZE 0, 0",
        "SIZE 1000, 1000",
        "SIZE=1000, 1000",
        "SIZE -5, 0",
        "SIZE 1e9, 0",
        "SIZE 10 20, 0",
        "SIZE \u0661\u0662, 0",
        "SIZE 999999999999999999, 999999999999999999",
        "SIZE 9223372036854775808, 0"
    })
    void sizeIsANumberOrNothing(String line, long size) {
        assertThat(offering(line).maximumSize()).isEqualTo(size);
    }

    @Test
    void serverThatOnlyGreetsOffersNothing() {
        assertThat(offering().offers(Extension.PIPELINING)).isFalse();
        assertThat(Capabilities.NONE.mechanisms()).isEmpty();
        assertThat(Capabilities.NONE.maximumSize()).isZero();
    }

    private static Capabilities offering(String... lines) {
        List<String> all = new ArrayList<>(List.of("mx.example.com"));
        all.addAll(List.of(lines));
        return Capabilities.of(new SmtpReply(250, all));
    }
}
