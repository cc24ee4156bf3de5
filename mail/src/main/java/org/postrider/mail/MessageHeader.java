package org.postrider.mail;

import java.nio.charset.Charset;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.internal.HeaderWriter;
import org.postrider.mime.internal.MailDate;

/** Writes the header of a message, in .NET's order, up to where the fields of its first part begin. */
final class MessageHeader implements MailAddressCollection.Pieces {
    /** Written from the message's properties, or never written at all. */
    private static final Set<String> OWN = Set.of(
            "bcc",
            "cc",
            "content-transfer-encoding",
            "content-type",
            "date",
            "from",
            "mime-version",
            "reply-to",
            "resent-bcc",
            "sender",
            "subject",
            "to");

    static final String MESSAGE_ID = "Message-ID";

    private final MailMessage message;
    private final HeaderWriter writer;
    private final boolean template;

    private MessageHeader(MailMessage message, HeaderWriter writer, boolean template) {
        this.message = message;
        this.writer = writer;
        this.template = template;
    }

    /** Writes all fields; the Message-ID, if the user has none, begins with a token that nobody else has. */
    static void write(MailMessage message, MailAddress from, String token, HeaderWriter writer) {
        new MessageHeader(message, writer, false).write(from, token);
    }

    /** Writes the fields that are the same in all messages of a template. */
    static void writeShared(MailMessage message, MailAddress from, HeaderWriter writer) {
        new MessageHeader(message, writer, true).write(from, "");
    }

    private boolean isPersonal(String text) {
        return template && Placeholders.any(text);
    }

    private void write(MailAddress from, String token) {
        resent(token);
        writer.begin("MIME-Version").token("1.0").end();
        address("Sender", message.getSender());
        address("From", from);
        addresses("To", message.getTo());
        addresses("Cc", message.getCc());
        addresses("Reply-To", message.answerees());
        priority();
        if (message.getDate() != null || !template) {
            date("Date", message.getDate());
        }
        if (!message.getSubject().isEmpty() && !isPersonal(message.getSubject())) {
            writer.text("Subject", message.getSubject(), message.getSubjectEncoding());
        }
        if (!template
                && (message.getMessageId() != null || !message.getHeaders().has(MESSAGE_ID))) {
            messageId(MESSAGE_ID, message.getMessageId(), token, from);
        }
        tokens("In-Reply-To", message.getInReplyTo(), "");
        tokens("References", message.getReferences(), "");
        if (message.getAutoSubmitted() != null) {
            tokens("Auto-Submitted", List.of(message.getAutoSubmitted().token()), "");
        }
        unsubscribe();
        ownFields(message.getHeadersEncoding());
    }

    /** Stands before all other fields, as each new block of these does (RFC 5322, 3.6.6). */
    private void resent(String token) {
        Resent resent = message.getResent();
        if (resent != null) {
            date("Resent-Date", resent.getDate());
            address("Resent-From", resent.getFrom());
            address("Resent-Sender", resent.getSender());
            addresses("Resent-To", resent.getTo());
            addresses("Resent-Cc", resent.getCc());
            messageId("Resent-Message-ID", resent.getMessageId(), "resent." + token, resent.getFrom());
        }
    }

    private void date(String name, @Nullable OffsetDateTime date) {
        writer.begin(name)
                .token(date == null ? MailDate.now() : MailDate.format(date))
                .end();
    }

    private void messageId(String name, @Nullable String id, String token, MailAddress author) {
        String written = id == null ? "<" + token + "@" + author.asciiHost() + ">" : id;
        writer.begin(name).token(written).end();
    }

    /** The address in angle brackets is what RFC 2369 asks for; the word for one click is fixed by RFC 8058, 3.1. */
    private void unsubscribe() {
        if (message.getListUnsubscribe().isEmpty()) {
            return;
        }
        List<String> ways = message.getListUnsubscribe().stream()
                .map(way -> "<" + way.toASCIIString() + ">")
                .toList();
        tokens("List-Unsubscribe", ways, ",");
        if (message.isOneClickUnsubscribe()) {
            tokens("List-Unsubscribe-Post", List.of("List-Unsubscribe=One-Click"), "");
        }
    }

    private void tokens(String name, List<String> tokens, String between) {
        if (tokens.isEmpty()) {
            return;
        }
        writer.begin(name);
        int left = tokens.size();
        for (String token : tokens) {
            writer.token(--left > 0 ? token + between : token);
        }
        writer.end();
    }

    private void address(String name, @Nullable MailAddress address) {
        if (address != null) {
            writer.begin(name);
            mailbox(address, "");
            writer.end();
        }
    }

    private void addresses(String name, MailAddressCollection addresses) {
        if (!addresses.isBlank()) {
            writer.begin(name);
            addresses.write(this);
            writer.end();
        }
    }

    @Override
    public void group(String name, String marks) {
        writer.group(name, marks);
    }

    @Override
    public void mailbox(MailAddress address, String marks) {
        writer.mailbox(address.getDisplayName(), address.displayNameEncoding(), address.mailbox(), marks);
    }

    private void priority() {
        MailPriority priority = message.getPriority();
        if (priority != MailPriority.NORMAL) {
            boolean high = priority == MailPriority.HIGH;
            writer.begin("X-Priority").token(high ? "1" : "5").end();
            writer.begin("Priority").token(high ? "urgent" : "non-urgent").end();
            writer.begin("Importance").token(high ? "high" : "low").end();
        }
    }

    private void ownFields(@Nullable Charset charset) {
        for (Map.Entry<String, String> field : message.getHeaders()) {
            if (!isReplaced(message, field.getKey()) && !isOfEach(field.getKey(), field.getValue())) {
                writer.text(field.getKey(), field.getValue(), charset);
            }
        }
    }

    /** A Message-ID that all messages of a template share would be none. */
    private boolean isOfEach(String name, String value) {
        return isPersonal(value) || (template && name.equalsIgnoreCase(MESSAGE_ID));
    }

    /** Tells whether a field of the user's own isn't written: what was set by a setter wins over a field of the same name. */
    static boolean isReplaced(MailMessage message, String field) {
        String name = field.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "importance", "priority", "x-priority" -> message.priorityIfSet() != null;
            case "message-id" -> message.getMessageId() != null;
            case "in-reply-to" -> !message.getInReplyTo().isEmpty();
            case "references" -> !message.getReferences().isEmpty();
            case "auto-submitted" -> message.getAutoSubmitted() != null;
            case "list-unsubscribe", "list-unsubscribe-post" ->
                !message.getListUnsubscribe().isEmpty();
            default -> OWN.contains(name);
        };
    }
}
