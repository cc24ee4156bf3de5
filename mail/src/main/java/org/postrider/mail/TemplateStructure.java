package org.postrider.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.Placeholders.Piece;
import org.postrider.mail.TemplateText.Form;
import org.postrider.mime.ContentType;
import org.postrider.mime.MediaTypeNames;
import org.postrider.mime.TransferEncoding;
import org.postrider.mime.internal.Boundaries;
import org.postrider.mime.internal.FlowedText;
import org.postrider.mime.internal.HeaderWriter;
import org.postrider.mime.internal.LeafPart;
import org.postrider.mime.internal.MimePart;
import org.postrider.mime.internal.Texts;
import org.postrider.mime.internal.UnflowedText;

/**
 * Builds the tree of parts of a template: as that of a message, but that body and views are UTF-8 in quoted-printable, whatever they hold,
 * for nobody knows what values will hold.
 */
final class TemplateStructure extends MessageStructure {
    private final MailMessage message;
    private final HeaderWriter writer;

    TemplateStructure(MailMessage message, Boundaries boundaries, HeaderWriter writer) {
        super(message, boundaries, writer);
        this.message = message;
        this.writer = writer;
    }

    /** {@inheritDoc} The line break that ends every message comes from elsewhere. */
    @Override
    MimePart body(boolean whole) {
        boolean flowed = message.isBodyFlowed() && !message.isBodyHtml();
        writer.begin("Content-Type")
                .token(message.isBodyHtml() ? MediaTypeNames.Text.HTML + ";" : MediaTypeNames.Text.PLAIN + ";")
                .token("charset=utf-8");
        if (flowed) {
            writer.ascii(";").token("format=flowed");
        }
        writer.end();
        String lines = Texts.canonical(message.getBody());
        boolean twice = whole && (flowed ? FlowedText.of(lines) : lines).endsWith("\r\n");
        String written = twice ? lines.substring(0, lines.lastIndexOf("\r\n")) : lines;
        return part(written, form(message.isBodyHtml(), flowed), whole && !twice);
    }

    /**
     * {@inheritDoc} Views that nobody reads as they stand, such as calendars, have no placeholders. A flowed one was wrapped when it was
     * made, and is wrapped anew with its values.
     */
    @Override
    MimePart view(AlternateView view) {
        ContentType type = view.getContentType().copy();
        boolean html = type.getMediaType().equals(MediaTypeNames.Text.HTML);
        if (!html && !type.getMediaType().equals(MediaTypeNames.Text.PLAIN)) {
            return super.view(view);
        }
        String text = text(view, type.getCharSet());
        boolean flowed = !html && "flowed".equalsIgnoreCase(type.getParameters().get("format"));
        if (flowed) {
            text = UnflowedText.of(
                    text, "yes".equalsIgnoreCase(type.getParameters().remove("delsp")));
        }
        type.setCharSet("utf-8");
        AlternateView twin = AlternateView.createAlternateViewFromString("", type);
        twin.setContentId(view.contentIdIfSet());
        twin.setBaseUri(view.getBaseUri());
        twin.writeFields(writer);
        return part(Texts.canonical(text), form(html, flowed), false);
    }

    private static Form form(boolean html, boolean flowed) {
        Form text = flowed ? Form.FLOWED : Form.PLAIN;
        return html ? Form.HTML : text;
    }

    private MimePart part(String lines, Form form, boolean whole) {
        List<Piece> pieces = Placeholders.read(lines, "The text");
        return new LeafPart(writer.drain(), new TemplateText(pieces, form, whole), TransferEncoding.QUOTED_PRINTABLE);
    }

    private static String text(AlternateView view, @Nullable String charset) {
        try (InputStream content = view.getContentStream()) {
            Charset named = charset == null ? StandardCharsets.UTF_8 : Charset.forName(charset);
            return new String(content.readAllBytes(), named);
        } catch (IOException e) {
            throw new UncheckedIOException("The view of a template can't be read", e);
        }
    }
}
