package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses may reach a command. */
class EnvelopeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@b",
                "user+tag@example.com",
                "\"a b\"@example.com",
                "\"a>b\"@example.com",
                "\"a\\\"b\"@example.com",
                "x@[192.0.2.1]",
                "gr\u00fc\u00dfe@b\u00fccher.example",
                "postmaster"
            })
    void mailboxIsTakenAsItIs(String mailbox) {
        Envelope envelope = Envelope.of(mailbox, List.of(mailbox));
        assertThat(envelope.reversePath()).isEqualTo(mailbox);
        assertThat(envelope.recipients()).containsExactly(mailbox);
        assertThat(envelope.needsSmtpUtf8()).isEqualTo(mailbox.startsWith("gr"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a@b>",
                "a@b> SIZE=1",
                "a b@c",
                "a@b\r\nRCPT TO:<x@y>",
                "a@b\n",
                "a\0@b",
                "a\t@b",
                "a\u0085@b",
                "a\u2028@b",
                "a\u2029@b",
                "\"a\r\n\"@b",
                "\"a\\\r\"@b",
                "\"a@b",
                "a@b\"",
                "\"a\\",
                "a\ud83d@b",
                "\udce8@b"
            })
    void whatCouldChangeTheCommandIsRefused(String bad) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Envelope.of("", List.of("ok@example.com", bad)))
                .withMessageContaining("give a mailbox such as")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\r", "\n", "\0", "\u2028"));
        assertThatIllegalArgumentException().isThrownBy(() -> Envelope.of(bad, List.of("ok@example.com")));
    }

    @Test
    void lengthHasItsBounds() {
        assertThatIllegalArgumentException().isThrownBy(() -> Envelope.of("", List.of("")));
        assertThatIllegalArgumentException().isThrownBy(() -> Envelope.of("", List.of("a".repeat(901))));
        assertThat(Envelope.of("", List.of("a".repeat(900))).recipients()).hasSize(1);
    }

    @Test
    void envelopeNeedsARecipientAndKeepsItsOwnList() {
        assertThatIllegalArgumentException().isThrownBy(() -> Envelope.of("a@b", List.of()));
        List<String> recipients = new ArrayList<>(List.of("a@b"));
        Envelope envelope = Envelope.of("", recipients);
        recipients.add("evil>\r\n");
        assertThat(envelope.recipients()).containsExactly("a@b");
    }

    @Test
    @SuppressWarnings("NullAway") // What callers without a checker do.
    void nullIsNoAddress() {
        assertThatNullPointerException().isThrownBy(() -> Envelope.of(null, List.of("a@b")));
        assertThatNullPointerException().isThrownBy(() -> Envelope.of("", null));
        assertThatNullPointerException().isThrownBy(() -> Envelope.of("", java.util.Arrays.asList("a@b", null)));
    }
}
