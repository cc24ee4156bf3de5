package org.postrider.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Part;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.mime.ContentType;
import org.postrider.mime.TransferEncoding;
import org.postrider.mime.internal.Texts;
import org.postrider.smtp.BodyType;

/** Where content comes from, what it is called, and what is known of it afterwards. */
class AttachmentTest {
    private static final byte[] CONTENT = "The content, größer than ASCII.".getBytes(UTF_8);
    private static final String SHA_256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    Path folder;

    private final MailMessage message = new MailMessage("ann@example.com", "bob@example.com", "Files", "See there.");

    @Test
    void aSupplierIsAskedForEachWriting() throws Exception {
        List<InputStream> opened = new ArrayList<>();
        StreamSupplier supplier = () -> {
            opened.add(new ByteArrayInputStream(CONTENT));
            return opened.get(opened.size() - 1);
        };
        message.getAttachments().add(new Attachment(supplier, "a.bin", "application/x-a"));
        assertThat(opened).as("opened late").isEmpty();
        assertThat(Angus.bytes(written().get(1))).isEqualTo(CONTENT);
        assertThat(Angus.bytes(written().get(1))).isEqualTo(CONTENT);
        assertThat(opened).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOpenMessageKnowsWhetherItsSuppliedStreamMayBlock(boolean inMemory) throws IOException {
        InputStream array = new ByteArrayInputStream(new byte[100_000]);
        InputStream given = inMemory ? array : new FilterInputStream(array) {};
        message.getAttachments().add(new Attachment(() -> given, "a.bin", "application/x-a"));
        MailMessageContent content = MailMessageContent.of(message);
        assertThat(content.mayBlock()).isTrue();
        try (ReadableByteChannel open = content.open(BodyType.SEVEN_BIT)) {
            assertThat(content.mayBlock(open)).as("before it is opened").isTrue();
            open.read(ByteBuffer.allocate(20_000));
            assertThat(content.mayBlock(open)).isEqualTo(!inMemory);
        }
    }

    @Test
    void viewsAndResourcesTakeSuppliersAsWell() throws Exception {
        AlternateView view = new AlternateView(() -> new ByteArrayInputStream(CONTENT), "text/html");
        view.getLinkedResources().add(new LinkedResource(() -> new ByteArrayInputStream(CONTENT), "image/png"));
        view.getLinkedResources().add(new LinkedResource(CONTENT, "image/gif"));
        message.getAlternateViews().add(view);
        for (int i = 1; i < 4; i++) {
            assertThat(Angus.bytes(written().get(i))).isEqualTo(CONTENT);
        }
    }

    @Test
    void aSupplierThatFailsIsTheReason() {
        message.getAttachments()
                .add(new Attachment(
                        () -> {
                            throw new FileNotFoundException("the blob is gone");
                        },
                        "a",
                        "a/b"));
        assertThatThrownBy(this::written)
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage("the blob is gone");
    }

    @Test
    @SuppressWarnings("NullAway") // what a careless lambda does
    void aSupplierThatGivesNothingIsToldSo() {
        message.getAttachments().add(new Attachment(() -> null, "a", "a/b"));
        assertThatThrownBy(this::written).isInstanceOf(IOException.class).hasMessageContaining("gave null");
    }

    @Test
    void aStreamIsNotSentTwice() throws Exception {
        message.getAttachments().add(new Attachment(new FilterInputStream(new ByteArrayInputStream(CONTENT)) {}, "a"));
        assertThat(Angus.bytes(written().get(1))).isEqualTo(CONTENT);
        assertThatThrownBy(this::written).isInstanceOf(IOException.class).hasMessageContaining("read already");
    }

    @Test
    void bytesAreCopied() throws Exception {
        byte[] mine = CONTENT.clone();
        message.getAttachments().add(new Attachment(mine, "a", "a/b"));
        LinkedResource resource = new LinkedResource(mine, "a/b");
        mine[0] = 0;
        assertThat(Angus.bytes(written().get(1))).isEqualTo(CONTENT);
        assertThat(resource.getContentStream().readAllBytes()).isEqualTo(CONTENT);
    }

    @Test
    void aResourceIsSentUnderItsNameAndKind() throws Exception {
        Attachment attachment = Attachment.fromResource(AttachmentTest.class, "terms.html");
        assertThat(attachment.getName()).isEqualTo("terms.html");
        assertThat(attachment.getContentType().getMediaType()).isEqualTo("text/html");
        message.getAttachments().add(attachment);
        message.getAttachments().add(Attachment.fromResource(AttachmentTest.class, "/org/postrider/mail/terms.html"));
        for (int i = 0; i < 2; i++) {
            List<Part> leaves = written();
            assertThat(Angus.bytes(leaves.get(1))).startsWith("<p>Terms".getBytes(UTF_8));
            assertThat(Angus.bytes(leaves.get(2))).isEqualTo(Angus.bytes(leaves.get(1)));
            assertThat(leaves.get(2).getFileName()).isEqualTo("terms.html");
        }
        LinkedResource linked = LinkedResource.fromResource(AttachmentTest.class, "terms.html");
        assertThat(linked.getContentStream().readAllBytes()).startsWith("<p>Terms".getBytes(UTF_8));
    }

    @Test
    void aMissingResourceIsToldAtOnce() {
        for (Supplier<AttachmentBase> missing : List.<Supplier<AttachmentBase>>of(
                () -> Attachment.fromResource(AttachmentTest.class, "none.pdf"),
                () -> LinkedResource.fromResource(AttachmentTest.class, "none.pdf"))) {
            assertThatThrownBy(missing::get)
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("none.pdf")
                    .hasMessageContaining("AttachmentTest");
        }
    }

    @Test
    void theEndingOfAFileTellsItsKindUnlessItIsGiven() throws IOException {
        Path file = Files.write(folder.resolve("Bild.PNG"), CONTENT);
        assertThat(type(new Attachment(file))).isEqualTo("image/png");
        assertThat(type(new Attachment(file.toString()))).isEqualTo("image/png");
        assertThat(type(new LinkedResource(file))).isEqualTo("image/png");
        assertThat(type(new LinkedResource(file.toString()))).isEqualTo("image/png");
        assertThat(type(new AlternateView(file))).isEqualTo("image/png");
        assertThat(type(new AlternateView(file.toString()))).isEqualTo("image/png");
        assertThat(type(new Attachment(file, "a/b"))).isEqualTo("a/b");
        assertThat(type(new Attachment(file, new ContentType()))).isEqualTo("application/octet-stream");
        assertThat(type(new Attachment(new ByteArrayInputStream(CONTENT), "a.png")))
                .isEqualTo("application/octet-stream");
    }

    private static String type(AttachmentBase content) {
        return content.getContentType().getMediaType();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain.txt",
                "mit Umlaut ä.txt",
                "quote\"d.txt",
                "semi;colon=equal, comma.txt",
                "100%41 percent's *0*.txt",
                "en–dash—em-dash.txt",
                "=?utf-8?Q?look-alike",
                "(brackets) [more] <angle>@.txt",
                " blank ends ",
                "\uD83D\uDE00\uD83D\uDC68\u200D\uD83D\uDC69.png",
                "דוח שנתי 2026.pdf",
                "تقرير.pdf",
                "報告書.docx",
                ".hidden"
            })
    void aNameArrivesInBothItsForms(String name) throws Exception {
        for (String given : List.of(name, name.repeat(300 / name.length() + 1))) {
            message.getAttachments().clear();
            message.getAttachments().add(new Attachment(CONTENT, given, "application/x-a"));
            byte[] written = bytes();
            Part part = leaves(written).get(1);
            assertThat(part.getFileName()).isEqualTo(given);
            assertThat(Angus.oldName(part)).isEqualTo(given);
            assertThat(new String(written, UTF_8).lines()).allMatch(line -> line.length() <= 78);
        }
    }

    @Test
    void aDispositionMayHaveANameOfItsOwn() throws Exception {
        Attachment attachment = new Attachment(CONTENT, "old.txt", "text/plain");
        attachment.getContentDisposition().setFileName("neu – Ä.txt");
        attachment.getContentDisposition().setInline(true);
        message.getAttachments().add(attachment);
        Part part = written().get(1);
        assertThat(part.getDisposition()).isEqualTo("inline");
        assertThat(part.getFileName()).isEqualTo("neu – Ä.txt");
        assertThat(Angus.oldName(part)).isEqualTo("old.txt");
        attachment.setName(null);
        assertThat(Angus.oldName(written().get(1)))
                .as("one stands in for the other")
                .isEqualTo("neu – Ä.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a.txt", "a\\b", "C:a", "..", "a\u202Eb", "a\u2066", "a\u0007b", "=?utf-8?Q?..=2Fa?="})
    void aNameThatLeadsAstrayIsRefusedByEveryWayIn(String name) {
        Attachment attachment = new Attachment(CONTENT, "a.txt", "text/plain");
        assertThatThrownBy(() -> attachment.setName(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Attachment(CONTENT, name, "a/b")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Attachment(InputStream.nullInputStream(), name))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Attachment(InputStream::nullInputStream, name, "a/b"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(attachment.getName()).isEqualTo("a.txt");
    }

    @Test
    void aFileWhoseOwnNameLeadsAstrayIsSentUnderAnother() throws Exception {
        Assumptions.assumeTrue(File.separatorChar == '/', "such a file can't be there");
        Path file = Files.write(folder.resolve("..\\a.txt"), CONTENT);
        assertThatThrownBy(() -> new Attachment(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("U+005C");
        message.getAttachments().add(new Attachment(file, new ContentType("text/plain; name=a.txt")));
        assertThat(written().get(1).getFileName()).isEqualTo("a.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\r\nb\n", "a\r\nb\r", "a\r\r\nb", "\n"})
    void aFileOfPlainLinesArrivesAsItIsOrNotAtAll(String content) throws Exception {
        Path file = Files.writeString(folder.resolve("a.txt"), content);
        AlternateView view = plain(new AlternateView(file));
        message.getAttachments().add(plain(new Attachment(file)));
        assertRefused();
        message.getAttachments().clear();
        message.getAlternateViews().add(view);
        assertThat(new String(bytes(), UTF_8)).contains("\r\n\r\n" + Texts.canonical(content) + "\r\n--");
        view.getLinkedResources().add(plain(new LinkedResource(file)));
        assertRefused();
        message.getAlternateViews().clear();
        Files.writeString(file, Texts.canonical(content));
        message.getAttachments().add(plain(new Attachment(file)));
        assertThat(Angus.bytes(written().get(1))).isEqualTo(Files.readAllBytes(file));
    }

    private static <T extends AttachmentBase> T plain(T part) {
        part.setTransferEncoding(TransferEncoding.SEVEN_BIT);
        return part;
    }

    private void assertRefused() {
        assertThatThrownBy(this::bytes).isInstanceOf(IOException.class).hasMessageContaining("other than CR LF");
    }

    @Test
    void contentIsCountedAndHashedEachTimeItIsRead() throws Exception {
        List<ContentDigest> told = new ArrayList<>();
        Attachment attachment = Attachment.createAttachmentFromString("abc", "a.txt");
        attachment.setDigestListener("SHA-256", told::add);
        message.getAttachments().add(attachment);
        MailMessageContent.of(message).size(BodyType.SEVEN_BIT);
        assertThat(told).as("asking for the size isn't reading").isEmpty();
        assertThat(Angus.text(written().get(1))).isEqualTo("abc");
        ContentDigest abc = new ContentDigest("SHA-256", 3, SHA_256_OF_ABC);
        assertThat(told).containsExactly(abc);
        written();
        assertThat(told).containsExactly(abc, abc);
        assertThat(attachment.getTransferEncoding()).as("as it is without").isEqualTo(TransferEncoding.SEVEN_BIT);
        assertThat(new String(bytes(), UTF_8)).contains("\r\n\r\nabc\r\n");
    }

    @Test
    void whatTheDigestListenerThrowsEndsTheWriting() {
        Attachment attachment = new Attachment(CONTENT, "a", "a/b");
        attachment.setDigestListener("SHA-256", digest -> {
            throw new IllegalStateException("not the bytes that I know");
        });
        message.getAttachments().add(attachment);
        assertThatThrownBy(this::written).hasMessage("not the bytes that I know");
        assertThatThrownBy(() -> attachment.setDigestListener("CRC-7", digest -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CRC-7");
    }

    @Test
    void aFileThatChangesBetweenTwoWritingsIsSentAsItIsThen() throws Exception {
        Path file = Files.writeString(folder.resolve("a.txt"), "first");
        Attachment attachment = new Attachment(file);
        message.getAttachments().add(attachment);
        assertThat(Angus.bytes(written().get(1))).isEqualTo("first".getBytes(UTF_8));
        Files.writeString(file, "second");
        assertThat(Angus.bytes(written().get(1))).isEqualTo("second".getBytes(UTF_8));
        try (InputStream content = attachment.getContentStream()) {
            assertThat(content.readAllBytes()).isEqualTo("second".getBytes(UTF_8));
        }
    }

    @Test
    void aFileThatChangesDuringASendingEndsIt() throws Exception {
        Path file = Files.writeString(folder.resolve("a.txt"), "first");
        message.getAttachments().add(new Attachment(file));
        MailMessageContent content = MailMessageContent.of(message);
        assertThat(content.size(content.leastBodyType())).isPositive();
        Files.writeString(file, "second");
        try (var channel = content.open()) {
            assertThatThrownBy(() -> Channels.newInputStream(channel).readAllBytes())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("was changed");
        }
    }

    @Test
    void closingTwiceIsHarmless() {
        Attachment attachment = new Attachment(InputStream.nullInputStream(), "a");
        attachment.close();
        assertThatCode(attachment::close).doesNotThrowAnyException();
    }

    private List<Part> written() throws Exception {
        return leaves(bytes());
    }

    private byte[] bytes() throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        message.writeTo(output);
        return output.toByteArray();
    }

    private static List<Part> leaves(byte[] written) throws Exception {
        return Angus.leaves(Angus.read(written));
    }
}
