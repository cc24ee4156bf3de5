package org.postrider.testkit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part of a received message: the text, the picture, the attachment, or a multipart that holds more of them.
 *
 * <p>Immutable and thread safe. Reading is tolerant: what can't be understood is given as it came (a part with a broken
 * transfer encoding yields what could be decoded, an unknown charset is read as ISO 8859-1).
 */
public interface Part {
    /**
     * Gives the header fields.
     *
     * @return the fields in order, undecoded
     */
    List<Header> getHeaders();

    /**
     * Gives a header field, unfolded and with encoded words decoded (RFC 2047).
     *
     * @param name the field's name, in any case
     * @return the first field's value, or {@code null} if there is none
     */
    @Nullable
    String getHeader(String name);

    /**
     * Gives the media type.
     *
     * @return type and subtype in lower case, such as {@code text/plain} (which is also the default, RFC 2045, section 5.2)
     */
    String getContentType();

    /**
     * Gives the parameters of the media type, with continuations joined and charsets decoded (RFC 2231).
     *
     * @return the values by their names in lower case
     */
    Map<String, String> getParameters();

    /**
     * Gives the disposition (RFC 2183).
     *
     * @return {@code inline}, {@code attachment} or another word in lower case; {@code null} if there is none
     */
    @Nullable
    String getDisposition();

    /**
     * Gives the file name, decoded, from the disposition or else the {@code name} parameter of the type.
     *
     * @return the name, or {@code null} if there is none
     */
    @Nullable
    String getFileName();

    /**
     * Gives the content id without its angle brackets.
     *
     * @return the id, or {@code null} if there is none
     */
    @Nullable
    String getContentId();

    /**
     * Gives the content with the transfer encoding removed.
     *
     * @return a fresh array; of a multipart, its undecoded body
     */
    byte[] getBytes();

    /**
     * Gives the content as text, by the part's charset (UTF-8, if none is given).
     *
     * @return the text with the line ends that it came with
     */
    String getText();

    /**
     * Gives the parts inside of a multipart or of an embedded message.
     *
     * @return the parts in order; empty for a leaf
     */
    List<Part> getParts();

    /**
     * Tells whether the part is a file that came along: no multipart, and its disposition is {@code attachment}, or it has a
     * file name and isn't {@code inline}.
     *
     * @return {@code true} if it is
     */
    boolean isAttachment();
}
