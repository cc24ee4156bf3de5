package org.postrider.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.mime.ContentType;
import org.postrider.mime.FormatException;
import org.postrider.mime.MediaTypeNames;
import org.postrider.mime.TransferEncoding;
import org.postrider.smtp.BodyType;
import org.postrider.sockets.ObjectDisposedException;

class MailMessageTest {
    @TempDir
    Path folder;

    private final MailMessage message = new MailMessage("jane@example.org", "john@example.org", "Lunch?", "At noon.");

    @Test
    void headerFieldsComeInTheOrderOfDotNet() throws IOException {
        message.setSender(new MailAddress("secretary@example.org"));
        message.getCc().add("carl@example.org");
        message.getReplyToList().add("office@example.org");
        message.setPriority(MailPriority.HIGH);
        message.getHeaders().add("X-Own", "1");
        assertThat(names(text()))
                .containsExactly(
                        "MIME-Version",
                        "Sender",
                        "From",
                        "To",
                        "Cc",
                        "Reply-To",
                        "X-Priority",
                        "Priority",
                        "Importance",
                        "Date",
                        "Subject",
                        "Message-ID",
                        "X-Own",
                        "Content-Type",
                        "Content-Transfer-Encoding");
        assertThat(text()).endsWith("\r\n\r\nAt noon.\r\n").contains("\r\nImportance: high\r\n");
    }

    @Test
    void fieldsThatTheMessageWritesItselfAreNotWrittenTwice() throws IOException {
        for (String name : List.of(
                "From", "to", "CC", "Bcc", "Resent-Bcc", "Subject", "Date", "Sender", "Content-Type", "mime-version")) {
            message.getHeaders().add(name, "evil@example.org");
        }
        message.getHeaders().add("Message-ID", "<mine@example.org>");
        message.getHeaders().add("X-Priority", "3");
        assertThat(text())
                .doesNotContain("evil")
                .containsOnlyOnce("Message-ID: <mine@example.org>")
                .contains("X-Priority: 3");
        message.setPriority(MailPriority.NORMAL);
        assertThat(text()).doesNotContain("X-Priority");
        assertThat(message.getHeaders().get("from")).isEqualTo("evil@example.org");
    }

    @Test
    void blindCopiesAreInTheEnvelopeAloneAndAfterTo() throws IOException {
        message.getHeaders().set("Message-ID", "<mine@example.org>"); // A random one could hold any three letters.
        message.getCc().add("cc@example.org");
        message.getBcc().add("bcc@example.org, \"b c\"@exämple.org, john@example.org");
        assertThat(text()).doesNotContain("bcc").doesNotContain("xn--");
        assertThat(MailEnvelope.recipients(message))
                .containsExactly(
                        "john@example.org",
                        "bcc@example.org",
                        "\"b c\"@xn--exmple-cua.org",
                        "john@example.org",
                        "cc@example.org");
        assertThat(MailEnvelope.reversePath(message)).isEqualTo("jane@example.org");
        message.setSender(new MailAddress("Office <office@example.org>"));
        assertThat(MailEnvelope.of(message).reversePath()).isEqualTo("office@example.org");
    }

    @Test
    void aMessageWithoutAuthorOrRecipientSaysSo() {
        MailMessage empty = new MailMessage();
        assertThatThrownBy(() -> MailMessageContent.of(empty))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("setFrom");
        assertThatThrownBy(() -> MailEnvelope.reversePath(empty)).hasMessageContaining("setFrom");
        assertThatThrownBy(() -> MailEnvelope.of(empty)).hasMessageContaining("getTo()");
        assertThatThrownBy(() -> empty.setFrom(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void aSnapshotIsNotChangedByWhatComesLater() throws Exception {
        AlternateView view = AlternateView.createAlternateViewFromString("one", null, MediaTypeNames.Text.HTML);
        message.getAlternateViews().add(view);
        MailMessageContent content = MailMessageContent.of(message);
        byte[] before = bytes(content);
        message.setSubject("other");
        message.setBody("other");
        message.getTo().clear();
        view.getContentType().setMediaType("text/other");
        view.setTransferEncoding(TransferEncoding.BASE64);
        message.getHeaders().add("X-Other", "other");
        message.getAlternateViews().clear();
        assertThat(bytes(content)).isEqualTo(before).asString(UTF_8).doesNotContain("other");
    }

    @Test
    void twoSendsReadTheSameSnapshotAtOnce() throws Exception {
        message.setBody("Grüße\r\n".repeat(20_000));
        message.getAttachments().add(new Attachment(new byte[500_000], "zeros", "application/octet-stream"));
        MailMessageContent content = MailMessageContent.of(message);
        List<CompletableFuture<byte[]>> reads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            reads.add(CompletableFuture.supplyAsync(() -> bytes(content)));
        }
        byte[] first = reads.get(0).get(20, TimeUnit.SECONDS);
        for (CompletableFuture<byte[]> read : reads) {
            assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(first);
        }
    }

    @Test
    void onlyALocalPartBeyondAsciiNeedsSmtpUtf8() {
        message.getTo().add("Jürgen <x@exämple.org>");
        assertThat(MailMessageContent.of(message).needsSmtpUtf8()).isFalse();
        assertThat(MailMessageContent.of(message).leastBodyType()).isEqualTo(BodyType.SEVEN_BIT);
        message.getReplyToList().add("jürgen@example.org");
        MailMessageContent content = MailMessageContent.of(message);
        assertThat(content.needsSmtpUtf8()).isTrue();
        assertThat(content.leastBodyType()).isEqualTo(BodyType.EIGHT_BIT_MIME);
        assertThat(new String(bytes(content), UTF_8)).contains("Reply-To: jürgen@example.org\r\n");
    }

    @Test
    void onlyFilesAndStreamsMayBlock() {
        message.getAttachments().add(Attachment.createAttachmentFromString("text", "a.txt"));
        message.getAttachments().add(new Attachment(new ByteArrayInputStream(new byte[10]), "b"));
        MailMessageContent memory = MailMessageContent.of(message);
        assertThat(memory.mayBlock()).isFalse();
        assertThat(memory.size(BodyType.SEVEN_BIT)).isEqualTo(bytes(memory).length);
        message.getAttachments().add(new Attachment(InputStream.nullInputStream(), "c"));
        MailMessageContent stream = MailMessageContent.of(message);
        assertThat(stream.mayBlock()).isTrue();
        assertThat(stream.size(BodyType.SEVEN_BIT)).isEqualTo(-1);
    }

    @Test
    void aStreamIsSentOnceAndAByteArrayStreamAsOftenAsWanted() throws IOException {
        message.getAttachments().add(new Attachment(new ByteArrayInputStream(new byte[] {1, 2, 3}), "b"));
        assertThat(text()).contains("AQID");
        assertThat(text()).contains("AQID");
        message.getAttachments()
                .add(new Attachment(new FilterInputStream(new ByteArrayInputStream(new byte[1])) {}, "c"));
        assertThat(text()).contains("AA==");
        assertThatThrownBy(this::text).isInstanceOf(IOException.class).hasMessageContaining("read already");
    }

    @Test
    void aMissingFileIsNamedWhenItIsAttached() {
        String missing = folder.resolve("missing.pdf").toString();
        assertThatThrownBy(() -> new Attachment(missing))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("missing.pdf");
        assertThatThrownBy(() -> new AlternateView(missing)).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> new LinkedResource(missing, "image/png")).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> new Attachment("")).isExactlyInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void closingClosesStreamsOfAttachmentsViewsAndResources() {
        List<String> closed = new ArrayList<>();
        AlternateView view = new AlternateView(recording("view", closed), "text/html");
        view.getLinkedResources().add(new LinkedResource(recording("resource", closed)));
        Attachment attachment = new Attachment(recording("attachment", closed), "a");
        message.getAlternateViews().add(view);
        message.getAttachments().add(attachment);
        message.close();
        message.close();
        assertThat(closed).containsExactlyInAnyOrder("view", "resource", "attachment");
        assertThatThrownBy(attachment::getContentStream).isInstanceOf(ObjectDisposedException.class);
        assertThatThrownBy(() -> message.getAttachments().add(attachment)).isInstanceOf(ObjectDisposedException.class);
    }

    @Test
    void oneStreamThatCannotBeClosedDoesNotKeepTheOthersOpen() {
        List<String> closed = new ArrayList<>();
        InputStream broken = new FilterInputStream(InputStream.nullInputStream()) {
            @Override
            public void close() throws IOException {
                throw new IOException("no");
            }
        };
        message.getAttachments().add(new Attachment(broken, "a"));
        message.getAttachments().add(new Attachment(recording("b", closed), "b"));
        assertThatThrownBy(message::close)
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("no");
        assertThat(closed).containsExactly("b");
    }

    @Test
    void aClosedAttachmentIsNotSent() {
        Attachment attachment = new Attachment(InputStream.nullInputStream(), "a");
        message.getAttachments().add(attachment);
        attachment.close();
        assertThatThrownBy(() -> MailMessageContent.of(message)).isInstanceOf(ObjectDisposedException.class);
    }

    @Test
    void writingClosesWhatItOpenedWhenTheOutputFails() {
        List<String> closed = new ArrayList<>();
        message.getAttachments().add(new Attachment(recording("a", closed), "a"));
        assertThatThrownBy(() -> message.writeTo(new FailingOutput(1000))).hasMessage("full");
        assertThat(closed).containsExactly("a");
    }

    @Test
    void encodedWordsAreDecodedWhenSet() {
        message.setSubject("=?utf-8?B?R3LDvMOfZQ==?= =?iso-8859-1?Q?=E4_?=");
        assertThat(message.getSubject()).isEqualTo("Grüßeä ");
        message.setSubject("=?utf-8?B?not encoded?=");
        assertThat(message.getSubject()).isEqualTo("=?utf-8?B?not encoded?=");
        assertThatThrownBy(() -> message.setSubject("=?utf-8?Q?a=0D=0Ab?="))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new Attachment(new byte[0], "=?utf-8?Q?=C3=A4?=", "a/b").getName())
                .isEqualTo("ä");
    }

    @Test
    void headersAreALiveOrderedCollectionWithoutRegardToCase() {
        HeaderCollection headers = message.getHeaders();
        headers.add("X-I", "1");
        headers.add("References", "<a@b>");
        headers.add("x-i", "2");
        headers.add("REFERENCES", "<c@d>");
        assertThat(headers.get("X-i")).isEqualTo("1,2");
        assertThat(headers.getValues("references")).containsExactly("<c@d>");
        assertThat(headers.getNames()).containsExactly("REFERENCES", "X-I");
        headers.set("X-i", "3");
        assertThat(headers).extracting(java.util.Map.Entry::getValue).containsExactly("3", "<c@d>");
        assertThat(headers.remove("x-I")).isTrue();
        assertThat(headers.get("X-I")).isNull();
        assertThatThrownBy(() -> headers.add("X-Empty", "")).isInstanceOf(IllegalArgumentException.class);
        headers.clear();
        assertThat(headers.size()).isZero();
    }

    @Test
    void notificationsExcludeNever() {
        message.setDeliveryNotificationOptions(
                DeliveryNotificationOptions.ON_SUCCESS, DeliveryNotificationOptions.DELAY);
        assertThat(message.getDeliveryNotificationOptions())
                .isEqualTo(Set.of(DeliveryNotificationOptions.ON_SUCCESS, DeliveryNotificationOptions.DELAY));
        assertThatThrownBy(() -> message.setDeliveryNotificationOptions(
                        DeliveryNotificationOptions.NEVER, DeliveryNotificationOptions.DELAY))
                .isInstanceOf(IllegalArgumentException.class);
        message.setDeliveryNotificationOptions(DeliveryNotificationOptions.NONE);
        assertThat(message.getDeliveryNotificationOptions()).isEmpty();
    }

    @Test
    void transferEncodingsAreThoseOfDotNetAndUnknownCannotBeSet() {
        Attachment text = Attachment.createAttachmentFromString("plain", "a.txt");
        assertThat(text.getTransferEncoding()).isEqualTo(TransferEncoding.SEVEN_BIT);
        assertThat(text.getContentType()).hasToString("text/plain; name=a.txt; charset=us-ascii");
        assertThat(new Attachment(new byte[1], "a", "a/b").getTransferEncoding())
                .isEqualTo(TransferEncoding.BASE64);
        assertThatThrownBy(() -> text.setTransferEncoding(TransferEncoding.UNKNOWN))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aTextKeepsItsCharsetAsAFileAndLosesUtf16AsAView() throws IOException {
        ContentType type = new ContentType("text/csv; charset=utf-16le");
        Attachment file = Attachment.createAttachmentFromString("ä\n", type);
        assertThat(file.getContentStream().readAllBytes()).containsExactly(0xE4, 0, 10, 0);
        AlternateView view = AlternateView.createAlternateViewFromString("ä\n", type);
        assertThat(view.getContentType().getCharSet()).isEqualTo("utf-8");
        assertThat(view.getContentStream().readAllBytes()).asString(UTF_8).isEqualTo("ä\r\n");
        assertThat(type.getCharSet()).isEqualTo("utf-16le");
        assertThatThrownBy(() -> Attachment.createAttachmentFromString("", new ContentType("text/csv; charset=none")))
                .isInstanceOf(FormatException.class);
    }

    @Test
    void contentIdsAndLocationsAreWrittenWhenTheyAreKnown() throws Exception {
        AlternateView view = AlternateView.createAlternateViewFromString("<img>", ISO_8859_1, MediaTypeNames.Text.HTML);
        LinkedResource named = new LinkedResource(new ByteArrayInputStream(new byte[1]), "image/png");
        LinkedResource nameless = new LinkedResource(new ByteArrayInputStream(new byte[1]), "image/gif");
        view.getLinkedResources().addAll(List.of(named, nameless));
        view.setBaseUri(URI.create("https://example.org/ä/"));
        named.setContentLink(URI.create("logo.png"));
        message.getAlternateViews().add(view);
        String id = named.getContentId();
        MimeMessage read = Angus.read(text().getBytes(UTF_8));
        List<Part> leaves = Angus.leaves(read);
        assertThat(leaves.get(1).getHeader("Content-Location")).containsExactly("https://example.org/%C3%A4/");
        assertThat(leaves.get(2).getHeader("Content-ID")).containsExactly("<" + id + ">");
        assertThat(leaves.get(2).getHeader("Content-Location")).containsExactly("logo.png");
        assertThat(leaves.get(3).getHeader("Content-ID")).isNull();
        assertThatThrownBy(() -> named.setContentId("<a@b>")).isInstanceOf(IllegalArgumentException.class);
    }

    private String text() throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        message.writeTo(output);
        MessageMatrixTest.assertLines(output.toByteArray(), false);
        return output.toString(UTF_8);
    }

    private static List<String> names(String text) {
        return text.substring(0, text.indexOf("\r\n\r\n"))
                .replace("\r\n ", " ")
                .lines()
                .map(line -> line.substring(0, line.indexOf(':')))
                .toList();
    }

    private static byte[] bytes(MailMessageContent content) {
        try (InputStream stream = Channels.newInputStream(content.open(content.leastBodyType()))) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream recording(String name, List<String> closed) {
        return new FilterInputStream(new ByteArrayInputStream(new byte[100_000])) {
            @Override
            public void close() {
                closed.add(name);
            }
        };
    }

    /** Takes so many bytes and then no more. */
    private static final class FailingOutput extends java.io.OutputStream {
        private int left;

        FailingOutput(int left) {
            this.left = left;
        }

        @Override
        public void write(int octet) throws IOException {
            if (left-- == 0) {
                throw new IOException("full");
            }
        }
    }
}
