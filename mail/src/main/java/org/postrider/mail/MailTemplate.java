package org.postrider.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.postrider.mail.Placeholders.Piece;
import org.postrider.mail.TemplateText.Form;
import org.postrider.mime.TransferEncoding;
import org.postrider.mime.internal.Boundaries;
import org.postrider.mime.internal.ByteSource;
import org.postrider.mime.internal.ContentSource;
import org.postrider.mime.internal.EncodedSource;
import org.postrider.mime.internal.FlowedText;
import org.postrider.mime.internal.HeaderWriter;
import org.postrider.mime.internal.MimePart;
import org.postrider.mime.internal.PartOutput;

/**
 * One message for many, each of whom reads it as written to them alone: placeholders in subject, text, HTML and header fields get each
 * recipient's values, and all the rest is encoded once.
 *
 * <pre>{@code
 * MailTemplate template = MailTemplate.of(MailMessage.builder()
 *         .from("news@example.com").subject("News for {{name}}")
 *         .text("Dear {{name}}, ...").html("<p>Dear {{name}}, ...").build());
 * mailer.sendAll(customers, c -> template.to(c.address()).with("name", c.name()), outcomes);
 * }</pre>
 *
 * <p>A placeholder is {@code {{name}}}: letters, digits, dots, dashes and underscores; a backslash before it makes it stand for itself. Immutable
 * and thread safe; the message that it was made of may be changed or closed afterwards.
 *
 * <p>Traps: attachments and linked resources are read and kept in memory, encoded. Values are escaped for HTML text and attributes in quotes,
 * not for URLs and scripts: percent-encode there what isn't yours.
 */
public final class MailTemplate {
    private static final String CRLF = "\r\n";
    private static final byte[] SOFT_BREAK = {'=', '\r', '\n'};
    private static final byte[] LINE_BREAK = {'\r', '\n'};

    /** Text that is the same for all, encoded, or a place for values: a placeholder, or a flowed paragraph that has some. */
    sealed interface Segment {}

    record Fixed(ByteSource octets) implements Segment {}

    record Hole(List<Piece> pieces, Form form) implements Segment {}

    private final TemplateHeader header;
    private final List<Segment> segments;
    private final Set<String> placeholders;
    private final boolean needsEightBit;
    private final long sharedOctets;
    /** A text that is all there is; its values may end it in a line break. */
    private final @Nullable TemplateText openEnd;

    private MailTemplate(TemplateHeader header, List<ContentSource> sources, boolean needsEightBit) throws IOException {
        this.header = header;
        this.segments = segments(sources);
        this.openEnd = openEnd(sources);
        this.needsEightBit = needsEightBit;
        Set<String> names = new TreeSet<>(header.placeholders());
        long shared = 0;
        for (Segment segment : segments) {
            if (segment instanceof Hole hole) {
                names.addAll(Placeholders.names(hole.pieces()));
            } else if (segment instanceof Fixed fixed) {
                shared += fixed.octets().size();
            }
        }
        this.placeholders = Set.copyOf(names);
        this.sharedOctets = shared;
    }

    /**
     * Makes a template of a message without recipients. Its Date, if it has one, is that of all; a Message-ID of its own has each, which
     * {@linkplain MailMessage#getHeaders() a header field} with placeholders may give.
     *
     * @param message the message, with placeholders; it isn't changed, and not needed any more
     * @return the template
     * @throws org.postrider.sockets.ObjectDisposedException if the message is closed
     * @throws IllegalStateException if the message has no author
     * @throws IllegalArgumentException if it names recipients, which each recipient would be shown, or is handed on
     * @throws org.postrider.mime.FormatException if a placeholder is malformed
     * @throws UncheckedIOException if an attachment can't be read
     */
    public static MailTemplate of(MailMessage message) {
        TemplateHeader header = TemplateHeader.of(message);
        Boundaries boundaries = new Boundaries();
        try (HeaderWriter writer = new HeaderWriter()) {
            MimePart root = new TemplateStructure(message, boundaries, writer).root();
            PartOutput output = new PartOutput();
            root.write(output, root.needsEightBit());
            output.content(new ByteSource(LINE_BREAK));
            return new MailTemplate(header, output.toSources(), root.needsEightBit());
        } catch (IOException e) {
            throw new UncheckedIOException("What goes with the template can't be read", e);
        }
    }

    private static @Nullable TemplateText text(ContentSource source) {
        return source instanceof EncodedSource encoded && encoded.content() instanceof TemplateText text ? text : null;
    }

    private static @Nullable TemplateText openEnd(List<ContentSource> sources) {
        TemplateText last = text(sources.get(sources.size() - 2)); // before the last line break
        return last != null && last.whole() ? last : null;
    }

    private static List<Segment> segments(List<ContentSource> sources) throws IOException {
        Segments segments = new Segments();
        for (ContentSource source : sources) {
            TemplateText text = text(source);
            if (text != null) {
                segments.add(text);
            } else {
                segments.add(source);
            }
        }
        return segments.toList();
    }

    /**
     * Names the placeholders. Those of {@linkplain HeaderCollection header fields that are never written} aren't among them.
     *
     * @return their names, in no order
     */
    public Set<String> placeholders() {
        return placeholders;
    }

    /**
     * Begins the message for somebody.
     *
     * @param address {@code user@host} or {@code Name <user@host>}
     * @return the message, which wants its values
     * @throws org.postrider.mime.FormatException if the address is malformed
     */
    public PersonalMail to(String address) {
        return to(new MailAddress(address));
    }

    /**
     * Begins the message for somebody.
     *
     * @param address the recipient
     * @return the message, which wants its values
     */
    public PersonalMail to(MailAddress address) {
        return new PersonalMail(this, address);
    }

    TemplateHeader header() {
        return header;
    }

    /** What a message with these values is made of: as in any, the last line break of a text that is all of it is the end of it. */
    List<Segment> segments(Map<String, String> values) {
        boolean ended = openEnd != null && openEnd.endsInBreak(name -> values.getOrDefault(name, ""));
        return ended ? segments.subList(0, segments.size() - 1) : segments;
    }

    /** How many octets are the same for all, and in memory once. */
    long sharedOctets() {
        return sharedOctets;
    }

    boolean needsEightBit() {
        return needsEightBit;
    }

    /** Gathers what is the same for all in as few pieces as can be. */
    private static final class Segments {
        private final List<Segment> segments = new ArrayList<>();
        private final ByteArrayOutputStream fixed = new ByteArrayOutputStream();

        void add(ContentSource source) throws IOException {
            Encoded.copy(source, fixed);
        }

        void add(TemplateText text) throws IOException {
            if (text.form() == Form.FLOWED) {
                addParagraphs(text.pieces());
            } else {
                addPieces(text);
            }
        }

        /**
         * Takes a text apart. A soft line break between two pieces has each begin in the first column, so that the lines of one don't
         * depend on what another holds (RFC 2045, 6.7).
         */
        private void addPieces(TemplateText text) throws IOException {
            boolean first = true;
            for (Piece piece : text.pieces()) {
                if (!first) {
                    fixed.write(SOFT_BREAK);
                }
                first = false;
                add(List.of(piece), text.form());
            }
        }

        /** Takes a flowed text apart: how a paragraph with placeholders is wrapped depends on their values, and no other paragraph does. */
        private void addParagraphs(List<Piece> pieces) throws IOException {
            List<Piece> paragraph = new ArrayList<>();
            for (Piece piece : pieces) {
                String text = piece.text();
                int first = text.indexOf(CRLF);
                if (piece.placeholder() || first < 0) {
                    paragraph.add(piece);
                    continue;
                }
                int rest = text.lastIndexOf(CRLF) + CRLF.length();
                paragraph.add(new Piece(text.substring(0, first), false));
                add(paragraph, Form.FLOWED);
                add(List.of(new Piece(text.substring(first, rest), false)), Form.FLOWED);
                paragraph.clear();
                paragraph.add(new Piece(text.substring(rest), false));
            }
            add(paragraph, Form.FLOWED);
        }

        private void add(List<Piece> pieces, Form form) throws IOException {
            if (pieces.stream().anyMatch(Piece::placeholder)) {
                flush();
                segments.add(new Hole(List.copyOf(pieces), form));
            } else {
                String known = Placeholders.fill(pieces, name -> "");
                String text = form == Form.FLOWED ? FlowedText.of(known) : known;
                add(new EncodedSource(Encoded.utf8(text), TransferEncoding.QUOTED_PRINTABLE));
            }
        }

        private void flush() {
            segments.add(new Fixed(new ByteSource(fixed.toByteArray())));
            fixed.reset();
        }

        List<Segment> toList() {
            flush();
            return List.copyOf(segments);
        }
    }
}
