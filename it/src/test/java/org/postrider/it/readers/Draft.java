package org.postrider.it.readers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.postrider.mail.AlternateView;
import org.postrider.mail.Attachment;
import org.postrider.mail.AttachmentBase;
import org.postrider.mail.AutoSubmitted;
import org.postrider.mail.LinkedResource;
import org.postrider.mail.MailAddress;
import org.postrider.mail.MailMessage;
import org.postrider.mail.MailPriority;
import org.postrider.mail.Resent;
import org.postrider.mime.ContentType;
import org.postrider.mime.MediaTypeNames;
import org.postrider.mime.TransferEncoding;

/** A message in the making: each method adds something to it and tells what a reader has to find of that. */
final class Draft {
    private final MailMessage message = new MailMessage();
    private final Facts facts = new Facts();
    private final Charset charset;
    private final TransferEncoding encoding;
    private final Random random;
    private final Path folder;
    private int resources;

    /** Starts a draft; the folder takes the files that are attached. */
    Draft(Charset charset, TransferEncoding encoding, Random random, Path folder) {
        this.charset = charset;
        this.encoding = encoding;
        this.random = random;
        this.folder = folder;
    }

    Sample sample(String id, Structure structure) {
        header();
        Node root = structure.build(this);
        return new Sample(id, message, facts.parts(root).lines());
    }

    private void header() {
        Hostile.Name name = any(Hostile.NAMES);
        message.setSubject(name.given());
        message.setSubjectEncoding(charset);
        facts.text("subject", name.subject());
        message.setFrom(address("from", "jane@example.org", "jane@example.org"));
        if (random.nextBoolean()) {
            message.setSender(address("sender", "post+office_1@mail.example.org", "post+office_1@mail.example.org"));
        }
        message.getTo().add(address("to", "\"john doe\"@ex\u00E4mple.org", "\"john doe\"@xn--exmple-cua.org"));
        message.getTo().add("x@y, \"A, B\" <z@[127.0.0.1]>");
        facts.mailbox("to", "", "x@y").mailbox("to", "A, B", "z@[127.0.0.1]");
        message.getTo().add(address("to", "o'neil!#$%&'*/=?^`{|}~@example.org", "o'neil!#$%&'*/=?^`{|}~@example.org"));
        message.getCc().add(address("cc", "a.b.c@b\u00FCcher.example", "a.b.c@xn--bcher-kva.example"));
        message.getCc()
                .addGroup(
                        "Friends",
                        address("cc", "ann@example.org", "ann@example.org"),
                        address("cc", "bob@example.org", "bob@example.org"));
        message.getBcc().add("secret@example.org");
        message.getReplyToList().add(address("reply-to", "reply@example.org", "reply@example.org"));
        boolean typed = random.nextBoolean();
        if (typed) {
            handOn();
        }
        facts.text("group", "Friends");
        Hostile.Name own = any(Hostile.NAMES);
        message.getHeaders().add("X-Name", own.given());
        message.setHeadersEncoding(charset);
        facts.text(Sample.OWN_FIELD, own.given());
        message.setMessageId("1.a-b@example.org");
        facts.text("message-id", "<1.a-b@example.org>");
        if (typed) {
            typedFields();
        }
    }

    private void handOn() {
        Resent resent = new Resent(address("resent-from", "office@example.org", "office@example.org"));
        resent.setSender(address("resent-sender", "desk@example.org", "desk@example.org"));
        resent.getTo().add(address("resent-to", "jim@example.org", "jim@example.org"));
        resent.getCc().add(address("resent-cc", "joe@b\u00FCcher.example", "joe@xn--bcher-kva.example"));
        resent.setMessageId("<resent@example.org>");
        message.setResent(resent);
    }

    /** Each of them has its line, in the order in which the readers look; several names fold. */
    private void typedFields() {
        List<String> thread = IntStream.range(0, 20)
                .mapToObj(i -> "<" + "x".repeat(i) + i + "@example.org>")
                .toList();
        message.setInReplyTo(thread.subList(18, 20));
        message.setReferences(thread);
        message.setAutoSubmitted(AutoSubmitted.AUTO_GENERATED);
        String way = "https://example.org/leave?who=" + "y".repeat(200);
        message.setOneClickUnsubscribe(URI.create(way), URI.create("mailto:leave@example.org?subject=leave"));
        message.setPriority(MailPriority.HIGH);
        facts.text("in-reply-to", String.join(" ", thread.subList(18, 20)))
                .text("references", String.join(" ", thread))
                .text("auto-submitted", "auto-generated")
                .text("list-unsubscribe", "<" + way + ">, <mailto:leave@example.org?subject=leave>")
                .text("list-unsubscribe-post", "List-Unsubscribe=One-Click")
                .text("importance", "high")
                .text("resent-message-id", "<resent@example.org>");
    }

    private MailAddress address(String field, String given, String expected) {
        Hostile.Name name = any(Hostile.NAMES);
        facts.mailbox(field, name.displayName(), expected);
        return new MailAddress(given, name.given(), charset);
    }

    /** Sets the body, which may be empty; it is the whole message, or stands before attachments. */
    Node body(String mediaType) {
        return body(mediaType, any(Hostile.TEXTS));
    }

    /** Sets a body that is wrapped for readers that can undo it; others, as these here, see what is on the lines. */
    Node flowed() {
        Node body = body(
                MediaTypeNames.Text.PLAIN,
                "A line of this text is longer than those that old readers like to see, by far.\r\n"
                        + ">quoted\r\nFrom here\r\n\r\n-- \r\nGr\u00FC\u00DFe");
        message.setBodyFlowed(true);
        String wrapped = "A line of this text is longer than those that old readers like to see, \r\nby far.\r\n"
                + "> quoted\r\n From here\r\n\r\n-- \r\nGr\u00FC\u00DFe";
        return Node.text(body.type(), wrapped).with("format", "flowed");
    }

    /** Sets a body that isn't empty: an empty one isn't written beside views. */
    Node someBody(String mediaType) {
        return body(mediaType, "." + any(Hostile.TEXTS));
    }

    private Node body(String mediaType, String text) {
        message.setBody(text);
        message.setBodyHtml(mediaType.equals(MediaTypeNames.Text.HTML));
        message.setBodyEncoding(charset);
        message.setBodyTransferEncoding(encoding);
        return Node.text(mediaType, canonical(text));
    }

    Node view(String mediaType) {
        String text = any(Hostile.TEXTS);
        message.getAlternateViews().add(wished(AlternateView.createAlternateViewFromString(text, charset, mediaType)));
        return Node.text(mediaType, canonical(text));
    }

    Node viewWithResources(int count) {
        Node[] parts = new Node[count + 1];
        parts[0] = view(MediaTypeNames.Text.HTML);
        AlternateView view =
                message.getAlternateViews().get(message.getAlternateViews().size() - 1);
        for (int i = 1; i <= count; i++) {
            int size = random.nextInt(4000);
            LinkedResource image = new LinkedResource(file(size), new ContentType(MediaTypeNames.Image.PNG));
            String id = "logo%25" + resources++ + "@example.org";
            image.setContentId(id);
            view.getLinkedResources().add(image);
            parts[i] = Node.bytes(MediaTypeNames.Image.PNG, octets(size)).identified(id);
        }
        Node related = Node.multipart("related", parts).with("type", MediaTypeNames.Text.HTML);
        if (count > 1) {
            String root = "root" + resources++ + "@example.org";
            view.setContentId(root);
            parts[0] = parts[0].identified(root);
            related = Node.multipart("related", parts)
                    .with("type", MediaTypeNames.Text.HTML)
                    .with("start", "<" + root + ">");
        }
        return related;
    }

    /** Attaches a file of the disk, under a name of its own. */
    Node file() {
        int size = random.nextInt(6000);
        String name = any(Hostile.FILE_NAMES);
        Attachment file = new Attachment(file(size), MediaTypeNames.Application.OCTET);
        file.setName(name);
        file.setNameEncoding(charset);
        if (encoding == TransferEncoding.QUOTED_PRINTABLE) {
            file.setTransferEncoding(encoding);
        }
        message.getAttachments().add(file);
        return Node.bytes(MediaTypeNames.Application.OCTET, octets(size)).attached(name);
    }

    /** Attaches octets of memory, in the encoding that was wished for if they fit. */
    Node bytes() {
        String name = any(Hostile.FILE_NAMES);
        byte[] content = octets(random.nextInt(3000));
        message.getAttachments().add(wished(new Attachment(content, name, MediaTypeNames.Application.PDF)));
        return Node.bytes(MediaTypeNames.Application.PDF, content).attached(name);
    }

    /** Attaches a text, whose line breaks stay as they are. */
    Node textFile() {
        String name = any(Hostile.FILE_NAMES);
        String text = any(Hostile.TEXTS);
        message.getAttachments()
                .add(wished(Attachment.createAttachmentFromString(text, name, charset, MediaTypeNames.Text.CSV)));
        return Node.text(MediaTypeNames.Text.CSV, text).attached(name);
    }

    /** Makes the message an invitation, which goes as a view and as a file. */
    Node invitation(Node body) {
        String calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nX-TEXT:Gr\u00FC\u00DFe\r\nEND:VCALENDAR\r\n";
        message.addCalendar(calendar);
        Node view = Node.text(MediaTypeNames.Text.CALENDAR, calendar).with("method", "REQUEST");
        byte[] octets = calendar.getBytes(StandardCharsets.UTF_8);
        Node file = Node.bytes("application/ics", octets).attached("invite.ics");
        return Node.multipart("mixed", Node.multipart("alternative", body, view), file);
    }

    /** Attaches a message of its own. */
    Node embedded() {
        Hostile.Name name = any(Hostile.NAMES);
        String text = "." + any(Hostile.TEXTS);
        MailMessage inner = new MailMessage("ann@example.org", "bob@example.org", name.given(), text);
        inner.getAttachments().add(new Attachment(octets(700), "inner.bin", MediaTypeNames.Application.OCTET));
        message.getAttachments().add(Attachment.fromMessage(inner, "forwarded.eml"));
        Node file = Node.bytes(MediaTypeNames.Application.OCTET, octets(700)).attached("inner.bin");
        Node root = Node.multipart("mixed", Node.text(MediaTypeNames.Text.PLAIN, canonical(text)), file);
        return Node.message(name.subject(), root).attached("forwarded.eml");
    }

    private Path file(int size) {
        try {
            return Files.write(folder.resolve(size + ".bin"), octets(size));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] octets(int count) {
        byte[] octets = new byte[count];
        new Random(count).nextBytes(octets);
        return octets;
    }

    private <T extends AttachmentBase> T wished(T part) {
        if (encoding != TransferEncoding.UNKNOWN) {
            part.setTransferEncoding(encoding);
        }
        return part;
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static String canonical(String text) {
        return text.replace("\r\n", "\n").replace('\r', '\n').replace("\n", "\r\n");
    }
}
