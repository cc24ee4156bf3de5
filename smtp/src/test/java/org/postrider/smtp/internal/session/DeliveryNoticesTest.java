package org.postrider.smtp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postrider.smtp.DsnNotify;
import org.postrider.smtp.DsnOptions;
import org.postrider.smtp.DsnReturn;
import org.postrider.smtp.Envelope;

/** What a server hears of delivery status notifications (RFC 3461). */
class DeliveryNoticesTest extends SessionFixture {
    private static final DsnOptions NOTICES =
            new DsnOptions(Set.of(DsnNotify.FAILURE, DsnNotify.SUCCESS), DsnReturn.HEADERS, "A b+c=d");

    @Test
    void serverWithDsnHearsWhatIsAsked() {
        ready("PIPELINING", "DSN");
        submit(new Envelope("ann@b", List.of("bob@b", "cid@b"), NOTICES));
        assertThat(said())
                .containsExactly(
                        "MAIL FROM:<ann@b> RET=HDRS ENVID=A+20b+2Bc+3Dd",
                        "RCPT TO:<bob@b> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;bob@b",
                        "RCPT TO:<cid@b> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;cid@b",
                        "DATA");
    }

    @Test
    void eachOptionStandsAlone() {
        ready("PIPELINING", "DSN");
        submit(new Envelope("ann@b", List.of("bob@b"), new DsnOptions(Set.of(), DsnReturn.FULL, null)));
        assertThat(said()).containsExactly("MAIL FROM:<ann@b> RET=FULL", "RCPT TO:<bob@b> ORCPT=rfc822;bob@b", "DATA");
    }

    @Test
    void originalRecipientIsEncodedAndLeftOutWhenItIsTooLong() {
        ready("DSN", "SMTPUTF8", "PIPELINING");
        String longest = "a".repeat(500 - "rfc822;@b".length()) + "@b";
        List<String> recipients = List.of("\"a b+c=\\\"\"@b", "+\u00e4=\"\\\\ \"@b", longest, "a" + longest);
        submit(new Envelope("ann@b", recipients, DsnOptions.of(Set.of(DsnNotify.NEVER))));
        assertThat(said())
                .containsExactly(
                        "MAIL FROM:<ann@b> SMTPUTF8",
                        "RCPT TO:<\"a b+c=\\\"\"@b> NOTIFY=NEVER ORCPT=rfc822;\"a+20b+2Bc+3D\\\"\"@b",
                        "RCPT TO:<+\u00e4=\"\\\\ \"@b> NOTIFY=NEVER ORCPT=utf-8;\\x{2B}\u00e4\\x{3D}\"\\x{5C}\\x{5C}\\x{20}\"@b",
                        "RCPT TO:<" + longest + "> NOTIFY=NEVER ORCPT=rfc822;" + longest,
                        "RCPT TO:<a" + longest + "> NOTIFY=NEVER",
                        "DATA");
    }

    @Test
    void serverWithoutDsnHearsNothingOfNotices() {
        ready("PIPELINING");
        submit(new Envelope("ann@b", List.of("bob@b"), NOTICES));
        assertThat(said()).containsExactly("MAIL FROM:<ann@b>", "RCPT TO:<bob@b>", "DATA");
    }

    @Test
    void serverWithDsnHearsNothingOfItWhenNothingIsAsked() {
        ready("PIPELINING", "DSN");
        submit(new Envelope("ann@b", List.of("bob@b"), DsnOptions.NONE));
        assertThat(said()).containsExactly("MAIL FROM:<ann@b>", "RCPT TO:<bob@b>", "DATA");
    }
}
