package org.postrider.mail;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.postrider.mail.Placeholders.Piece;
import org.postrider.mime.internal.ByteSource;
import org.postrider.mime.internal.ContentSource;

/**
 * The text of a part of a template, before it is taken apart.
 *
 * @param pieces what it is made of, line ends canonical
 * @param html whether values are to be escaped
 */
record TemplateText(List<Piece> pieces, boolean html) implements ContentSource {
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
