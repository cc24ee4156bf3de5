package org.postrider.mime;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.internal.FileNames;
import org.postrider.mime.internal.MailDate;
import org.postrider.mime.internal.Texts;

/**
 * How a reader shows a part: in place, or as a file to save, and under which name.
 *
 * <p>Re-expresses {@code System.Net.Mime.ContentDisposition} (RFC 2183). It can be changed, and stays connected to the attachment
 * that it came from. Not thread safe. Dates have whole seconds on the wire, so a fraction is cut.
 */
public final class ContentDisposition {
    private static final String FILE_NAME = "filename";
    private static final String SIZE = "size";
    private static final String CREATED = "creation-date";
    private static final String MODIFIED = "modification-date";
    private static final String READ = "read-date";

    private final ParameterMap parameters = new ParameterMap(ContentDisposition::check);
    private String dispositionType;

    /** Makes an {@code attachment} that says no more. */
    public ContentDisposition() {
        dispositionType = DispositionTypeNames.ATTACHMENT;
    }

    /**
     * Reads a content disposition.
     *
     * @param disposition for instance {@code attachment; filename="a b.txt"}
     * @throws FormatException if it is malformed, or its file name, its size or a date is
     * @throws IllegalArgumentException if it holds a line break, NUL or half a character
     */
    public ContentDisposition(String disposition) {
        Texts.requireLine(disposition, "The content disposition");
        ParameterParser parser =
                new ParameterParser(disposition, "content disposition", "attachment; filename=\"a.txt\"");
        dispositionType = parser.value(false).toLowerCase(Locale.ROOT);
        parser.parametersInto(parameters);
    }

    private static void check(String parameter, String value) {
        switch (parameter) {
            case FILE_NAME -> FileNames.require(value);
            case SIZE -> size(value);
            case CREATED, MODIFIED, READ -> date(parameter, value);
            default -> {} // any text will do
        }
    }

    /**
     * Gives the way of showing.
     *
     * @return {@code attachment}, {@code inline} or another word, in lower case
     */
    public String getDispositionType() {
        return dispositionType;
    }

    /**
     * Sets the way of showing.
     *
     * @param dispositionType a word, for instance {@link DispositionTypeNames#INLINE}
     * @throws FormatException if it isn't one word
     * @throws IllegalArgumentException if it holds a line break, NUL or half a character
     */
    public void setDispositionType(String dispositionType) {
        ContentDisposition parsed = new ContentDisposition(dispositionType);
        if (!parsed.parameters.isEmpty()) {
            throw new FormatException("A disposition type is one word: set parameters by their own setters");
        }
        this.dispositionType = parsed.dispositionType;
    }

    /**
     * Tells whether the part is shown in place.
     *
     * @return true for {@code inline}
     */
    public boolean isInline() {
        return dispositionType.equals(DispositionTypeNames.INLINE);
    }

    /**
     * Chooses between showing in place and offering a file.
     *
     * @param inline true for {@code inline}, false for {@code attachment}
     */
    public void setInline(boolean inline) {
        dispositionType = inline ? DispositionTypeNames.INLINE : DispositionTypeNames.ATTACHMENT;
    }

    /**
     * Gives the name that readers offer for the file.
     *
     * @return the name in plain text, or null; an attachment without one is written with its own name
     */
    public @Nullable String getFileName() {
        return parameters.get(FILE_NAME);
    }

    /**
     * Sets the name that readers offer for the file.
     *
     * @param fileName the name in plain text, the last part of a path; null or empty for none
     * @throws FormatException if it is a path, or holds a control character or a change of writing direction
     * @throws IllegalArgumentException if it holds a line break, NUL or half a character
     */
    public void setFileName(@Nullable String fileName) {
        parameters.set(FILE_NAME, fileName);
    }

    /**
     * Gives the size of the file.
     *
     * @return octets, or -1 if none is said
     */
    public long getSize() {
        String size = parameters.get(SIZE);
        return size == null ? -1 : size(size);
    }

    private static long size(String digits) {
        try {
            if (digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Long.parseLong(digits);
            }
        } catch (NumberFormatException none) {
            throw new FormatException("The size in a content disposition is empty or beyond 2^63: use setSize", none);
        }
        throw new FormatException("The size in a content disposition is a number of octets: use setSize");
    }

    /**
     * Says how large the file is.
     *
     * @param size octets; a negative number says nothing
     */
    public void setSize(long size) {
        parameters.set(SIZE, size < 0 ? null : Long.toString(size));
    }

    /**
     * Gives the time when the file was made.
     *
     * @return the time, or null if none is said
     */
    public @Nullable OffsetDateTime getCreationDate() {
        return date(CREATED);
    }

    /**
     * Says when the file was made.
     *
     * @param date the time, or null to say nothing
     */
    public void setCreationDate(@Nullable OffsetDateTime date) {
        setDate(CREATED, date);
    }

    /**
     * Gives the time when the file was changed last.
     *
     * @return the time, or null if none is said
     */
    public @Nullable OffsetDateTime getModificationDate() {
        return date(MODIFIED);
    }

    /**
     * Says when the file was changed last.
     *
     * @param date the time, or null to say nothing
     */
    public void setModificationDate(@Nullable OffsetDateTime date) {
        setDate(MODIFIED, date);
    }

    /**
     * Gives the time when the file was read last.
     *
     * @return the time, or null if none is said
     */
    public @Nullable OffsetDateTime getReadDate() {
        return date(READ);
    }

    /**
     * Says when the file was read last.
     *
     * @param date the time, or null to say nothing
     */
    public void setReadDate(@Nullable OffsetDateTime date) {
        setDate(READ, date);
    }

    private @Nullable OffsetDateTime date(String name) {
        String text = parameters.get(name);
        return text == null ? null : date(name, text);
    }

    private static OffsetDateTime date(String name, String text) {
        try {
            return OffsetDateTime.parse(zoned(text), DateTimeFormatter.RFC_1123_DATE_TIME);
        } catch (DateTimeException malformed) {
            throw new FormatException(
                    "The " + name + " in a content disposition is like Sat, 21 Nov 2026 09:05:07 +0100, not " + text,
                    malformed);
        }
    }

    /** "-0000" says that the zone isn't known (RFC 5322, 3.3), which the JDK's formatter doesn't read. */
    private static String zoned(String date) {
        return date.endsWith("-0000") ? date.substring(0, date.length() - 5) + "+0000" : date;
    }

    private void setDate(String name, @Nullable OffsetDateTime date) {
        parameters.set(name, date == null ? null : MailDate.format(date));
    }

    /**
     * Gives all parameters.
     *
     * @return a live map: names in any case, values in plain text; a bad one is refused when it is put
     */
    public Map<String, String> getParameters() {
        return parameters;
    }

    /** Two dispositions are equal when type and parameters are, whatever the case of the letters, as in .NET. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ContentDisposition disposition && folded().equals(disposition.folded());
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(folded());
    }

    private String folded() {
        return toString().toLowerCase(Locale.ROOT);
    }

    /** Gives the value of the header field on one line, text beyond ASCII as encoded-words. */
    @Override
    public String toString() {
        return ParameterFormat.format(dispositionType, parameters);
    }
}
