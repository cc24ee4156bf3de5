package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.mime.ContentType;
import org.postrider.mime.TransferEncoding;
import org.postrider.mime.internal.FlowedText;
import org.postrider.mime.internal.UnflowedText;

/** Text with values is wrapped as the plain message wraps the text that they make, octet by octet. */
class MailTemplateFlowedTest {
    private static final String WORDS = "words that make a line so long that it has to be wrapped, ".repeat(3);
    private static final String[] PIECES = {
        "a", " ", "  ", ">", "> ", "From ", "-- ", "=", "\u00E9", "\r\n", "\r\n", "word ", "0123456789".repeat(8), WORDS
    };

    private static MailMessage flowed(String text) {
        MailMessage message =
                MailMessage.builder().from("news@example.com").subject("x").build();
        message.setBody(text);
        message.setBodyFlowed(true);
        message.setBodyTransferEncoding(TransferEncoding.QUOTED_PRINTABLE);
        return message;
    }

    private static MailMessage view(String text) {
        MailMessage message = flowed("");
        AlternateView view =
                AlternateView.createAlternateViewFromString(text, new ContentType("text/plain; format=flowed"));
        view.setTransferEncoding(TransferEncoding.QUOTED_PRINTABLE);
        message.getAlternateViews().add(view);
        return message;
    }

    private static String personal(MailMessage message, String value) {
        PersonalMail mail = MailTemplate.of(message).to("bob@example.com").with("v", value);
        return content(Shown.written(mail));
    }

    private static String content(byte[] eml) {
        String text = new String(eml, StandardCharsets.US_ASCII);
        return text.substring(text.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void aValueIsNeverTakenForWhatItIsNot() {
        assertThat(personal(flowed("{{v}}\nend"), "> a \r\nb")).isEqualTo("> a\r\nb\r\nend\r\n");
        assertThat(personal(flowed("Hi {{v}}\nend"), "a \n b \nFrom c\n-- \n"))
                .isEqualTo("Hi a\r\n  b\r\n From c\r\n--=20\r\n\r\nend\r\n");
        assertThat(personal(flowed("> {{v}} {{v}}\nend"), "word ".repeat(9)))
                .isEqualTo("> " + "word ".repeat(9) + " " + "word ".repeat(4) + "word=20\r\n> " + "word ".repeat(3)
                        + "word\r\nend\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                ">",
                "> a \nb",
                "From me",
                "-- ",
                " -- \n",
                "\n",
                "a \n",
                "ends in blanks  ",
                "  begins",
                "\u00E9 =",
                "{{v}}",
                "."
            })
    void anyValueIsWrappedAsInThePlainMessage(String value) {
        for (String text : new String[] {
            "{{v}}.",
            "Dear {{v}},\r\n\r\n" + WORDS + "\r\n{{v}}\r\n{{v}}{{v}} \r\n> {{v}} \r\nend",
            "{{v}}" + WORDS + "{{ v }}" + WORDS,
            " {{v}}\n>{{v}}\n-- {{v}}\nFrom{{v}}\n\n",
            WORDS + "\n" + WORDS + "\n{{v}} and {{v}}\n  "
        }) {
            assertSame(text, value);
        }
    }

    @Test
    void randomTextsAndValuesAreWrappedAsInThePlainMessage() {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            String value = random(random);
            StringBuilder text = new StringBuilder(random(random));
            for (int holes = random.nextInt(4); holes >= 0; holes--) {
                text.append("{{v}}").append(random(random));
            }
            assertSame(text.toString(), value);
        }
    }

    private static String random(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(9); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    /** A view wraps its text when it is made, so that what the wrapping leaves of it is what values are put into. */
    private static void assertSame(String text, String value) {
        assertThat(personal(flowed(text), value))
                .as("%s with %s", text, value)
                .isEqualTo(content(Shown.written(flowed(filled(text, value)))));
        String kept = UnflowedText.of(FlowedText.of(text), false);
        assertThat(personal(view(text), value))
                .as("A view, %s with %s", text, value)
                .isEqualTo(content(Shown.written(view(filled(kept, value)))));
    }

    private static String filled(String text, String value) {
        return text.replace("{{ v }}", "{{v}}").replace("{{v}}", value);
    }

    @Test
    void paragraphsWithoutPlaceholdersAreTheSameForAll() {
        String fixed = WORDS + "\r\n".repeat(3) + WORDS + "\r\n";
        MailTemplate template = MailTemplate.of(flowed(fixed + "Dear {{v}}, dear {{v}}\r\n" + fixed + "{{v}}"));
        assertThat(template.segments(Map.of("v", "x")))
                .hasExactlyElementsOfTypes(
                        MailTemplate.Fixed.class,
                        MailTemplate.Hole.class,
                        MailTemplate.Fixed.class,
                        MailTemplate.Hole.class,
                        MailTemplate.Fixed.class);
    }

    @Test
    void aViewWhoseWrappingAddedBlanksSaysSoNoMore() {
        MailMessage message = flowed("");
        message.getAlternateViews()
                .add(new AlternateView(
                        () -> new ByteArrayInputStream("\u65E5 \r\n\u672C {{v}}".getBytes(StandardCharsets.UTF_8)),
                        "text/plain; format=flowed; delsp=yes; charset=utf-8"));
        PersonalMail mail = MailTemplate.of(message).to("bob@example.com").with("v", "\u8A9E");
        assertThat(new String(Shown.written(mail), StandardCharsets.US_ASCII))
                .contains("format=flowed")
                .doesNotContain("delsp");
        assertThat(Shown.parsed(Shown.written(mail)).getBody()).isEqualTo("\u65E5\u672C \u8A9E");
    }
}
