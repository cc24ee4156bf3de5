package org.postrider.mail;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.Placeholders.Piece;
import org.postrider.mime.internal.Boundaries;
import org.postrider.mime.internal.HeaderWriter;
import org.postrider.mime.internal.MailDate;
import org.postrider.mime.internal.Texts;
import org.postrider.smtp.Envelope;

/** The header of a template: the fields that all messages share, written once, and what is written for each. Immutable. */
final class TemplateHeader {
    /** A field with placeholders. */
    private record Field(
            String name, List<Piece> pieces, @Nullable Charset charset) {}

    private static final String SUBJECT = "Subject";

    private final MailAddress from;
    private final Envelope envelope;
    private final byte[] shared;
    private final boolean dated;
    private final boolean needsSmtpUtf8;
    private final boolean identified;
    private final List<Field> fields = new ArrayList<>();

    private TemplateHeader(MailMessage message, MailAddress from) {
        this.from = from;
        this.envelope = MailEnvelope.of(message, List.of(from.mailbox()));
        this.dated = message.getDate() != null;
        this.needsSmtpUtf8 = MailMessageContent.anyNeedsSmtpUtf8(message, from);
        try (HeaderWriter writer = new HeaderWriter()) {
            MessageHeader.writeShared(message, from, writer);
            this.shared = writer.drain();
        }
        addIfPersonal(SUBJECT, message.getSubject(), message.getSubjectEncoding());
        for (Map.Entry<String, String> field : message.getHeaders()) {
            if (!MessageHeader.isReplaced(message, field.getKey())) {
                addIfPersonal(field.getKey(), field.getValue(), message.getHeadersEncoding());
            }
        }
        this.identified = fields.stream().anyMatch(field -> field.name().equalsIgnoreCase(MessageHeader.MESSAGE_ID));
    }

    static TemplateHeader of(MailMessage message) {
        MailAddress from = message.getFrom();
        if (from == null) {
            throw new IllegalStateException("The template has no author: call setFrom on its message");
        }
        if (message.getResent() != null || !MailEnvelope.recipients(message).isEmpty()) {
            throw new IllegalArgumentException(
                    "A template names no recipients, each of its messages has one of its own:"
                            + " leave out To, Cc, Bcc and the Resent fields");
        }
        return new TemplateHeader(message, from);
    }

    private void addIfPersonal(String name, String text, @Nullable Charset charset) {
        if (Placeholders.any(text)) {
            fields.add(new Field(name, Placeholders.read(text, "The field " + name), charset));
        }
    }

    Set<String> placeholders() {
        Set<String> names = new TreeSet<>();
        for (Field field : fields) {
            names.addAll(Placeholders.names(field.pieces()));
        }
        return names;
    }

    boolean needsSmtpUtf8(MailAddress to) {
        return needsSmtpUtf8 || to.needsSmtpUtf8();
    }

    Envelope envelope(MailAddress to) {
        return new Envelope(envelope.reversePath(), List.of(to.mailbox()), envelope.dsn(), envelope.tlsRequired());
    }

    /** Writes the header of one message, up to where the fields of its first part begin. */
    void write(HeaderWriter writer, MailAddress to, Map<String, String> values) {
        if (!dated) {
            writer.begin("Date").token(MailDate.now()).end();
        }
        if (!identified) {
            String id = "<" + new Boundaries().token() + "@" + from.asciiHost() + ">";
            writer.begin(MessageHeader.MESSAGE_ID).token(id).end();
        }
        writer.begin("To")
                .mailbox(to.getDisplayName(), to.displayNameEncoding(), to.mailbox(), "")
                .end();
        for (Field field : fields) {
            writer.text(field.name(), filled(field, values), field.charset());
        }
        writer.append(shared);
    }

    /** A value is one line, or it could begin another field. As in any message, the subject is composed, and a field of the user's own isn't. */
    private static String filled(Field field, Map<String, String> values) {
        String text = Placeholders.fill(
                field.pieces(),
                name -> Texts.requireLine(
                        values.getOrDefault(name, ""), "The value of {{" + name + "}} in the field " + field.name()));
        return field.name().equals(SUBJECT) ? Texts.composed(text) : text;
    }
}
