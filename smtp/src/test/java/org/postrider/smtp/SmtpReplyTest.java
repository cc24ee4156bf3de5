package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reply tells, and how it is shown. */
class SmtpReplyTest {
    @ParameterizedTest
    @CsvSource({
        "250, true, false, false",
        "354, false, false, false",
        "421, false, true, false",
        "550, false, false, true"
    })
    void firstDigitTellsTheKind(int code, boolean positive, boolean transientFailure, boolean permanent) {
        SmtpReply reply = SmtpReply.of(code, "text");
        assertThat(reply.isPositive()).isEqualTo(positive);
        assertThat(reply.isTransient()).isEqualTo(transientFailure);
        assertThat(reply.isPermanent()).isEqualTo(permanent);
    }

    @Test
    void textOfThePeerCannotForgeLines() {
        SmtpReply reply = new SmtpReply(550, List.of("a\r\nb\0\u001b[2J", "\u0085\u2028\u2029\u007f gr\u00fc\u00dfe"));
        assertThat(reply)
                .hasToString("550 a\\u000d\\u000ab\\u0000\\u001b[2J \\u0085\\u2028\\u2029\\u007f gr\u00fc\u00dfe");
        assertThat(reply.lines()).first().isEqualTo("a\r\nb\0\u001b[2J");
    }

    /** What stands behind it would be read from right to left. */
    @ParameterizedTest
    @ValueSource(
            chars = {'\u061C', '\u200E', '\u200F', '\u202A', '\u202D', '\u202E', '\u2066', '\u2069', '\u206A', '\u206F'
            })
    void textOfThePeerCannotTurnTheDirectionOfWriting(char turning) {
        assertThat(SmtpReply.of(550, "no " + turning + "ko 052"))
                .hasToString(String.format("550 no \\u%04xko 052", (int) turning));
    }

    @Test
    void textOfThePeerKeepsWhatItsScriptNeeds() {
        String persian =
                "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645 \u2060\u2065\u2070 \ud83d\udc68\u200d\ud83d\udc69";
        assertThat(SmtpReply.of(550, persian)).hasToString("550 " + persian);
    }

    @Test
    void replyHasACodeAndALine() {
        assertThatIllegalArgumentException().isThrownBy(() -> SmtpReply.of(199, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> SmtpReply.of(600, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> new SmtpReply(250, List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "550, 5.1.1 no such user, 5.1.1",
        "250, 2.0.0, 2.0.0",
        "451, 4.999.999 x, 4.999.999",
        "550, 5.01.1 x, 5.1.1"
    })
    void enhancedCodeLeadsTheText(int code, String text, String enhanced) {
        assertThat(SmtpReply.of(code, text).enhancedCode())
                .map(EnhancedStatusCode::toString)
                .contains(enhanced);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "5.1",
                "5.1.",
                "5..1",
                "5.1.1x",
                "5.1.1.1",
                "5.1000.1",
                "5.1.1000",
                "4.1.1 other class",
                "3.1.1",
                "x5.1.1",
                "5.1.\u0661",
                "\uff15.1.1",
                "5.1.1\tx",
                "5,1,1"
            })
    void whatOnlyLooksLikeAnEnhancedCodeIsText(String text) {
        assertThat(SmtpReply.of(550, text).enhancedCode()).isEmpty();
    }

    @Test
    void enhancedCodeHasItsRanges() {
        assertThat(new EnhancedStatusCode(5, 7, 999)).hasToString("5.7.999");
        assertThatIllegalArgumentException().isThrownBy(() -> new EnhancedStatusCode(3, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new EnhancedStatusCode(5, -1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new EnhancedStatusCode(5, 0, 1000));
    }
}
