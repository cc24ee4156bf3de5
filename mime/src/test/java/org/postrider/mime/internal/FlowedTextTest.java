package org.postrider.mime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowedTextTest {
    private static final String WORDS =
            "A line of this text is longer than those that old readers like to see, by far. ";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "short|short",
                "''|''",
                " indented| \u0020indented",
                "From here|\u0020From here",
                "From|From",
                "blanks at the end   |blanks at the end",
                "-- |-- ",
                "--  |--",
                ">quoted|> quoted",
                "> quoted|> quoted",
                ">>  twice|>>  twice",
                ">|>",
                "> > odd|> > odd",
            })
    void oneLineBecomes(String text, String flowed) {
        assertThat(FlowedText.of(text)).isEqualTo(flowed.replace("\\u0020", " "));
        assertThat(FlowedText.of("a\n" + text + "\rb")).isEqualTo("a\r\n" + flowed + "\r\nb");
    }

    @Test
    void aParagraphIsWrappedBehindBlanks() {
        assertThat(FlowedText.of(WORDS + "Really."))
                .isEqualTo(
                        "A line of this text is longer than those that old readers like to see, \r\nby far. Really.");
    }

    @Test
    void eachLineOfAQuotationIsMarked() {
        assertThat(FlowedText.of(">> " + WORDS))
                .isEqualTo(">> A line of this text is longer than those that old readers like to \r\n>> see, by far.");
    }

    @Test
    void noLineLooksLikeASignatureByAccident() {
        String word = "x".repeat(80);
        assertThat(FlowedText.of("-- " + word + " end")).isEqualTo("-- " + word + " \r\nend");
        assertThat(FlowedText.of("-- " + word)).isEqualTo("-- " + word);
    }

    @Test
    void whatWasWrappedCanBeUnwrapped() {
        Random random = new Random(7);
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(300);
            for (int j = 0; j < length; j++) {
                text.append("   ab>-F\n\uD83D\uDE00".charAt(random.nextInt(9)));
            }
            String given = text.toString();
            String flowed = FlowedText.of(given);
            assertThat(unwrapped(flowed)).as(given).isEqualTo(normal(given));
            String read = UnflowedText.of(flowed, false);
            assertThat(normal(read.replace("\r\n", "\n"))).as(given).isEqualTo(normal(given));
            assertThat(UnflowedText.of(FlowedText.of(read), false)).as(given).isEqualTo(read);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "''|''",
                "one /two|one two",
                "one /two /|one two",
                "one / /two|one/two",
                "> one />two|> one two",
                "> one />> two|> one/>> two",
                "one /> two|one/> two",
                "one /-- /two|one/-- /two",
                "> -- /> two|> -- /> two",
                " >no quotation| >no quotation",
                " From here|From here",
                ">|>",
                "> |>",
                "a///|a///",
            })
    void linesOfOthersBecome(String flowed, String text) {
        assertThat(UnflowedText.of(flowed.replace("/", "\r\n"), false)).isEqualTo(text.replace("/", "\r\n"));
    }

    @Test
    void blanksThatWereMadeByWrappingAreDeletedWhereTheTypeSaysSo() {
        assertThat(UnflowedText.of("\u65E5 \r\n\u672C  \r\n\u8A9E", true)).isEqualTo("\u65E5\u672C \u8A9E");
    }

    /** What anybody may send is read into a form that doesn't change any more when it is sent on. */
    @Test
    void whatWasReadIsReadAgainTheSame() {
        Random random = new Random(11);
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(200);
            for (int j = 0; j < length; j++) {
                text.append("   a>>-\n\r".charAt(random.nextInt(9)));
            }
            String read = UnflowedText.of(text.toString(), random.nextBoolean());
            assertThat(UnflowedText.of(FlowedText.of(read), false)).as(read).isEqualTo(read);
        }
    }

    @Test
    void hostileTextTakesLinearTime() {
        for (String unit : new String[] {" ", ">", "> ", "x", "-- ", "\n", "> x"}) {
            String text = unit.repeat(300_000);
            Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> FlowedText.of(text));
            assertThat(FlowedText.of(text).length()).as(unit).isLessThan(text.length() * 3);
            Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> UnflowedText.of(text, true));
        }
    }

    /** Reads as RFC 3676, 4.1 to 4.5 tell readers to, with one mark-up of quotations. */
    private static String unwrapped(String flowed) {
        StringBuilder result = new StringBuilder();
        boolean goesOn = false;
        for (String line : flowed.split("\r\n", -1)) {
            assertThat(line.length()).isLessThanOrEqualTo(78 + longestWord(line));
            int depth = depth(line);
            String quotes = line.substring(0, depth);
            String text = line.substring(line.startsWith(" ", depth) ? depth + 1 : depth);
            result.append(goesOn ? "" : quotes + "|").append(text);
            goesOn = text.endsWith(" ") && !text.equals("-- ");
            result.append(goesOn ? "" : "\n");
        }
        assertThat(goesOn).isFalse();
        return result.toString();
    }

    /** The text with its quotations marked up and the blanks that end its lines gone. */
    private static String normal(String text) {
        StringBuilder result = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            int depth = depth(line);
            String rest = line.substring(depth > 0 && line.startsWith(" ", depth) ? depth + 1 : depth);
            result.append(line, 0, depth).append('|');
            result.append(rest.equals("-- ") ? rest : rest.replaceAll(" +$", ""))
                    .append('\n');
        }
        return result.toString();
    }

    private static int depth(String line) {
        int depth = 0;
        while (depth < line.length() && line.charAt(depth) == '>' && depth < 30) {
            depth++;
        }
        return depth;
    }

    private static int longestWord(String line) {
        int longest = 0;
        for (String word : line.split(" ", -1)) {
            longest = Math.max(longest, word.length());
        }
        return longest;
    }
}
