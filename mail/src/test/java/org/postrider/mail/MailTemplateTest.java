package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.mail.Clients.SOON;
import static org.postrider.mail.Mailers.plain;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.mime.FormatException;
import org.postrider.mime.TransferEncoding;
import org.postrider.smtp.BodyType;
import org.postrider.smtp.DeliveryOutcome;
import org.postrider.testkit.ReceivedMessage;
import org.postrider.testkit.SmtpTestServer;

/** One message for many, read back by the test kit's own parser. */
class MailTemplateTest {
    private static final String TEXT = "Dear {{name}},\r\n\r\nyour number = {{ no }}.\r\n{{name}}{{no}}";

    static final OffsetDateTime DATE = OffsetDateTime.parse("2026-11-21T10:00:00+01:00");

    private static MailMessageBuilder draft() {
        return MailMessage.builder().from("News <news@example.com>").subject("For {{name}}");
    }

    private static MailMessage read(PersonalMail mail) {
        return Shown.parsed(Shown.written(mail));
    }

    private static String wire(PersonalMail mail) {
        return new String(Shown.written(mail), StandardCharsets.UTF_8);
    }

    @Test
    void eachRecipientGetsTheirOwnMessage() {
        List<BulkOutcome<Integer>> outcomes = Collections.synchronizedList(new ArrayList<>());
        MailTemplate template = MailTemplate.of(draft().text(TEXT)
                .html("<p title='{{name}}'>Dear {{name}}, {{no}}</p>")
                .build());
        assertThat(template.placeholders()).containsExactlyInAnyOrder("name", "no");
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer = plain(server).connections(3).build()) {
            mailer.sendAll(
                            IntStream.range(0, 300).boxed().toList(),
                            i -> template.to("r" + i + "@example.com")
                                    .with("name", "J\u00FCrgen <" + i + "> & 'S\u00F6hne'")
                                    .with("no", i),
                            outcomes::add)
                    .join();
            assertThat(outcomes)
                    .hasSize(300)
                    .allSatisfy(o -> assertThat(o.outcome()).isEqualTo(DeliveryOutcome.ACCEPTED));
            assertThat(server.getMessages()).hasSize(300).allSatisfy(message -> {
                String number = message.getRecipients().get(0).replaceAll("\\D", "");
                String name = "J\u00FCrgen <" + number + "> & 'S\u00F6hne'";
                assertThat(message.getRecipients()).hasSize(1);
                assertThat(message.getReversePath()).isEqualTo("news@example.com");
                assertThat(message.getSubject()).isEqualTo("For " + name);
                assertThat(message.getText())
                        .isEqualTo("Dear " + name + ",\r\n\r\nyour number = " + number + ".\r\n" + name + number);
                assertThat(message.getHtml())
                        .isEqualTo("<p title='J\u00FCrgen &lt;" + number + "&gt; &amp; &#39;S\u00F6hne&#39;'>"
                                + "Dear J\u00FCrgen &lt;" + number + "&gt; &amp; &#39;S\u00F6hne&#39;, " + number
                                + "</p>");
                assertThat(message.getViolations()).isEmpty();
            });
            assertThat(server.getMessages().stream()
                            .map(m -> m.getHeader("Message-ID"))
                            .distinct())
                    .hasSize(300);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "=",
                "=20",
                "a\nb",
                "a\r\nb\rc\n",
                "\t",
                "trailing ",
                ".",
                "..",
                "From me",
                "\u0000",
                "\uD83D\uDE00",
                "{{name}}",
                "--=_0_"
            })
    void anyValueComesThroughAsItIs(String value) {
        String said = read(MailTemplate.of(
                                draft().subject("x").text("<{{name}}>").build())
                        .to("bob@example.com")
                        .with("name", value))
                .getBody();
        assertThat(said).isEqualTo("<" + value.replaceAll("\r\n?|\n", "\r\n") + ">");
    }

    @Test
    void randomTextsAndValuesComeThroughInShortLines() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            String before = random(random);
            String between = random(random);
            String value = random(random);
            MailTemplate template = MailTemplate.of(draft().subject("x")
                    .text(before + "{{v}}" + between + "{{v}}")
                    .build());
            PersonalMail mail = template.to("bob@example.com").with("v", value);
            assertThat(read(mail).getBody()).as("seed %d, %d", seed, i).isEqualTo(before + value + between + value);
            assertThat(wire(mail).lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(76));
        }
    }

    private static String random(Random random) {
        String[] pieces = {"a", " ", "=", "\r\n", "\u00E9", "word ", "0123456789".repeat(7), ".", "\t"};
        StringBuilder text = new StringBuilder("[");
        for (int i = random.nextInt(30); i > 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.append("]").toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "\n", "x\n", "x\r\n\r\n", "x\n ", " ", "-- ", "\u00FC\n"})
    void aTextEndsAsInThePlainMessage(String value) {
        for (String body :
                List.of("{{v}}", "a{{v}}", "a\n{{v}}", "a\n\n{{v}}{{v}}", "{{v}}a\n", "{{v}}\n\n", "a\n {{v}} ")) {
            for (boolean flowed : new boolean[] {false, true}) {
                for (boolean html : new boolean[] {false, true}) {
                    MailMessage message = new MailMessage("news@example.com", "bob@example.com", "x", body);
                    message.setBodyFlowed(flowed);
                    message.setBodyHtml(html);
                    message.setBodyTransferEncoding(TransferEncoding.QUOTED_PRINTABLE);
                    message.getTo().clear();
                    byte[] personal = Shown.written(
                            MailTemplate.of(message).to("bob@example.com").with("v", value));
                    message.setBody(body.replace("{{v}}", value));
                    message.getTo().add("bob@example.com");
                    assertThat(onTheWire(personal)).as(body).isEqualTo(onTheWire(Shown.written(message)));
                }
            }
        }
    }

    /** The text as any reader has it, soft line breaks apart. */
    private static String onTheWire(byte[] eml) {
        String text = new String(eml, StandardCharsets.US_ASCII);
        return text.substring(text.indexOf("\r\n\r\n")).replace("=\r\n", "").replace("=20", " ");
    }

    @Test
    void whatIsTheSameForAllIsReadOnce() {
        AtomicInteger opened = new AtomicInteger();
        MailMessage message = draft().text("{{name}}").build();
        message.getAttachments()
                .add(new Attachment(
                        () -> {
                            opened.incrementAndGet();
                            return new ByteArrayInputStream(new byte[100_000]);
                        },
                        "zeros.bin",
                        "application/octet-stream"));
        MailTemplate template = MailTemplate.of(message);
        message.close();
        assertThat(opened).hasValue(1);
        for (int i = 0; i < 3; i++) {
            MailMessage back = read(template.to("bob@example.com").with("name", "Bob"));
            assertThat(back.getAttachments()).hasSize(1);
            assertThat(Mailing.of(template.to("bob@example.com").with("name", "Bob"))
                            .content()
                            .mayBlock())
                    .isFalse();
        }
        assertThat(opened).hasValue(1);
    }

    @Test
    void headerFieldsHaveValuesInOneLine() {
        MailMessage message = draft().text("Hello").build();
        message.getHeaders().add("List-Unsubscribe", "<https://example.com/leave?who={{name}}>");
        message.getHeaders().add("X-Campaign", "spring");
        MailTemplate template = MailTemplate.of(message);
        String wire = wire(template.to("Bob <bob@example.com>").with("name", "bob"));
        assertThat(wire)
                .contains("List-Unsubscribe: <https://example.com/leave?who=bob>\r\n")
                .contains("X-Campaign: spring\r\n")
                .contains("Subject: For bob\r\n")
                .contains("To: \"Bob\" <bob@example.com>\r\n")
                .containsOnlyOnce("\r\nFrom: \"News\" <news@example.com>\r\n");
        for (String hostile : List.of("x\r\nBcc: eve@example.com", "x\ny", "x\ry", "x\u0000")) {
            assertThatThrownBy(() -> wire(template.to("bob@example.com").with("name", hostile)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("{{name}}");
        }
    }

    @Test
    void noValueInjectsALine() {
        MailMessage message = draft().text("{{name}}").html("<p>{{name}}").build();
        message.getHeaders().add("X-Name", "<{{name}}>");
        MailTemplate template = MailTemplate.of(message);
        for (String evil : HostileSettersTest.spoiled("harmless")) {
            assertUninjected(() -> template.to("bob@example.com").with("name", evil));
            assertUninjected(() -> template.to(evil).with("name", "Bob"));
            assertUninjected(() -> template.to(evil + " <bob@example.com>").with("name", "Bob"));
        }
    }

    private static void assertUninjected(Supplier<PersonalMail> making) {
        String wire;
        try {
            wire = wire(making.get());
        } catch (IllegalArgumentException expected) {
            return;
        }
        String header = wire.substring(0, wire.indexOf("\r\n\r\n"));
        assertThat(header.split("\r\n|\r|\n")).noneMatch(line -> line.startsWith("X-Injected"));
        assertThat(header.chars()).allMatch(c -> c == '\r' || c == '\n' || (c >= ' ' && c < 0x7F));
    }

    @Test
    void mistakeOfOneRecipientIsTheirsAlone() {
        List<BulkOutcome<Integer>> outcomes = Collections.synchronizedList(new ArrayList<>());
        MailTemplate template = MailTemplate.of(draft().text(TEXT).build());
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer = plain(server).build()) {
            mailer.sendAll(List.of(0, 1, 2, 3, 4), i -> mistaken(template, i), outcomes::add)
                    .join();
            assertThat(outcomes).hasSize(5);
            outcomes.sort(Comparator.comparing(BulkOutcome::number));
            assertThat(outcomes.get(0).outcome()).isEqualTo(DeliveryOutcome.ACCEPTED);
            assertThat(outcomes.get(1).failure()).hasMessageContaining("{{no}}").hasMessageContaining("r1@");
            assertThat(outcomes.get(2).failure()).hasMessageContaining("no placeholder {{nmae}}");
            assertThat(outcomes.get(3).failure()).isInstanceOf(IllegalArgumentException.class);
            assertThat(outcomes.get(4).failure()).isInstanceOf(FormatException.class);
            assertThat(server.getMessages()).hasSize(1);
        }
    }

    private static PersonalMail mistaken(MailTemplate template, int number) {
        PersonalMail mail = template.to(number == 4 ? "nobody" : "r" + number + "@example.com");
        mail.with(number == 2 ? "nmae" : "name", number == 3 ? "two\nlines" : "Bob");
        return number == 1 ? mail : mail.with("no", number);
    }

    @Test
    void nullIsNoValue() {
        PersonalMail mail = MailTemplate.of(draft().text("{{name}}").build()).to("bob@example.com");
        Object nameless = new Object() {
            @Override
            public String toString() {
                return null;
            }
        };
        for (Object value : new Object[] {null, nameless}) {
            assertThatThrownBy(() -> mail.with("name", value))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("The value of {{name}} is null: give \"\" for none");
        }
    }

    @Test
    void valuesAreFixedWhenTheSendingBegins() {
        MailTemplate template = MailTemplate.of(draft().text("{{name}}").build());
        try (SmtpTestServer server = SmtpTestServer.start();
                Mailer mailer = plain(server).build()) {
            PersonalMail mail = template.to("bob@example.com").with("name", "Bob");
            mailer.send(mail).join();
            mail.with("name", "Robert");
            mailer.sendAndWait(mail);
            assertThat(server.awaitMessages(2, SOON).stream().map(ReceivedMessage::getSubject))
                    .containsExactly("For Bob", "For Robert");
        }
    }

    @Test
    void everythingElseOfTheMessageIsKept() {
        MailMessage message =
                draft().subject("\u2192 plain").text("Hello \\{{name}}").build();
        message.setDate(DATE);
        message.setPriority(MailPriority.HIGH);
        message.setMessageId("<one@example.com>");
        message.setEnvelopeId("e1");
        message.setTlsRequired(true);
        PersonalMail mail = MailTemplate.of(message).to("bob@example.com");
        MailMessage back = read(mail);
        assertThat(back.getSubject()).isEqualTo("\u2192 plain");
        assertThat(back.getBody()).isEqualTo("Hello {{name}}");
        assertThat(back.getDate()).isEqualTo(DATE);
        assertThat(back.getPriority()).isEqualTo(MailPriority.HIGH);
        assertThat(back.getMessageId()).isNotEqualTo("<one@example.com>").isNotNull();
        assertThat(Mailing.of(mail).envelope().dsn().envelopeId()).isEqualTo("e1");
        assertThat(Mailing.of(mail).envelope().tlsRequired()).isTrue();
    }

    @Test
    void viewsInOtherCharsetsBecomeUtf8() {
        MailMessage message = draft().text("{{name}}").build();
        message.getAlternateViews()
                .add(AlternateView.createAlternateViewFromString(
                        "<b>\u00E9 {{name}}</b>", StandardCharsets.ISO_8859_1, "text/html"));
        String wire = wire(MailTemplate.of(message).to("bob@example.com").with("name", "\u0416"));
        assertThat(wire).contains("charset=utf-8").doesNotContain("iso-8859-1").contains("=D0=96");
    }

    @Test
    void addressBeyondAsciiNeedsAServerThatTakesIt() {
        MailTemplate template = MailTemplate.of(draft().text("{{name}}").build());
        assertThat(Mailing.of(template.to("j\u00FCrgen@example.com").with("name", "x"))
                        .content()
                        .needsSmtpUtf8())
                .isTrue();
        assertThat(Mailing.of(template.to("bob@example.com").with("name", "x"))
                        .content()
                        .leastBodyType())
                .isEqualTo(BodyType.SEVEN_BIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{", "{{}}", "{{ }}", "{{a b}}", "{{a", "{{a}", "{{{{a}}", "x {{\u00E9}}"})
    void malformedPlaceholderIsRefused(String text) {
        assertThatThrownBy(() -> MailTemplate.of(draft().text(text).build()))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("write {{name}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"}}", "{a}", "@media x{b{c:d}}", "{ {a}}", "\\{{", "\\\\"})
    void otherBracesStandForThemselves(String text) {
        MailTemplate template = MailTemplate.of(draft().subject("x").text(text).build());
        assertThat(template.placeholders()).isEmpty();
        assertThat(read(template.to("bob@example.com")).getBody()).isEqualTo(text.replace("\\{{", "{{"));
    }

    @Test
    void templateWithRecipientsOrWithoutAnAuthorIsRefused() {
        assertThatThrownBy(() -> MailTemplate.of(
                        draft().to("bob@example.com").text("Hello").build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leave out To");
        assertThatThrownBy(() -> MailTemplate.of(new MailMessage((MailAddress) null)))
                .isInstanceOf(IllegalStateException.class);
    }
}
