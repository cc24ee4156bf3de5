package org.postrider.mail;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.ContentDisposition;
import org.postrider.mime.FormatException;
import org.postrider.mime.MediaTypeNames;
import org.postrider.mime.TransferEncoding;
import org.postrider.mime.internal.Charsets;
import org.postrider.mime.internal.ReadPart;
import org.postrider.mime.internal.UnflowedText;

/**
 * Sorts the parts of a message that was read into its body, its views with what they show in place, and its attachments: the way back of
 * {@link MessageStructure}.
 */
final class PartMapper {
    private static final String CRLF = "\r\n";
    private static final String ALTERNATIVE = "multipart/alternative";
    private static final String RELATED = "multipart/related";

    private final MailMessage message;
    private boolean texted;

    private PartMapper(MailMessage message) {
        this.message = message;
    }

    /** One form of the text, and what it shows in place. */
    private record Form(ReadPart text, List<ReadPart> resources) {
        Form(ReadPart text) {
            this(text, new ArrayList<>());
        }

        boolean is(String mediaType) {
            return text.type().getMediaType().equals(mediaType);
        }

        boolean isText() {
            return resources.isEmpty() && (is(MediaTypeNames.Text.PLAIN) || is(MediaTypeNames.Text.HTML));
        }
    }

    static void fill(MailMessage message, ReadPart root) {
        PartMapper mapper = new PartMapper(message);
        mapper.add(root);
        // The last line break of a message is its end, so the one of the text was not written, save in base64 (see
        // MessageStructure).
        if (root.parts().isEmpty()
                && root.encoding() != TransferEncoding.BASE64
                && message.getBody().endsWith(CRLF)) {
            message.setBody(message.getBody() + CRLF);
        }
    }

    private void add(ReadPart part) {
        if (!texted && isText(part)) {
            List<Form> forms = forms(part);
            texted = forms.stream().anyMatch(form -> form.text().is("text/"));
            if (texted) {
                text(forms);
            } else {
                forms.forEach(this::attach);
            }
        } else if (part.parts().isEmpty()) {
            message.getAttachments().add(attachment(part));
        } else {
            part.parts().forEach(this::add);
        }
    }

    /** Tells whether a part is what is read, not what goes with it. */
    private static boolean isText(ReadPart part) {
        return switch (part.type().getMediaType()) {
            case ALTERNATIVE -> true;
            case RELATED -> isText(root(part));
            default -> part.parts().isEmpty() && part.is("text/") && !isFile(part);
        };
    }

    private static boolean isFile(ReadPart part) {
        ContentDisposition disposition = part.disposition();
        return disposition == null
                ? part.type().getName() != null
                : !disposition.isInline() || disposition.getFileName() != null;
    }

    /** The forms that a part has, plainest first; files among them are attached. */
    private List<Form> forms(ReadPart part) {
        List<Form> forms = new ArrayList<>();
        if (isMessage(part)) {
            message.getAttachments().add(attachment(part));
        } else if (part.parts().isEmpty()) {
            forms.add(new Form(part));
        } else if (part.type().getMediaType().equals(RELATED)) {
            related(part, forms);
        } else if (part.type().getMediaType().equals(ALTERNATIVE)) {
            part.parts().forEach(form -> forms.addAll(forms(form)));
        } else {
            mixed(part, forms);
        }
        return forms;
    }

    /** What is related to several forms belongs to the last one, the richest. */
    private void related(ReadPart part, List<Form> forms) {
        ReadPart root = root(part);
        forms.addAll(forms(root));
        for (ReadPart other : part.parts()) {
            if (other != root) {
                leaves(other, leaf -> resource(leaf, forms));
            }
        }
    }

    private void resource(ReadPart leaf, List<Form> forms) {
        ContentDisposition disposition = leaf.disposition();
        boolean file = disposition != null && !disposition.isInline() && leaf.field("Content-ID") == null;
        if (file || forms.isEmpty() || isMessage(leaf)) {
            message.getAttachments().add(attachment(leaf));
        } else {
            forms.get(forms.size() - 1).resources().add(leaf);
        }
    }

    private void mixed(ReadPart part, List<Form> forms) {
        for (ReadPart child : part.parts()) {
            if (forms.isEmpty() && isText(child)) {
                forms.addAll(forms(child));
            } else {
                leaves(child, leaf -> message.getAttachments().add(attachment(leaf)));
            }
        }
    }

    private static void leaves(ReadPart part, Consumer<ReadPart> action) {
        if (part.parts().isEmpty()) {
            action.accept(part);
        } else {
            part.parts().forEach(child -> leaves(child, action));
        }
    }

    /** The part that the others are related to: the one that {@code start} names, or the first (RFC 2387, 3.2). */
    private static ReadPart root(ReadPart related) {
        String start = related.type().getParameters().get("start");
        for (ReadPart part : related.parts()) {
            if (start != null && start.equals(part.field("Content-ID"))) {
                return part;
            }
        }
        return related.parts().get(0);
    }

    /** The first form is the body if {@link MessageStructure} would write it there again; a form that is all there is, in any case. */
    private void text(List<Form> forms) {
        boolean body = !forms.isEmpty() && (forms.size() == 1 ? forms.get(0).isText() : isFirst(forms));
        if (body) {
            body(forms.get(0).text());
        }
        forms.stream()
                .skip(body ? 1 : 0)
                .forEach(form -> message.getAlternateViews().add(view(form)));
    }

    /** Forms of which none is text, a picture alone for instance, are files. */
    private void attach(Form form) {
        message.getAttachments().add(attachment(form.text()));
        form.resources().forEach(resource -> message.getAttachments().add(attachment(resource)));
    }

    private static boolean isFirst(List<Form> forms) {
        Form first = forms.get(0);
        boolean html = first.isText() && forms.stream().noneMatch(form -> form.is(MediaTypeNames.Text.PLAIN));
        boolean plain = first.isText() && first.is(MediaTypeNames.Text.PLAIN);
        return (html || plain) && !first.text().text().isEmpty();
    }

    private void body(ReadPart part) {
        Map<String, String> parameters = part.type().getParameters();
        boolean flowed = part.is(MediaTypeNames.Text.PLAIN) && "flowed".equalsIgnoreCase(parameters.get("format"));
        boolean deletesBlanks = "yes".equalsIgnoreCase(parameters.get("delsp"));
        message.setBodyFlowed(flowed);
        message.setBody(flowed ? UnflowedText.of(part.text(), deletesBlanks) : part.text());
        message.setBodyHtml(part.is(MediaTypeNames.Text.HTML));
        message.setBodyEncoding(Charsets.find(part.type().getCharSet()));
        message.setBodyTransferEncoding(part.encoding());
    }

    private static AlternateView view(Form form) {
        AlternateView view = new AlternateView(content(form.text()), form.text().type());
        dress(view, form.text());
        view.setBaseUri(location(form.text()));
        form.resources().forEach(resource -> view.getLinkedResources().add(linked(resource)));
        return view;
    }

    private static LinkedResource linked(ReadPart part) {
        LinkedResource resource = new LinkedResource(content(part), part.type());
        dress(resource, part);
        resource.setContentLink(location(part));
        return resource;
    }

    private static Attachment attachment(ReadPart part) {
        Attachment attachment = isMessage(part) ? message(part) : new Attachment(content(part), part.type());
        dress(attachment, part);
        ContentDisposition said = part.disposition();
        ContentDisposition disposition = attachment.getContentDisposition();
        disposition.setInline(part.is("text/"));
        if (said != null) {
            disposition.setDispositionType(said.getDispositionType());
            disposition.getParameters().putAll(said.getParameters());
        }
        if (attachment.getName() == null) {
            attachment.getContentType().setName(disposition.getFileName());
        }
        return attachment;
    }

    private static boolean isMessage(ReadPart part) {
        return part.type().getMediaType().equals("message/rfc822");
    }

    /** What calls itself a message and can't be sent as one is a file. */
    private static Attachment message(ReadPart part) {
        String name = part.type().getName();
        try {
            return Attachment.fromMessage(Eml.of(part.content()), name);
        } catch (FormatException expected) {
            return new Attachment(part.content(), name, MediaTypeNames.Application.OCTET);
        }
    }

    private static ByteArrayInputStream content(ReadPart part) {
        return new ByteArrayInputStream(part.content());
    }

    private static void dress(AttachmentBase base, ReadPart part) {
        if (part.encoding() != TransferEncoding.UNKNOWN && !isMessage(part)) {
            base.setTransferEncoding(part.encoding());
        }
        String id = part.field("Content-ID");
        try {
            base.setContentId(id == null ? null : withoutBrackets(id));
        } catch (IllegalArgumentException expected) {
            base.setContentId(null); // Nothing can refer to a name like that.
        }
    }

    private static String withoutBrackets(String id) {
        boolean bracketed = id.length() > 1 && id.startsWith("<") && id.endsWith(">");
        return bracketed ? id.substring(1, id.length() - 1) : id;
    }

    private static @Nullable URI location(ReadPart part) {
        String location = part.field("Content-Location");
        try {
            return location == null ? null : new URI(location);
        } catch (URISyntaxException expected) {
            return null;
        }
    }
}
