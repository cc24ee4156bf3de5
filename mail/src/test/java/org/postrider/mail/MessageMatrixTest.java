package org.postrider.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Message;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.mime.MediaTypeNames;
import org.postrider.mime.TransferEncoding;
import org.postrider.smtp.BodyType;

/** Whatever is put into a message, an independent reader finds the same in it. */
class MessageMatrixTest {
    private static final List<String> TEXTS = List.of(
            "Hello",
            "two\r\nlines \r\n.\r\n..dots\r\nFrom here on",
            "Grüße, Ærøskøbing ← ↑ → ↓ \uD83D\uDE00",
            "日本語のテキスト\r\n".repeat(40) + "end",
            "x".repeat(3000),
            "tab\tNUL\u0000bell\u0007 =3D =?utf-8?Q?no?= --=_0_x\r\n--\r\n",
            "U+560A \u560A U+760D \u760D U+2028 \u2028 U+0085 \u0085");

    private static final List<String> NAMES = List.of(
            "plain.txt",
            "with blank.txt",
            "quote\"semi;colon=100%.txt",
            "Ærøskøbing – \uD83D\uDE00.pdf",
            "sehr langer Name mit vielen Wörtern ".repeat(6) + ".docx",
            "x".repeat(300) + ".bin",
            "日本語".repeat(40) + ".png",
            "%41'utf-8''x*0*.txt",
            "line\u2028sep\u560Acr\u760D.txt",
            " blank ends ");

    @TempDir
    Path folder;

    /** A case: what is in the message, in which charset and encoding. */
    record Case(
            String structure,
            String text,
            String name,
            @Nullable Charset charset,
            TransferEncoding encoding) {}

    static Stream<Case> cases() {
        List<Case> all = new ArrayList<>();
        Random random = new Random(3);
        Charset[] charsets = {
            null, StandardCharsets.UTF_8, ISO_8859_1, StandardCharsets.UTF_16, Charset.forName("ISO-2022-JP")
        };
        for (String structure :
                List.of("body", "html", "view", "views", "related", "files", "views+files", "html+views", "all")) {
            for (String text : TEXTS) {
                for (TransferEncoding encoding : TransferEncoding.values()) {
                    String name = NAMES.get(random.nextInt(NAMES.size()));
                    all.add(new Case(structure, text, name, charsets[random.nextInt(charsets.length)], encoding));
                }
            }
        }
        NAMES.forEach(name -> all.add(new Case("all", "Hello", name, null, TransferEncoding.UNKNOWN)));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void anIndependentReaderFindsTheSame(Case given) throws Exception {
        try (MailMessage message = message(given)) {
            MailMessageContent content = MailMessageContent.of(message);
            for (BodyType bodyType : BodyType.values()) {
                byte[] written = written(content, bodyType);
                assertLines(written, bodyType != BodyType.SEVEN_BIT);
                assertThat(writtenBothWays(content, bodyType)).isEqualTo(written);
                long size = content.size(bodyType);
                assertThat(size).isIn(-1L, (long) written.length);
                assertSame(Angus.read(written), given);
            }
        }
    }

    private MailMessage message(Case given) throws IOException {
        MailMessage message = new MailMessage();
        message.setFrom(new MailAddress("jane@example.org", given.name()));
        message.getTo().add(new MailAddress("\"john doe\"@exämple.org", given.name(), given.charset()));
        message.getTo().add("x@y, z@[127.0.0.1]");
        message.getBcc().add("secret@example.org");
        message.setSubject(given.name());
        message.setSubjectEncoding(given.charset());
        message.getHeaders().add("X-Name", given.name());
        message.setBodyEncoding(given.charset());
        message.setBodyTransferEncoding(given.encoding());
        String structure = given.structure();
        if (!structure.equals("view")) {
            message.setBody(given.text());
            message.setBodyHtml(structure.contains("html"));
        }
        if (structure.contains("view") || structure.equals("all")) {
            message.getAlternateViews()
                    .add(view(
                            given,
                            structure.equals("html+views") ? MediaTypeNames.Text.PLAIN : MediaTypeNames.Text.HTML));
        }
        if (structure.equals("related") || structure.equals("all")) {
            message.getAlternateViews().add(related(given));
        }
        if (structure.contains("files") || structure.equals("all")) {
            attach(message, given);
        }
        return message;
    }

    private static AlternateView view(Case given, String mediaType) {
        AlternateView view = AlternateView.createAlternateViewFromString(given.text(), given.charset(), mediaType);
        if (given.encoding() != TransferEncoding.UNKNOWN) {
            view.setTransferEncoding(given.encoding());
        }
        return view;
    }

    private static AlternateView related(Case given) {
        AlternateView view = view(given, MediaTypeNames.Text.HTML);
        LinkedResource image = new LinkedResource(new ByteArrayInputStream(bytes(5000)), MediaTypeNames.Image.PNG);
        image.setContentId("logo@example.org");
        view.getLinkedResources().add(image);
        return view;
    }

    private void attach(MailMessage message, Case given) throws IOException {
        Path file = Files.write(folder.resolve("file"), bytes(10_000));
        Attachment first = new Attachment(file);
        first.setName(given.name());
        first.setNameEncoding(given.charset());
        message.getAttachments().add(first);
        message.getAttachments().add(Attachment.createAttachmentFromString(given.text() + "\n", given.name()));
        Attachment quoted = new Attachment(bytes(3000), given.name(), MediaTypeNames.Application.OCTET);
        quoted.setTransferEncoding(TransferEncoding.QUOTED_PRINTABLE);
        message.getAttachments().add(quoted);
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private static byte[] written(MailMessageContent content, BodyType bodyType) throws IOException {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        try (var channel = content.open(bodyType)) {
            Channels.newInputStream(channel).transferTo(result);
        }
        return result.toByteArray();
    }

    /** What the engine doesn't look at is base64. */
    private static byte[] writtenBothWays(MailMessageContent content, BodyType bodyType) throws IOException {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        ByteBuffer target = ByteBuffer.allocate(700);
        try (var channel = content.open(bodyType)) {
            while (channel.read(target.clear()) >= 0) {
                result.write(target.array(), 0, target.position());
                while (content.readReady(channel, target.clear()) > 0) {
                    String ready = new String(target.array(), 0, target.position(), StandardCharsets.US_ASCII);
                    assertThat(ready).matches("(\r\n|[A-Za-z0-9+/=])+");
                    result.writeBytes(ready.getBytes(StandardCharsets.US_ASCII));
                }
            }
        }
        return result.toByteArray();
    }

    /** Every line ends in CR LF and is at most 998 long; no other CR, LF or NUL is anywhere. */
    static void assertLines(byte[] message, boolean eightBit) {
        int start = 0;
        for (int i = 0; i < message.length; i++) {
            int octet = message[i];
            if (octet == '\n') {
                assertThat(i > 0 && message[i - 1] == '\r').isTrue();
                assertThat(i - 1 - start).isLessThanOrEqualTo(998);
                start = i + 1;
            } else if (octet == '\r') {
                assertThat(i + 1 < message.length && message[i + 1] == '\n').isTrue();
            } else {
                assertThat(octet != 0 && (eightBit || octet > 0))
                        .as("octet " + octet)
                        .isTrue();
            }
        }
        assertThat(start).isEqualTo(message.length);
    }

    private static void assertSame(MimeMessage read, Case given) throws Exception {
        assertThat(read.getSubject()).isEqualTo(given.name());
        InternetAddress from = (InternetAddress) read.getFrom()[0];
        assertThat(from.getPersonal()).isEqualTo(given.name());
        assertThat(from.getAddress()).isEqualTo("jane@example.org");
        InternetAddress[] to = (InternetAddress[]) read.getRecipients(Message.RecipientType.TO);
        assertThat(Arrays.stream(to).map(InternetAddress::getAddress))
                .containsExactly("\"john doe\"@xn--exmple-cua.org", "x@y", "z@[127.0.0.1]");
        assertThat(to[0].getPersonal()).isEqualTo(given.name());
        assertThat(read.getHeader("Bcc")).isNull();
        assertThat(read.getMessageID()).endsWith("@example.org>");
        assertThat(read.getSentDate()).isCloseTo(new java.util.Date(), 60_000);
        assertThat(Angus.structure(read)).isEqualTo(structure(given.structure()));
        for (Part leaf : Angus.leaves(read)) {
            assertLeaf(leaf, given);
        }
    }

    private static void assertLeaf(Part leaf, Case given) throws Exception {
        if (leaf.isMimeType("image/png")) {
            assertThat(Angus.bytes(leaf)).isEqualTo(bytes(5000));
        } else if (!Part.ATTACHMENT.equals(leaf.getDisposition())) {
            assertThat(Angus.text(leaf).stripTrailing()).isEqualTo(given.text().stripTrailing());
        } else {
            assertThat(leaf.getFileName()).isEqualTo(given.name());
            assertThat(Angus.oldName(leaf)).isEqualTo(given.name());
            if (leaf.isMimeType("text/plain")) {
                assertThat(Angus.text(leaf)).isEqualTo(given.text() + "\n");
            } else {
                assertThat(Angus.bytes(leaf)).isIn(bytes(10_000), bytes(3000));
            }
        }
    }

    private static String structure(String name) {
        String files = ",application/octet-stream,text/plain,application/octet-stream)";
        String related = "multipart/related(text/html,image/png)";
        return switch (name) {
            case "body" -> "text/plain";
            case "html", "view" -> "text/html";
            case "views" -> "multipart/alternative(text/plain,text/html)";
            case "html+views" -> "multipart/alternative(text/plain,text/html)";
            case "related" -> "multipart/alternative(text/plain," + related + ")";
            case "files" -> "multipart/mixed(text/plain" + files;
            case "views+files" -> "multipart/mixed(multipart/alternative(text/plain,text/html)" + files;
            case "all" -> "multipart/mixed(multipart/alternative(text/plain,text/html," + related + ")" + files;
            default -> throw new IllegalArgumentException(name);
        };
    }
}
