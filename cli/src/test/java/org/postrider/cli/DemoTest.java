package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DemoTest {
    @Test
    void theSampleGoesThroughStartTlsAndALogin() {
        Cli.Run run = Cli.postrider("demo");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains(
                        "C: STARTTLS",
                        "*  TLSv1.3 ",
                        "C: AUTH PLAIN ********",
                        "S: 250 2.0.0 Ok: queued as ",
                        "C: QUIT")
                .contains("envelope  jane@contoso.com -> ben@contoso.com")
                .contains("protocol  ESMTPSA")
                .contains("user      jane by PLAIN")
                .contains("Jane \u00d8 Clayton <jane@contoso.com>")
                .contains("Subject   test message 1\u2190\u2191\u2192\u2193")
                .contains("text      This is a test email message sent by an application.")
                .contains("            \u2190\u2191\u2192\u2193")
                .contains("  From: =?utf-8?Q?Jane_=C3=98_Clayton?= <jane@contoso.com>");
    }

    @Test
    void thePasswordIsNotShown() {
        assertThat(Cli.postrider("demo").out()).doesNotContain("battery");
    }
}
