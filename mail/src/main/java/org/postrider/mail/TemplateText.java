package org.postrider.mail;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.postrider.mail.Placeholders.Piece;
import org.postrider.mime.internal.ByteSource;
import org.postrider.mime.internal.ContentSource;
import org.postrider.mime.internal.FlowedText;

/**
 * The text of a part of a template, before it is taken apart.
 *
 * @param pieces what it is made of, line ends canonical
 * @param form how values are written
 * @param whole whether there is nothing else in the message, so that a line break at its end, if values make one, is that of the message
 */
record TemplateText(List<Piece> pieces, Form form, boolean whole) implements ContentSource {
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

    /** Tells whether the text with its values ends in a line break; blanks behind it aren't written where lines are wrapped. */
    boolean endsInBreak(UnaryOperator<String> values) {
        for (int i = pieces.size() - 1; i >= 0; i--) {
            Piece piece = pieces.get(i);
            String text = piece.placeholder() ? values.apply(piece.text()) : piece.text();
            int last = text.length() - 1;
            while (last >= 0 && form == Form.FLOWED && text.charAt(last) == ' ') {
                last--;
            }
            if (last >= 0) {
                return text.charAt(last) == '\n' || text.charAt(last) == '\r';
            }
        }
        return false;
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
