package org.postrider.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.mime.TransferEncoding;

/** Mail as it really arrives: no text is so broken that nothing is read, and none so hostile that it takes for ever. */
class BrokenMailTest {
    private static MailMessage read(String... lines) {
        return Shown.parsed(String.join("\r\n", lines).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String content(Attachment attachment) throws IOException {
        return new String(attachment.getContentStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void emptyInputIsAnEmptyMessage() {
        assertThat(Shown.of(read(""))).isEqualTo(Shown.of(new MailMessage()));
    }

    @Test
    void lineFeedsAloneEndLines() {
        MailMessage message = Shown.parsed("From jane Sat Nov 21\nFrom: a@b.org\nSubject: two\n lines\n\none\ntwo\n");
        assertThat(message.getFrom()).isEqualTo(new MailAddress("a@b.org"));
        assertThat(message.getSubject()).isEqualTo("two lines");
        assertThat(message.getBody()).isEqualTo("one\r\ntwo");
    }

    @Test
    void lineThatIsNoFieldBeginsTheText() {
        MailMessage message = read("Subject: x", "Dear John: this is text", "and more");
        assertThat(message.getSubject()).isEqualTo("x");
        assertThat(message.getBody()).isEqualTo("Dear John: this is text\r\nand more");
    }

    @Test
    void rawOctetsInHeadersAreUtf8OrLatin1() {
        assertThat(read("Subject: caf\u00E9").getSubject()).isEqualTo("caf\u00E9");
        assertThat(Shown.parsed("Subject: caf\u00E9\r\nTo: J\u00F6rg <j@b.org>").getSubject())
                .isEqualTo("caf\u00E9");
    }

    @Test
    void unknownAndWrongCharsetsAreGuessed() {
        for (String charset : new String[] {"", "; charset=us-ascii", "; charset=x-unknown", "; charset=\"\""}) {
            assertThat(read("Content-Type: text/plain" + charset, "", "caf\u00E9")
                            .getBody())
                    .isEqualTo("caf\u00E9");
            assertThat(Shown.parsed("Content-Type: text/plain" + charset + "\r\n\r\ncaf\u00E9")
                            .getBody())
                    .isEqualTo("caf\u00E9");
        }
    }

    @Test
    void strayControlsInTypesAreNonsenseLikeAnyOther() {
        for (char stray : new char[] {'\r', '\0'}) {
            MailMessage message = read(
                    "Content-Type: multipart/mixed; boundary=b",
                    "",
                    "--b",
                    "Content-Type: text/html" + stray + "x",
                    "",
                    "text",
                    "--b",
                    "Content-Disposition: inline" + stray + "x",
                    "",
                    "file",
                    "--b--");
            assertThat(message.getBody()).isEqualTo("text");
            assertThat(message.isBodyHtml()).isFalse();
            assertThat(message.getAttachments()).hasSize(1);
        }
    }

    @Test
    void tornBase64GivesWhatThereIs() {
        assertThat(read("Content-Transfer-Encoding: BASE64 (really)", "", "SGVs*bG8=", "!IHlvdQ")
                        .getBody())
                .isEqualTo("Hello you");
    }

    @Test
    void brokenQuotedPrintableStandsForItself() {
        assertThat(read("Content-Transfer-Encoding: Quoted-Printable", "", "a=c3=A9=zz=4  ", "soft=  ", "end=")
                        .getBody())
                .isEqualTo("a\u00E9=zz=4\r\nsoftend");
    }

    @Test
    void charactersTornBetweenEncodedWordsAreMended() {
        assertThat(read("Subject: a =?utf-8?B?w?= =?UTF-8*en?b?7w=?= b =?x-no?q?y?= =?utf-8?q?not ended")
                        .getSubject())
                .isEqualTo("a \uFFFD b =?x-no?q?y?= =?utf-8?q?not ended");
        assertThat(read("Subject: =?utf-8?Q?caf=C3?=", " =?utf-8?Q?=A9_x y?=").getSubject())
                .isEqualTo("caf\u00E9 x y");
    }

    @Test
    void hiddenLineBreaksDontBreakOut() {
        MailMessage message = read("From: a@b.org", "Subject: =?utf-8?q?x=0D=0ABcc:_evil@b.org=00?=");
        assertThat(message.getSubject()).isEqualTo("x  Bcc: evil@b.org\uFFFD");
        assertThat(Shown.parsed(Shown.written(message)).getBcc()).isEmpty();
    }

    @Test
    void malformedAddressesCostNoOthersAndStayToBeSeen() {
        MailMessage message = read(
                "From: a@b.org, c@d.org",
                "To: =?utf-8?q?Doe=2C_J?= <j@b.org>, broken, \"x, y\" <k@b.org>;",
                "Cc: Friends: l@b.org (comment, a), m@b.org;",
                "Bcc: undisclosed-recipients:;");
        assertThat(message.getFrom()).isEqualTo(new MailAddress("a@b.org"));
        assertThat(message.getHeaders().get("From")).isEqualTo("a@b.org, c@d.org");
        assertThat(message.getTo())
                .containsExactly(new MailAddress("j@b.org", "Doe, J"), new MailAddress("k@b.org", "x, y"));
        assertThat(message.getHeaders().get("To")).contains("broken");
        assertThat(message.getCc()).containsExactly(new MailAddress("l@b.org"), new MailAddress("m@b.org"));
        assertThat(message.getHeaders().getNames()).containsExactly("From", "To");
    }

    /** They should have been encoded, and many programs don't. */
    @Test
    void separatorsInEncodedWordsPartNothing() {
        MailMessage message = read(
                "To: =?utf-8?q?Doe,_John?= <j@x.org>, =?UTF-8?Q?Team: =41;?= <t@x.org>,",
                " =?utf-8?b?w7w=?= =?utf-8*de?Q?,?= <u@x.org>, =?utf-8?q?torn, v@x.org, =?q?x?= , w@x.org",
                "Cc: =?utf-8?q?Friends:?= : a@x.org, =?utf-8?q?<evil@x.org>?=;");
        assertThat(message.getTo())
                .map(MailAddress::getDisplayName)
                .containsExactly("Doe, John", "Team: A;", "\u00FC,", "", "");
        assertThat(message.getTo())
                .map(MailAddress::getAddress)
                .containsExactly("j@x.org", "t@x.org", "u@x.org", "v@x.org", "w@x.org");
        assertThat(message.getCc()).map(MailAddress::getGroupName).containsExactly("Friends:");
    }

    @Test
    void formsOfWhichNoneIsTextAreFiles() throws IOException {
        MailMessage message = read(
                "From: jane@x.org",
                "Content-Type: multipart/mixed; boundary=m",
                "",
                "--m",
                "Content-Type: multipart/alternative; boundary=b",
                "",
                "--b",
                "Content-Type: image/png; name=a.png",
                "",
                "PNG",
                "--b--",
                "--m",
                "Content-Type: text/html",
                "",
                "<p>",
                "--m--");
        assertThat(message.getAlternateViews()).isEmpty();
        assertThat(message.getAttachments()).map(Attachment::getName).containsExactly("a.png");
        assertThat(content(message.getAttachments().get(0))).isEqualTo("PNG");
        assertThat(message.getBody()).isEqualTo("<p>");
        assertThat(Shown.of(Shown.parsed(Shown.written(message)))).contains("image/png", "body: <p>");
    }

    @Test
    void datesOfOldAreUnderstood() {
        OffsetDateTime expected = OffsetDateTime.parse("1997-11-21T09:55:00-06:00");
        for (String date : new String[] {
            "Fri, 21 Nov 1997 09:55:00 -0600", "21 Nov 97 09:55 CST", "fri,21 nov 1997 09:55:00 -0600 (odd)"
        }) {
            assertThat(read("Date: " + date).getDate()).as(date).isEqualTo(expected);
        }
        assertThat(read("Date: yesterday").getHeaders().get("Date")).isEqualTo("yesterday");
        for (String date : new String[] {"99 Foo 99999999999 1:2", "1 Jan 2026 12", "1 Jan 2026 :", "1 Jan 2026", ""}) {
            assertThat(read("Date: " + date).getDate()).as(date).isNull();
        }
    }

    @Test
    void waysToLeaveAListAreWhatStandsInBrackets() {
        for (String field :
                new String[] {"<https://x.org/a,b> ,\t<mailto:l@x.org>", "<https://x.org/\r\n a,b><mailto:l@x.org>,"}) {
            assertThat(read("List-Unsubscribe: " + field).getListUnsubscribe())
                    .containsExactly(URI.create("https://x.org/a,b"), URI.create("mailto:l@x.org"));
        }
        for (String field :
                new String[] {"https://x.org", "<https://x.org", "<https://x.org> x", "<x>", "<>", "<a:<b>>", ",", "NO"
                }) {
            MailMessage message = read("List-Unsubscribe: " + field);
            assertThat(message.getListUnsubscribe()).as(field).isEmpty();
            assertThat(message.getHeaders().get("List-Unsubscribe")).isEqualTo(field);
        }
    }

    @Test
    void fileNamesAreReadInAllTheirForms() {
        String[] forms = {
            "filename=a b.txt; x=y",
            "filename=\"a b.txt",
            "filename=\"C:\\dir\\a b.txt\"",
            "filename*=utf-8'en'a%20b.txt; filename=wrong",
            "filename*1*=%20b; filename*0=a; filename*2=\".txt\"; filename*4=no",
            "filename=\"=?utf-8?q?a_b=2Etxt?=\"",
            "filename=../../a b.txt"
        };
        for (String form : forms) {
            MailMessage message = read("Content-Disposition: attachment; " + form, "", "x");
            assertThat(message.getAttachments().get(0).getName()).as(form).isEqualTo("a b.txt");
        }
    }

    @Test
    void multipartsWithoutAnEndEndWithWhatIsAroundThem() throws IOException {
        MailMessage message = read(
                "Content-Type: multipart/mixed; boundary=a",
                "",
                "preamble",
                "--a  ",
                "Content-Type: multipart/alternative; boundary=\"a-b\"",
                "",
                "--a-b",
                "",
                "plain",
                "--a-b",
                "Content-Type: text/html",
                "",
                "<p>",
                "--a-",
                "--a",
                "Content-Type: nonsense; name=x.bin",
                "Content-Transfer-Encoding: base64",
                "",
                "AAE=");
        assertThat(message.getBody()).isEqualTo("plain");
        assertThat(message.getAlternateViews()).hasSize(1);
        assertThat(message.getAlternateViews().get(0).getContentStream())
                .hasBinaryContent("<p>\r\n--a-".getBytes(StandardCharsets.US_ASCII));
        assertThat(content(message.getAttachments().get(0))).isEqualTo("\0\1");
    }

    @Test
    void multipartWithoutPartsIsText() {
        assertThat(read("Content-Type: multipart/mixed", "", "--", "text").getBody())
                .isEqualTo("--\r\ntext");
        assertThat(read("Content-Type: multipart/mixed; boundary=\"\"", "", "--", "text")
                        .getBody())
                .isEqualTo("--\r\ntext");
        assertThat(read("Content-Type: multipart/mixed; boundary=x", "", "text").getBody())
                .isEqualTo("text");
    }

    @Test
    void relatedAroundAlternativeBelongsToTheHtml() {
        MailMessage message = read(
                "Content-Type: multipart/related; boundary=r",
                "",
                "--r",
                "Content-Type: multipart/alternative; boundary=a",
                "",
                "--a",
                "",
                "plain",
                "--a",
                "Content-Type: text/html",
                "",
                "<img src='cid:i'>",
                "--a--",
                "--r",
                "Content-Type: image/png",
                "Content-ID: <i>",
                "",
                "png",
                "--r--",
                "epilogue");
        assertThat(message.getBody()).isEqualTo("plain");
        assertThat(message.getAttachments()).isEmpty();
        assertThat(message.getAlternateViews()
                        .get(0)
                        .getLinkedResources()
                        .get(0)
                        .getContentId())
                .isEqualTo("i");
    }

    @Test
    void furtherTextsAreAttachedInline() throws IOException {
        MailMessage message =
                read("Content-Type: multipart/mixed; boundary=m", "", "--m", "", "text", "--m", "", "footer", "--m--");
        assertThat(message.getBody()).isEqualTo("text");
        assertThat(message.getAttachments().get(0).getContentDisposition().isInline())
                .isTrue();
        assertThat(content(message.getAttachments().get(0))).isEqualTo("footer");
    }

    @Test
    void messageInsideThatCantBeSentAsOneIsAFile() {
        MailMessage message = read("Content-Type: message/rfc822", "From: a@b.org", "", "Subject: \0", "", "x");
        assertThat(message.getAttachments().get(0).getContentType().getMediaType())
                .isEqualTo("application/octet-stream");
        assertThat(Shown.written(message)).isNotEmpty();
        assertThat(message.getBodyTransferEncoding()).isEqualTo(TransferEncoding.UNKNOWN);
    }

    /** Minutes, if each of the short fields has the long one looked at again. */
    @Test
    void urgencyIsReadOnceHoweverManyFieldsTellIt() {
        String header = "X-Priority: " + "A".repeat(20_000_000) + "\r\n" + "Priority: urgent\r\n".repeat(998);
        assertThat(Shown.parsed(header).getPriority()).isEqualTo(MailPriority.HIGH);
    }

    /** Each of these takes minutes when something in the reader is quadratic; the test's time limit is one. */
    @Test
    @Timeout(240) // Seconds of work that a busy machine may take its time over; anything quadratic takes longer on an
    // idle one.
    void hostileInputIsReadInLinearTime() {
        int much = 600_000;
        assertThat(read("Subject: x" + "\r\n y".repeat(much)).getSubject()).hasSize(1 + 2 * much);
        assertThat(read("Subject: " + "=?a?q?x ".repeat(much)).getSubject()).hasSize(8 * much - 1);
        assertThat(read("Subject: " + "=?x-no?q?x?= ".repeat(much)).getSubject())
                .hasSize(13 * much - 1);
        assertThat(read("Subject: " + "=?utf-8?q?x?= ".repeat(much)).getSubject())
                .hasSize(much);
        assertThat(read("To: " + "(".repeat(much)).getTo()).isEmpty();
        assertThat(read("To: " + "\"".repeat(much) + "<,".repeat(much)).getTo()).isEmpty();
        assertThat(read("To: " + "=?a?q?x,".repeat(much)).getTo()).isEmpty();
        assertThat(read("To: " + "=?a?q".repeat(much)).getTo()).isEmpty();
        assertThat(read("Content-Type: text/plain" + "; a*1=b".repeat(1000) + ";".repeat(much))
                        .getBody())
                .isEmpty();
        assertThat(read("Content-Type: text/plain; name=\"" + "a:".repeat(10 * much) + "b\"")
                        .getAttachments()
                        .get(0)
                        .getName())
                .isEqualTo("b");
        assertThat(read("Content-Type: multipart/mixed; boundary=-", "", "--\r\n".repeat(much))
                        .getBody())
                .isNotEmpty();
    }
}
