package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;
import org.postrider.mime.FormatException;

/** What is made to take much memory is refused, and nothing that mail programs make. */
class MessageParserLimitTest {
    @Test
    void limitsAreKept() {
        String nested = "Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%<d\r\n";
        StringBuilder deep = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            deep.append(String.format(java.util.Locale.ROOT, nested, i));
        }
        assertRefused(deep.toString(), "50 levels");
        assertRefused("X: y\r\n".repeat(1_000_000), "1000 fields");
        assertRefused("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n".repeat(1_000_000), "10000 parts");
        String part = "--b\r\n" + "X:\r\n".repeat(999) + "\r\n";
        assertRefused("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part.repeat(101), "100000 fields");
        assertRefused("To: " + "a@b,".repeat(60_000) + "\r\nCc: " + "a@b,".repeat(60_000), "100000 addresses");
        assertRefused("Resent-From: a@b\r\nResent-To: " + "a@b,".repeat(200_000), "100000 addresses");
        assertRefused("Content-Type: text/plain" + "; a=b".repeat(1001), "1000 parameters");
        assertRefused("Content-Disposition: inline" + "; a=b".repeat(1001), "1000 parameters");
        StringBuilder parameters = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            parameters.append(";a").append(i).append("=b");
        }
        for (String field : new String[] {"Content-Type: a/b", "Content-Disposition: inline"}) {
            part = "--b\r\n" + field + parameters + "\r\n\r\n";
            assertRefused("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part.repeat(101), "100000 parameters");
        }
        assertThatThrownBy(() -> new MessageParser(10).parse(new ByteArrayInputStream(new byte[11])))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("10 octets");
        assertThatThrownBy(() -> new MessageParser(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void asManyAsTheLimitsAllowAreRead() {
        String addresses = "a@b,".repeat(50_000) + "broken,";
        MailMessage message = Shown.parsed(String.join(
                "\r\n",
                "To: " + addresses,
                "Cc: " + addresses,
                "References: " + "<a@b> ".repeat(10_000),
                "In-Reply-To: " + "<a@b> ".repeat(10_001),
                "List-Unsubscribe: " + "<http:a>,".repeat(10_001),
                "Content-Type: text/plain" + "; a=b".repeat(1000) + ";"));
        assertThat(message.getTo()).hasSize(50_000).hasSameSizeAs(message.getCc());
        assertThat(message.getReferences()).hasSize(10_000);
        assertThat(message.getInReplyTo()).isEmpty();
        assertThat(message.getListUnsubscribe()).isEmpty();
        assertThat(message.getHeaders().getNames())
                .containsExactlyInAnyOrder("To", "Cc", "In-Reply-To", "List-Unsubscribe");
    }

    private static void assertRefused(String eml, String limit) {
        assertThatThrownBy(() -> Shown.parsed(eml))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(limit);
    }
}
