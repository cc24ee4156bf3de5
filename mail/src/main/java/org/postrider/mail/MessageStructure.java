package org.postrider.mail;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postrider.mime.MediaTypeNames;
import org.postrider.mime.internal.Boundaries;
import org.postrider.mime.internal.FlowedText;
import org.postrider.mime.internal.HeaderWriter;
import org.postrider.mime.internal.LeafPart;
import org.postrider.mime.internal.MimePart;
import org.postrider.mime.internal.MultiPart;
import org.postrider.mime.internal.TextContent;
import org.postrider.mime.internal.TextContent.CheckedText;

/**
 * Builds the tree of parts: {@code mixed(alternative(body, view, related(view, resource)), attachment)}, without the levels that have
 * nothing to hold together.
 */
class MessageStructure {
    private static final String HTML = MediaTypeNames.Text.HTML + ";";
    private static final String PLAIN = MediaTypeNames.Text.PLAIN + ";";

    private final MailMessage message;
    private final Boundaries boundaries;
    private final HeaderWriter writer;

    MessageStructure(MailMessage message, Boundaries boundaries, HeaderWriter writer) {
        this.message = message;
        this.boundaries = boundaries;
        this.writer = writer;
    }

    /** Takes a writer that holds nothing, by which the fields of the parts are written. */
    static MimePart build(MailMessage message, Boundaries boundaries, HeaderWriter writer) {
        return new MessageStructure(message, boundaries, writer).root();
    }

    final MimePart root() {
        AttachmentCollection attachments = message.getAttachments();
        attachments.requireOpen();
        if (attachments.isEmpty()) {
            return text(true);
        }
        List<MimePart> parts = new ArrayList<>(attachments.size() + 1);
        parts.add(text(false));
        for (Attachment attachment : attachments) {
            parts.add(attachment.toPart(writer));
        }
        return multipart("mixed", Map.of(), parts);
    }

    /** What is read: the body, one view, or several of them. */
    private MimePart text(boolean whole) {
        AlternateViewCollection views = message.getAlternateViews();
        views.requireOpen();
        if (views.isEmpty()) {
            return body(whole);
        }
        List<MimePart> parts = new ArrayList<>(views.size() + 1);
        for (AlternateView view : views) {
            parts.add(related(view));
        }
        if (!message.getBody().isEmpty()) {
            parts.add(placeOfBody(views), body(false));
        }
        return parts.size() == 1 ? parts.get(0) : multipart("alternative", Map.of(), parts);
    }

    /** Readers take the last form that they know: plain text comes first, and HTML after all plain text. */
    private int placeOfBody(List<AlternateView> views) {
        int place = 0;
        if (message.isBodyHtml()) {
            for (int i = 0; i < views.size(); i++) {
                boolean plain = views.get(i).getContentType().getMediaType().equals(MediaTypeNames.Text.PLAIN);
                place = plain ? i + 1 : place;
            }
        }
        return place;
    }

    /** As the whole message, the body ends in the line break that ends every message, not in two; base64 holds one of its own. */
    MimePart body(boolean whole) {
        boolean flowed = message.isBodyFlowed() && !message.isBodyHtml();
        CheckedText body =
                flowed ? CheckedText.of(FlowedText.of(message.getBody()), "The body") : message.checkedBody();
        Charset wanted = message.getBodyEncoding();
        TextContent text = whole ? TextContent.whole(body, wanted) : TextContent.inline(body, wanted);
        writer.begin("Content-Type")
                .token(message.isBodyHtml() ? HTML : PLAIN)
                .token("charset=")
                .ascii(text.charsetName());
        if (flowed) {
            writer.ascii(";").token("format=flowed");
        }
        byte[] fields = writer.end().drain();
        return new LeafPart(fields, text.source(), text.inBase64(), message.getBodyTransferEncoding());
    }

    MimePart view(AlternateView view) {
        return view.toPart(writer);
    }

    private MimePart related(AlternateView view) {
        LinkedResourceCollection resources = view.getLinkedResources();
        resources.requireOpen();
        if (resources.isEmpty()) {
            return view(view);
        }
        List<MimePart> parts = new ArrayList<>();
        parts.add(view(view));
        resources.forEach(resource -> parts.add(resource.toPart(writer)));
        return multipart("related", parametersOfRelated(view), parts);
    }

    /** The root comes first, where all readers look for it; {@code start} can name it only if it has a name (RFC 2387, 3.2). */
    private static Map<String, String> parametersOfRelated(AlternateView root) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("type", root.getContentType().getMediaType());
        if (root.contentIdIfSet() != null) {
            parameters.put("start", "<" + root.contentIdIfSet() + ">");
        }
        return parameters;
    }

    private MimePart multipart(String subtype, Map<String, String> parameters, List<MimePart> parts) {
        return new MultiPart(subtype, parameters, boundaries.next(), parts);
    }
}
