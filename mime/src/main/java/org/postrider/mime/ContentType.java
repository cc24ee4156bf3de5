package org.postrider.mime;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.mime.internal.FileNames;
import org.postrider.mime.internal.Texts;

/**
 * What kind of content a part holds, for instance {@code text/html; charset=utf-8}.
 *
 * <p>Re-expresses {@code System.Net.Mime.ContentType} (the Content-Type of RFC 2045, 5). It can be changed, and stays connected to the
 * attachment or view that it came from; a message that is being sent keeps what it had when sending began. Not thread safe.
 * Values are given plain: quoting and encoding, for old readers as well, are the writer's work. Any text but line breaks, NUL
 * and half characters will do; those are an {@link IllegalArgumentException}.
 */
public final class ContentType {
    private static final String CHARSET = "charset";
    private static final String BOUNDARY = "boundary";
    private static final String NAME = "name";

    private final ParameterMap parameters = new ParameterMap(ContentType::check);
    private String mediaType;

    /** Makes {@code application/octet-stream}: any bytes. */
    public ContentType() {
        mediaType = MediaTypeNames.Application.OCTET;
    }

    /**
     * Reads a content type.
     *
     * @param contentType a media type, and perhaps parameters: {@code text/plain; charset=utf-8}
     * @throws FormatException if it is malformed
     * @throws IllegalArgumentException if it holds a line break, NUL or half a character
     */
    public ContentType(String contentType) {
        ParameterParser parser = new ParameterParser(
                Texts.requireLine(contentType, "The content type"), "content type", "text/plain; charset=utf-8");
        mediaType = parser.value(true).toLowerCase(Locale.ROOT);
        parser.parametersInto(parameters);
    }

    private static void check(String parameter, String value) {
        if (parameter.equals(NAME)) {
            FileNames.require(value);
        }
    }

    /**
     * Gives the media type without its parameters.
     *
     * @return for instance {@code text/html}, in lower case
     */
    public String getMediaType() {
        return mediaType;
    }

    /**
     * Changes the media type and keeps the parameters.
     *
     * @param mediaType type and subtype, for instance {@link MediaTypeNames.Text#HTML}
     * @throws FormatException if it isn't of that form
     * @throws IllegalArgumentException if it holds a line break, NUL or half a character
     */
    public void setMediaType(String mediaType) {
        ContentType parsed = new ContentType(mediaType);
        if (!parsed.parameters.isEmpty()) {
            throw new FormatException("A media type is type/subtype alone: set parameters by their own setters");
        }
        this.mediaType = parsed.mediaType;
    }

    /**
     * Gives the charset of a text.
     *
     * @return its name, or null if none is said
     */
    public @Nullable String getCharSet() {
        return parameters.get(CHARSET);
    }

    /**
     * Says in which charset the text is.
     *
     * @param charSet its name, or null or empty to say nothing
     * @throws IllegalArgumentException if it holds a line break, NUL or half a character
     */
    public void setCharSet(@Nullable String charSet) {
        parameters.set(CHARSET, charSet);
    }

    /**
     * Gives what separates the parts of a multipart.
     *
     * @return the boundary, or null if none is set
     */
    public @Nullable String getBoundary() {
        return parameters.get(BOUNDARY);
    }

    /**
     * Sets what separates the parts of a multipart; the ones that a message writes for itself are its own.
     *
     * @param boundary the boundary, or null or empty for none
     * @throws IllegalArgumentException if it holds a line break, NUL or half a character
     */
    public void setBoundary(@Nullable String boundary) {
        parameters.set(BOUNDARY, boundary);
    }

    /**
     * Gives the file name that readers offer for the content.
     *
     * @return the name in plain text, or null
     */
    public @Nullable String getName() {
        return parameters.get(NAME);
    }

    /**
     * Sets the file name that readers offer for the content.
     *
     * @param name the name in plain text, the last part of a path; null or empty for none
     * @throws FormatException if it is a path, or holds a control character or a change of writing direction
     * @throws IllegalArgumentException if it holds a line break, NUL or half a character
     */
    public void setName(@Nullable String name) {
        parameters.set(NAME, name);
    }

    /**
     * Gives all parameters.
     *
     * @return a live map: names in any case, values in plain text; a bad one is refused when it is put
     */
    public Map<String, String> getParameters() {
        return parameters;
    }

    /**
     * Makes one like this.
     *
     * @return a copy with a life of its own
     */
    public ContentType copy() {
        ContentType copy = new ContentType();
        copy.mediaType = mediaType;
        copy.parameters.putAll(parameters);
        return copy;
    }

    /** Two content types are equal when type and parameters are, whatever the case of the letters, as in .NET. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ContentType type && folded().equals(type.folded());
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
        return ParameterFormat.format(mediaType, parameters);
    }
}
