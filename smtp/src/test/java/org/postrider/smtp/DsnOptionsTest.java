package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DsnOptionsTest {
    @Test
    void neverStandsAlone() {
        assertThat(DsnOptions.of(Set.of(DsnNotify.NEVER)).notifications()).containsExactly(DsnNotify.NEVER);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DsnOptions.of(EnumSet.allOf(DsnNotify.class)))
                .withMessageContaining("NEVER");
    }

    @Test
    void optionsKeepTheirOwnSet() {
        Set<DsnNotify> asked = EnumSet.of(DsnNotify.DELAY);
        DsnOptions options = DsnOptions.of(asked);
        asked.add(DsnNotify.NEVER);
        assertThat(options.notifications()).containsExactly(DsnNotify.DELAY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", " ", "QQ314159", "order 4711+8=4719", "~!\"#$%&'()*,-./:;<>?@[\\]^_`{|}"})
    void envelopeIdMayHoldAnyPrintableAscii(String id) {
        assertThat(new DsnOptions(Set.of(), null, id).envelopeId()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a\r\nRCPT TO:<x@y>", "a\n", "a\0", "a\tb", "\u007f", "\u00e4", "\u2028", "\ud83d\ude00"})
    void envelopeIdOfOtherCharactersIsRefused(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DsnOptions(Set.of(), null, id))
                .withMessageContaining("printable ASCII");
    }

    @Test
    void envelopeIdHasUpToAHundredCharactersInItsEncodedForm() {
        assertThat(new DsnOptions(Set.of(), null, "a".repeat(100)).envelopeId()).hasSize(100);
        assertThat(new DsnOptions(Set.of(), null, "+".repeat(33) + "a").envelopeId())
                .hasSize(34);
        assertThatIllegalArgumentException().isThrownBy(() -> new DsnOptions(Set.of(), null, "a".repeat(101)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DsnOptions(Set.of(), null, "+".repeat(33) + "ab"))
                .withMessageContaining("101");
    }
}
