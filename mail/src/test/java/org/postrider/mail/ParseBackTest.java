package org.postrider.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.mime.MediaTypeNames;
import org.postrider.mime.TransferEncoding;

/** What a message says is what is read of it when it was written. */
class ParseBackTest {
    private static final String LONG =
            "Gr\u00FC\u00DFe \uD83D\uDE00 \u4E2D\u6587 ".repeat(30).strip();
    private static final List<String> NAMES = List.of(
            "plain",
            "with, comma; semicolon",
            "quote \" and \\ backslash",
            "\u00FCml\u00E4ut",
            "\uD83D\uDE00 emoji",
            "=?utf-8?q?x?= look-alike",
            " blanks at the ends ",
            "(parentheses) <brackets> @",
            "percent %41 'quotes' *star*",
            "\u05E9\u05DC\u05D5\u05DD",
            LONG,
            "x".repeat(300));
    private static final List<String> TEXTS = List.of(
            "One line",
            "Two\r\nlines\r\n\r\nand a gap",
            "\u00DCml\u00E4ut = 100% \uD83D\uDE00",
            ".\r\n..\r\nFrom here",
            "trailing blank \r\ntab\t\r\n=",
            "long " + "word ".repeat(1000),
            "y".repeat(3000),
            "--boundary\r\n--\r\n--",
            "ends in breaks\r\n\r\n");

    static Stream<String> names() {
        return NAMES.stream();
    }

    static Stream<String> texts() {
        return TEXTS.stream();
    }

    private static MailMessage message() {
        MailMessage message = new MailMessage("jane@example.org", "john@example.org", "Subject", "Text");
        message.setDate(OffsetDateTime.parse("2026-11-21T09:05:07+01:00"));
        message.setMessageId("<1.2@example.org>");
        return message;
    }

    private static void assertReadBack(MailMessage message) {
        byte[] eml = Shown.written(message);
        MailMessage parsed = Shown.parsed(eml);
        assertThat(Shown.of(parsed)).as(new String(eml, UTF_8)).isEqualTo(Shown.of(message));
        assertThat(Shown.of(Shown.parsed(Shown.written(parsed)))).isEqualTo(Shown.of(message));
    }

    @ParameterizedTest
    @MethodSource("names")
    void membersOfGroupsKeepTheNameOfTheirs(String name) {
        MailMessage message = message();
        message.getCc().addGroup(name, new MailAddress("a@example.org", name), new MailAddress("b@example.org"));
        message.getCc().add("c@example.org");
        MailMessage parsed = Shown.parsed(Shown.written(message));
        assertThat(parsed.getCc()).map(MailAddress::getGroupName).containsExactly(name, name, "");
        assertThat(parsed.getCc())
                .map(MailAddress::getAddress)
                .containsExactly("a@example.org", "b@example.org", "c@example.org");
    }

    @ParameterizedTest
    @EnumSource(
            value = TransferEncoding.class,
            names = {"BASE64", "QUOTED_PRINTABLE", "SEVEN_BIT"})
    void bodyKeepsItsLastLineBreakInEachEncoding(TransferEncoding encoding) throws Exception {
        MailMessage message = message();
        message.setBody("Gr\u00FC\u00DFe\r\n\r\n");
        message.setBodyTransferEncoding(encoding);
        byte[] read = Angus.bytes(Angus.read(Shown.written(message)));
        assertThat(new String(read, UTF_8)).isEqualTo("Gr\u00FC\u00DFe\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("names")
    void namesAndSubjectsAreReadAsTheyWere(String name) {
        MailMessage message = message();
        message.setFrom(new MailAddress("jane@example.org", name));
        message.getTo().add(new MailAddress("\"odd, one\"@example.org", name));
        message.getCc().add(new MailAddress("x@[127.0.0.1]", name));
        message.getReplyToList().add(new MailAddress("y@example.org", name));
        message.setSender(new MailAddress("z@example.org", name));
        message.setSubject(name);
        message.getHeaders().add("X-Name", name);
        assertReadBack(message);
    }

    @ParameterizedTest
    @MethodSource("names")
    void fileNamesAreReadAsTheyWere(String name) {
        String fileName = name.replace('\\', '_').replace('/', '_');
        MailMessage message = message();
        message.getAttachments()
                .add(new Attachment(new byte[] {0, 1, 2, -1}, fileName, MediaTypeNames.Application.PDF));
        message.getAttachments().add(Attachment.createAttachmentFromString("caf\u00E9\n", fileName));
        assertReadBack(message);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void textsAreReadAsTheyWereInEveryEncoding(String text) {
        for (TransferEncoding encoding : TransferEncoding.values()) {
            for (String charset : List.of("utf-8", "iso-8859-1", "windows-1252", "gb18030", "iso-2022-jp", "utf-16")) {
                MailMessage message = message();
                message.setBody(text);
                message.setBodyEncoding(Charset.forName(charset));
                message.setBodyTransferEncoding(encoding);
                assertReadBack(message);
                message.setBodyHtml(true);
                message.getAttachments().add(attachment(text, encoding));
                assertReadBack(message);
                message.getAlternateViews()
                        .add(AlternateView.createAlternateViewFromString("{}", UTF_8, "text/x-json"));
                assertReadBack(message);
            }
        }
    }

    private static Attachment attachment(String text, TransferEncoding encoding) {
        Attachment attachment = Attachment.createAttachmentFromString(text, "text.txt");
        if (encoding != TransferEncoding.UNKNOWN) {
            attachment.setTransferEncoding(encoding);
        }
        return attachment;
    }

    /** Everything that a structure can have, each alone and all combinations of them. */
    @Test
    void structuresAreReadAsTheyWere() {
        List<Consumer<MailMessage>> features = List.of(
                message -> message.setBody(""),
                message -> message.getAlternateViews().add(html(true)),
                message -> message.getAlternateViews().add(html(false)),
                message -> message.getAlternateViews()
                        .add(AlternateView.createAlternateViewFromString("BEGIN:VCALENDAR", UTF_8, "text/calendar")),
                message -> message.getAttachments().add(Attachment.createAttachmentFromString("a,b\r\n", "a.csv")),
                message -> message.getAttachments().add(new Attachment(new byte[3000], "zero", "application/x-zero")),
                message -> message.getAttachments().add(Attachment.fromMessage(message(), "original.eml")));
        for (int chosen = 0; chosen < 1 << features.size(); chosen++) {
            MailMessage message = message();
            for (int i = 0; i < features.size(); i++) {
                if ((chosen >> i & 1) == 1) {
                    features.get(i).accept(message);
                }
            }
            if (!oneHtmlAlone(message)) {
                assertReadBack(message);
            }
        }
    }

    /** A text that is HTML is written the same as body and as the only view, and read as the body. */
    private static boolean oneHtmlAlone(MailMessage message) {
        return message.getBody().isEmpty()
                && !message.getAlternateViews().isEmpty()
                && message.getAlternateViews().get(0).getLinkedResources().isEmpty()
                && message.getAlternateViews()
                        .get(0)
                        .getContentType()
                        .getMediaType()
                        .equals("text/html");
    }

    private static AlternateView html(boolean resources) {
        AlternateView view = AlternateView.createAlternateViewFromString("<p>\u00FC</p>", UTF_8, "text/html");
        if (resources) {
            view.setBaseUri(URI.create("https://example.org/a?b"));
            LinkedResource logo =
                    new LinkedResource(new ByteArrayInputStream(new byte[] {(byte) 0x89, 'P'}), "image/png");
            logo.setContentId("logo@example.org");
            view.getLinkedResources().add(logo);
            LinkedResource style = LinkedResource.createLinkedResourceFromString("p {}", UTF_8, "text/css");
            style.setContentLink(URI.create("style.css"));
            view.getLinkedResources().add(style);
        }
        return view;
    }

    @Test
    void fieldsAreReadIntoTheirProperties() {
        MailMessage message = message();
        message.setInReplyTo(List.of("<a@example.org>"));
        message.setReferences(new ArrayList<>(List.of("<a@example.org>", "<b@example.org>")));
        message.setPriority(MailPriority.HIGH);
        message.setAutoSubmitted(AutoSubmitted.AUTO_REPLIED);
        message.setOneClickUnsubscribe(
                URI.create("https://example.org/leave?who=1,2"), URI.create("mailto:a@example.org,b@example.org"));
        message.getHeaders().add("X-Twice", "one");
        message.getHeaders().add("X-Twice", "two");
        assertReadBack(message);
    }

    @Test
    void handingOnIsReadBack() {
        MailMessage message = message();
        Resent resent = new Resent(new MailAddress("office@example.org", "\u00D6ffice"));
        resent.getTo().add("jim@example.org");
        resent.setDate(OffsetDateTime.parse("2026-11-22T09:05:07Z"));
        message.setResent(resent);
        Resent read = Shown.parsed(Shown.written(message)).getResent();
        assertThat(read).isNotNull();
        assertThat(read.getFrom()).isEqualTo(resent.getFrom());
        assertThat(read.getTo()).isEqualTo(resent.getTo());
        assertThat(read.getDate()).isEqualTo(resent.getDate());
    }

    @Test
    void viewOfHtmlAloneIsReadAsTheBody() {
        MailMessage message = message();
        message.setBody("");
        message.getAlternateViews().add(html(false));
        MailMessage parsed = Shown.parsed(Shown.written(message));
        assertThat(parsed.getBody()).isEqualTo("<p>\u00FC</p>");
        assertThat(parsed.isBodyHtml()).isTrue();
        assertThat(parsed.getAlternateViews()).isEmpty();
    }

    @Test
    void messageInsideOfAMessageIsReadAsAMessage() throws Exception {
        MailMessage inner = message();
        inner.setSubject("Inner");
        inner.getAttachments().add(new Attachment(new byte[100], "x.bin", "application/x-b"));
        MailMessage outer = message();
        outer.getAttachments().add(Attachment.fromMessage(inner, "inner.eml"));
        MailMessage parsed = Shown.parsed(Shown.written(outer));
        MailMessage again = MailMessage.parse(parsed.getAttachments().get(0).getContentStream());
        assertThat(Shown.of(again)).isEqualTo(Shown.of(inner));
    }

    @Test
    void bodyEndsInOneLineBreakLessWhenItIsTheWholeMessage() {
        MailMessage message = message();
        message.setBody("Text\r\n");
        assertThat(Shown.parsed(Shown.written(message)).getBody()).isEqualTo("Text");
        assertThat(new String(Shown.written(message), StandardCharsets.US_ASCII))
                .endsWith("\r\n\r\nText\r\n");
    }

    @Test
    void textThatFlowsIsReadUnwrapped() {
        String text = "One long paragraph ".repeat(20) + "ends.\r\n\r\n> A quotation " + "that is wrapped ".repeat(20)
                + "too.\r\n From here\r\n-- \r\nJane \uD83D\uDE00";
        for (TransferEncoding encoding : TransferEncoding.values()) {
            MailMessage message = message();
            message.setBody(text);
            message.setBodyFlowed(true);
            message.setBodyTransferEncoding(encoding);
            assertReadBack(message);
            assertThat(Shown.parsed(Shown.written(message)).isBodyFlowed()).isTrue();
            message.setBody(text + "\r\n\r\n");
            message.getAlternateViews().add(html(true));
            assertReadBack(message);
        }
    }
}
