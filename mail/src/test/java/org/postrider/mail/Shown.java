package org.postrider.mail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.postrider.smtp.BodyType;

/** All that a message says, line by line, so that two messages can be compared; and the way there and back. */
final class Shown {
    private final StringBuilder lines = new StringBuilder();

    private Shown() {}

    static byte[] written(MailMessage message) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try {
            message.writeTo(output);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return output.toByteArray();
    }

    static byte[] written(PersonalMail mail) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try {
            Channels.newInputStream(Mailing.of(mail).content().open(BodyType.SEVEN_BIT))
                    .transferTo(output);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return output.toByteArray();
    }

    static MailMessage parsed(String eml) {
        return parsed(eml.getBytes(StandardCharsets.UTF_8));
    }

    static MailMessage parsed(byte[] eml) {
        try {
            return MailMessage.parse(new ByteArrayInputStream(eml));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    static String of(MailMessage message) {
        Shown shown = new Shown();
        shown.header(message);
        shown.line("html", message.isBodyHtml());
        shown.line("body", message.getBody());
        message.getAlternateViews().forEach(shown::view);
        message.getAttachments().forEach(shown::attachment);
        return shown.lines.toString();
    }

    private void header(MailMessage message) {
        line("from", message.getFrom());
        line("sender", message.getSender());
        line("to", message.getTo());
        line("cc", message.getCc());
        line("reply-to", message.getReplyToList());
        line("subject", message.getSubject());
        line("date", message.getDate());
        line("id", message.getMessageId());
        line("answers", message.getInReplyTo());
        line("thread", message.getReferences());
        line("priority", message.getPriority());
        line("auto", message.getAutoSubmitted());
        line("unsubscribe", message.getListUnsubscribe() + " " + message.isOneClickUnsubscribe());
        for (Map.Entry<String, String> field : message.getHeaders()) {
            line("header " + field.getKey(), field.getValue());
        }
    }

    private void view(AlternateView view) {
        line("view", view.getBaseUri());
        part(view);
        for (LinkedResource resource : view.getLinkedResources()) {
            line("resource", resource.getContentLink());
            part(resource);
        }
    }

    private void attachment(Attachment attachment) {
        line("attachment", attachment.getName());
        line("disposition", attachment.getContentDisposition().getDispositionType());
        part(attachment);
    }

    private void part(AttachmentBase part) {
        line("type", part.getContentType().getMediaType());
        line("parameters", new TreeMap<>(part.getContentType().getParameters()));
        line("encoding", part.getTransferEncoding());
        try (InputStream content = part.getContentStream()) {
            line("content", HexFormat.of().formatHex(content.readAllBytes()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void line(String what, Object value) {
        lines.append(what).append(": ").append(value).append('\n');
    }
}
