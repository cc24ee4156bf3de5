package org.postrider.mail;

import java.nio.charset.Charset;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.internal.HeaderWriter;
import org.postrider.mime.internal.MailDate;

/** Writes the header of a message, in .NET's order, up to where the fields of its first part begin. */
final class MessageHeader {
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

    private static final Set<String> PRIORITY = Set.of("importance", "priority", "x-priority");

    private final MailMessage message;
    private final HeaderWriter writer;

    private MessageHeader(MailMessage message, HeaderWriter writer) {
        this.message = message;
        this.writer = writer;
    }

    /** Writes all fields; the Message-ID, if the user has none, begins with a token that nobody else has. */
    static void write(MailMessage message, MailAddress from, String token, HeaderWriter writer) {
        new MessageHeader(message, writer).write(from, token);
    }

    private void write(MailAddress from, String token) {
        writer.begin("MIME-Version").token("1.0").end();
        if (message.getSender() != null) {
            addresses("Sender", List.of(message.getSender()));
        }
        addresses("From", List.of(from));
        addresses("To", message.getTo());
        addresses("Cc", message.getCc());
        addresses("Reply-To", message.getReplyToList());
        priority();
        writer.begin("Date")
                .token(MailDate.format(OffsetDateTime.now(ZoneId.systemDefault())))
                .end();
        if (!message.getSubject().isEmpty()) {
            writer.text("Subject", message.getSubject(), message.getSubjectEncoding());
        }
        if (message.getHeaders().get("Message-ID") == null) {
            writer.begin("Message-ID")
                    .token("<" + token + "@" + from.asciiHost() + ">")
                    .end();
        }
        ownFields(message.getHeadersEncoding());
    }

    private void addresses(String name, List<MailAddress> addresses) {
        if (addresses.isEmpty()) {
            return;
        }
        writer.begin(name);
        int left = addresses.size();
        for (MailAddress address : addresses) {
            String last = --left > 0 ? "," : "";
            writer.mailbox(address.getDisplayName(), address.displayNameEncoding(), address.mailbox(), last);
        }
        writer.end();
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
            String name = field.getKey().toLowerCase(Locale.ROOT);
            boolean replaced = message.priorityIfSet() != null && PRIORITY.contains(name);
            if (!replaced && !OWN.contains(name)) {
                writer.text(field.getKey(), field.getValue(), charset);
            }
        }
    }
}
