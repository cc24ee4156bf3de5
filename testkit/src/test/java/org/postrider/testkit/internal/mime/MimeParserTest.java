package org.postrider.testkit.internal.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.testkit.Part;

/** Messages good, odd and hostile, and what a reader makes of them. */
class MimeParserTest {
    private static Part parse(String... lines) {
        return MimeParser.parse(String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void headersAreKeptAsTheyCameAndReadUnfolded() {
        Part part = parse("Subject: one", " two\tthree", "X-EMPTY:", "subject: second", "no colon here", "", "body");
        assertThat(part.getHeaders()).hasSize(4);
        assertThat(part.getHeaders().get(0).value()).isEqualTo(" one\r\n two\tthree");
        assertThat(part.getHeader("SUBJECT")).isEqualTo("one two\tthree");
        assertThat(part.getHeader("x-empty")).isEmpty();
        assertThat(part.getHeader("X-None")).isNull();
        assertThat(part.getText()).isEqualTo("body");
        assertThat(part.getContentType()).isEqualTo("text/plain");
        assertThat(part.getParts()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=|Grüße",
                "=?utf-8?b?R3LDvMOfZQ==?=|Grüße",
                "=?ISO-8859-1*de?Q?Gr=FC=DFe_x?=|Grüße x",
                "a =?UTF-8?Q?b?= =?UTF-8?Q?c?= d|a bc d",
                "=?UTF-8?Q?b?= and =?UTF-8?Q?c?=|b and c",
                "=?UTF-8?Q?=C3?= =?UTF-8?Q?=BC?=|\uFFFD\uFFFD",
                "=?UTF-8?X?abc?=|=?UTF-8?X?abc?=",
                "=?UTF-8?Q?no end|=?UTF-8?Q?no end",
                "=?UTF-8?Q?with blank?=|=?UTF-8?Q?with blank?=",
                "=?no-such-charset?Q?=FC?=|ü",
                "=? =?UTF-8?Q?x?=|=? x",
                "ü raw|ü raw",
            })
    void encodedWordsAreDecoded(String raw, String decoded) {
        assertThat(parse("Subject: " + raw, "", "").getHeader("Subject")).isEqualTo(decoded);
    }

    @Test
    void encodedWordsOnFoldedLinesAreGlued() {
        assertThat(parse("Subject: =?UTF-8?Q?one_?=", " =?UTF-8?Q?two?=", "", "")
                        .getHeader("Subject"))
                .isEqualTo("one two");
    }

    @Test
    void treeOfPartsHasTextsAndAttachments() {
        Part root = parse(
                "Content-Type: multipart/mixed; boundary=\"=_a;b\"",
                "",
                "preamble",
                "--=_a;b",
                "Content-Type: multipart/alternative; boundary=c (not a comment boundary)",
                "",
                "--c",
                "",
                "plain",
                "--c",
                "Content-Type: TEXT/HTML; charset=iso-8859-1",
                "Content-Transfer-Encoding: quoted-printable",
                "",
                "<p>=FC=",
                "</p>",
                "--c--",
                "--=_a;b  ",
                "Content-Type: application/octet-stream; name=old.bin",
                "Content-Disposition: attachment; filename*0*=UTF-8''%C3%BC; filename*1=\" b.bin\"; filename=x",
                "Content-Transfer-Encoding: base64",
                "Content-ID: <id@x.test>",
                "",
                "AAEC",
                "/w==",
                "",
                "--=_a;b--",
                "epilogue");
        assertThat(root.getParts()).hasSize(2);
        List<Part> texts = root.getParts().get(0).getParts();
        assertThat(texts).extracting(Part::getText).containsExactly("plain", "<p>ü</p>");
        assertThat(texts).extracting(Part::getContentType).containsExactly("text/plain", "text/html");
        Part file = root.getParts().get(1);
        assertThat(file.isAttachment()).isTrue();
        assertThat(file.getDisposition()).isEqualTo("attachment");
        assertThat(file.getFileName()).isEqualTo("ü b.bin");
        assertThat(file.getContentId()).isEqualTo("id@x.test");
        assertThat(file.getBytes()).containsExactly(0, 1, 2, 0xFF);
        assertThat(file.getParameters()).containsEntry("name", "old.bin");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "text/plain; name=\"a \\\"b\\\" \\\\ (c)\"|a \"b\" \\ (c)",
                "text/plain; name*=iso-8859-1'de'%FC.txt|ü.txt",
                "text/plain; name*=plain|plain",
                "text/plain; name*=UTF-8''%zz%C3%BC%|%zzü%",
                "text/plain; (a (nested) comment) name = spaced ;|spaced",
                "text/plain; name=\"=?UTF-8?Q?=C3=BC?=\"|ü",
                "text/plain; NAME=first; name=second|first",
                "text/plain; name*0=a; name*2=c; name*1=b|abc",
                "text/plain; name=\"unterminated|unterminated",
            })
    void fileNamesAreDecoded(String type, String name) {
        assertThat(parse("Content-Type: " + type, "", "").getFileName()).isEqualTo(name);
    }

    @Test
    void inlinePictureIsNoAttachment() {
        Part picture = parse("Content-Type: image/png; name=a.png", "Content-Disposition: INLINE", "", "x");
        assertThat(picture.isAttachment()).isFalse();
        assertThat(picture.getFileName()).isEqualTo("a.png");
    }

    @Test
    void embeddedMessageIsAPartOfItsOwn() {
        Part root =
                parse("Content-Type: multipart/digest; boundary=d", "", "--d", "", "Subject: inner", "", "x", "--d--");
        Part message = root.getParts().get(0);
        assertThat(message.getContentType()).isEqualTo("message/rfc822");
        assertThat(message.getParts().get(0).getHeader("Subject")).isEqualTo("inner");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "quoted-printable|a=3Db=3d=|a=b=",
                "quoted-printable|a=ZZ=4|a=ZZ=4",
                "base64|YW Jj|abc",
                "base64|Y!W?Jj%|abc",
                "base64|YWI|ab",
                "base64|YQ|a",
                "base64|Y|''",
                "7bit|a=3D|a=3D",
                "no-such|a=3D|a=3D",
            })
    void brokenTransferEncodingYieldsWhatItCan(String encoding, String body, String text) {
        assertThat(parse("Content-Transfer-Encoding: " + encoding, "", body).getText())
                .isEqualTo(text);
    }

    @Test
    void multipartWithoutEndOrBoundaryIsReadAsFarAsItGoes() {
        assertThat(parse("Content-Type: multipart/mixed; boundary=b", "", "--b", "", "open")
                        .getParts())
                .extracting(Part::getText)
                .containsExactly("open");
        assertThat(parse("Content-Type: multipart/mixed", "", "--b", "", "x").getParts())
                .isEmpty();
        assertThat(parse("Content-Type: multipart/mixed; boundary=b", "", "--bad", "", "x")
                        .getParts())
                .isEmpty();
        assertThat(parse("Content-Type: nonsense", "", "x").getContentType()).isEqualTo("text/plain");
    }

    @Test
    void numberOfHeadersIsBounded() {
        Part part = parse("X: y\r\n".repeat(100_000));
        assertThat(part.getHeaders()).hasSize(10_000);
        assertThat(part.getText()).hasSize(6 * 90_000);
    }

    @Test
    void depthIsBounded() {
        StringBuilder message = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            message.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b")
                    .append(i)
                    .append("\r\n");
        }
        Part part = parse(message.toString());
        int depth = 0;
        while (!part.getParts().isEmpty()) {
            part = part.getParts().get(0);
            depth++;
        }
        assertThat(depth).isEqualTo(50);
    }

    @Test
    void numberOfPartsIsBounded() {
        String message = "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\n".repeat(200_000);
        assertThat(parse(message).getParts()).hasSizeLessThan(10_001);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: x/y; a=\"",
                "Content-Type: x/y; (((((((",
                "Subject: =?=?=?=?=?",
                "Content-Type: x/y; a*99999999999999999999*=x; *=; =;;;",
                "Content-Disposition: ",
                ":",
                "",
            })
    void hostileHeaderIsReadSomehowAndInTime(String header) {
        String line = header.isEmpty()
                ? header
                : header + header.substring(header.length() - 1).repeat(100_000);
        Part part = parse(line, "", "body");
        assertThat(part.getContentType()).isNotEmpty();
        assertThat(part.getFileName()).isNull();
        assertThat(part.getHeaders())
                .allSatisfy(field -> assertThat(part.getHeader(field.name())).isNotNull());
    }

    @Test
    void noMessageBreaksTheParser() {
        Random random = new Random(42);
        String alphabet = "=?-;:\"\\'*%()<> \t\r\nabB/QCcontent-type: multipart/mixed; boundary=b\r\n--b\r\n";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder message =
                    new StringBuilder(i % 2 == 0 ? "Content-Type: multipart/mixed; boundary=b\r\n" : "");
            for (int n = random.nextInt(200); n > 0; n--) {
                int at = random.nextInt(alphabet.length());
                message.append(alphabet, at, Math.min(alphabet.length(), at + 1 + random.nextInt(8)));
            }
            touch(MimeParser.parse(message.toString().getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    private static void touch(Part part) {
        assertThat(part.getText()).isNotNull();
        assertThat(part.getParameters()).isNotNull();
        part.getHeaders()
                .forEach(field -> assertThat(part.getHeader(field.name())).isNotNull());
        assertThat(part.isAttachment() && part.getContentType().startsWith("multipart/"))
                .isFalse();
        part.getParts().forEach(MimeParserTest::touch);
    }
}
