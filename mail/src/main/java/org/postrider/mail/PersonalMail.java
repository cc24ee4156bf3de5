package org.postrider.mail;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.postrider.mime.internal.ContentSource;
import org.postrider.mime.internal.PartOutput;
import org.postrider.mime.internal.Texts;
import org.postrider.smtp.BodyType;
import org.postrider.smtp.MessageContent;

/**
 * The message of a {@link MailTemplate} for one recipient, with their values.
 *
 * <p>It wants a value for each {@linkplain MailTemplate#placeholders() placeholder} before it is sent. Not thread safe.
 */
public final class PersonalMail implements Mailable {
    private final MailTemplate template;
    private final MailAddress to;
    private final Map<String, String> values = new HashMap<>();

    PersonalMail(MailTemplate template, MailAddress to) {
        this.template = template;
        this.to = to;
    }

    /**
     * Gives a placeholder its value: as it is in text, escaped in HTML; in a {@linkplain MailMessage#setBodyFlowed flowed} body it is wrapped
     * with all else. In the subject and in header fields it has to be one line.
     *
     * @param name the name of the placeholder
     * @param value the value, by its {@code toString}; it may be empty
     * @return this
     * @throws IllegalArgumentException if the template has no such placeholder, or the value holds half a character
     * @throws NullPointerException if the value, or what its {@code toString} gives, is null
     */
    public PersonalMail with(String name, Object value) {
        if (!template.placeholders().contains(name)) {
            throw new IllegalArgumentException("The template has no placeholder {{" + name + "}}; it has "
                    + new TreeSet<>(template.placeholders()));
        }
        String text = Objects.requireNonNull(
                Objects.toString(value, null), () -> "The value of {{" + name + "}} is null: give \"\" for none");
        values.put(name, Texts.requireText(text, "The value of {{" + name + "}}"));
        return this;
    }

    /**
     * Gives the recipient.
     *
     * @return whom it goes to
     */
    public MailAddress getTo() {
        return to;
    }

    /** Fixes it as it is now. */
    Mailing toMailing() {
        requireValues();
        PartOutput output = new PartOutput();
        template.header().write(output.header(), to, values);
        for (MailTemplate.Segment segment : template.segments(values)) {
            output.content(source(segment));
        }
        boolean international = template.header().needsSmtpUtf8(to);
        boolean eightBit = international || template.needsEightBit();
        return new Mailing(
                template.header().envelope(to),
                new Filled(output.toSource(), eightBit ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT, international),
                false,
                template.sharedOctets());
    }

    private void requireValues() {
        for (String name : template.placeholders()) {
            if (!values.containsKey(name)) {
                throw new IllegalStateException(
                        "The placeholder {{" + name + "}} has no value for " + to.getAddress() + ": call with");
            }
        }
    }

    private ContentSource source(MailTemplate.Segment segment) {
        if (segment instanceof MailTemplate.Hole hole) {
            String text = Placeholders.fill(hole.pieces(), name -> values.getOrDefault(name, ""));
            return Encoded.quotedPrintable(hole.form().written(text));
        }
        return ((MailTemplate.Fixed) segment).octets();
    }

    /** All of it, in memory. */
    private record Filled(ContentSource source, BodyType leastBodyType, boolean needsSmtpUtf8)
            implements MessageContent {
        @Override
        public long size(BodyType bodyType) {
            return source.size();
        }

        @Override
        public boolean mayBlock() {
            return false;
        }

        @Override
        public ReadableByteChannel open(BodyType bodyType) throws IOException {
            return source.open();
        }
    }
}
