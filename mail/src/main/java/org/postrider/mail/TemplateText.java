package org.postrider.mail;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.postrider.mail.Placeholders.Piece;
import org.postrider.mime.internal.ByteSource;
import org.postrider.mime.internal.ContentSource;
import org.postrider.mime.internal.FlowedText;

/**
 * The text of a part of a template, before it is taken apart.
 *
 * @param pieces what it is made of, line ends canonical
 * @param form how values are written
 */
record TemplateText(List<Piece> pieces, Form form) implements ContentSource {
    /** How values are written. */
    enum Form {
        /** As they are. */
        PLAIN,

        /** Wrapped with the paragraph that they stand in. */
        FLOWED,

        /** Escaped. */
        HTML;

        String written(String text) {
            return switch (this) {
                case PLAIN -> text;
                case FLOWED -> FlowedText.of(text);
                case HTML -> Encoded.html(text);
            };
        }
    }

    /** Gives the text without its placeholders, for whoever doesn't know them. */
    @Override
    public ReadableByteChannel open() throws IOException {
        return known().open();
    }

    @Override
    public long size() {
        return known().size();
    }

    private ContentSource known() {
        StringBuilder known = new StringBuilder();
        pieces.stream().filter(piece -> !piece.placeholder()).forEach(piece -> known.append(piece.text()));
        return new ByteSource(known.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean mayBlock() {
        return false;
    }
}
