package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the common servers put the name of a queued message. */
class QueueIdTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2.0.0 Ok: queued as 4ZbCdE1xyz | 4ZbCdE1xyz",
                "2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 9A8B7C | 9A8B7C",
                "OK id=1tHqZz-000000001Ab-2xYz | 1tHqZz-000000001Ab-2xYz",
                "2.0.0 3AL9x2Zq012345 Message accepted for delivery | 3AL9x2Zq012345",
                "2.6.0 <a@b> [InternalId=12345678, Hostname=X.example.com] 1 bytes in 0.1, 5 KB/sec Queued mail for delivery | 12345678",
                "\u0130\u0130 QUEUED AS ABC123 | ABC123",
                "queued as A1, thanks | A1"
            })
    void idIsFound(String text, String id) {
        assertThat(QueueId.in(text)).contains(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Ok", "queued as ", "queued as , x", "message accepted", " message accepted", "ok id="})
    void noIdIsNoId(String text) {
        assertThat(QueueId.in(text)).isEmpty();
    }

    @Test
    void idIsLookedForInALastPositiveReplyOnly() {
        assertThat(result(SmtpReply.of(250, "2.0.0 Ok: queued as X1")).queueId())
                .contains("X1");
        assertThat(result(SmtpReply.of(451, "4.3.0 was queued as X1")).queueId())
                .isEmpty();
        assertThat(result(SmtpReply.of(250, "queued as X\u001b[2J")).queueId()).contains("X\\u001b[2J");
    }

    private static SendResult result(SmtpReply reply) {
        ConnectionFacts facts = ConnectionFacts.none("localhost:25");
        return new SendResult(DeliveryOutcome.ACCEPTED, java.util.List.of(), reply, facts, Timings.NONE);
    }
}
