package org.postrider.mime.internal;

/**
 * A field of a received header.
 *
 * @param name its name as it was written
 * @param value its value, unfolded and without the blanks around it; octets above 127 were read as UTF-8 or Latin-1
 */
public record ReadField(String name, String value) {
    /**
     * Gives the value as people read it.
     *
     * @return one line of text, encoded-words decoded
     */
    public String text() {
        return HeaderText.decode(value);
    }
}
