package org.postrider.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "mail.example.com, mail.example.com,",
        "mail.example.com:587, mail.example.com, 587",
        "192.0.2.1:25, 192.0.2.1, 25",
        "2001:db8::1, 2001:db8::1,",
        "[2001:db8::1], 2001:db8::1,",
        "[2001:db8::1]:465, 2001:db8::1, 465",
        "smtps://ann@mail.example.com:8465, smtps://ann@mail.example.com:8465,",
        "lmtp:///run/lmtp, lmtp:///run/lmtp,"
    })
    void hostAndPortAreReadAsTheyAreWrittenInUrls(String text, String host, Integer port) {
        assertThat(Target.parse("HOST", text)).isEqualTo(new Target("HOST", host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail.example.com:",
                "mail.example.com:smtp",
                "h:99999999999",
                "h:0",
                "h:65536",
                "h:-1",
                "[::1]:x",
                "[::1]25",
                "[::1:25"
            })
    void whatIsNoPortIsTold(String text) {
        assertThatThrownBy(() -> Target.parse("HOST", text))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("HOST: ");
    }

    @Test
    void nothingIsNoHost() {
        Cli.Run run = Cli.postrider("probe", "");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errLines()).hasSize(1).first().asString().contains("the host is empty");
    }
}
