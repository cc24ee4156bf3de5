package org.postrider.mime.internal;

/**
 * A node in the tree of a message: content, or several parts under one header.
 *
 * <p>Immutable. What it says of itself was fixed when it was made; how its content is encoded is decided when it is written.
 */
public sealed interface MimePart permits LeafPart, MultiPart, WholePart {
    /**
     * Writes header fields, an empty line and the body.
     *
     * @param output where to
     * @param eightBit whether octets above 127 may be sent
     */
    void write(PartOutput output, boolean eightBit);

    /**
     * Tells whether the body holds octets above 127 when it may.
     *
     * @return true when the body differs between a path of seven bits and one of eight
     */
    boolean isEightBit();

    /**
     * Tells whether the body can't do without octets above 127.
     *
     * @return true when no path of seven bits can take it
     */
    default boolean needsEightBit() {
        return false;
    }

    /**
     * Tells whether somebody asked for octets above 127 where they are taken, and there are some.
     *
     * @return true when a path of eight bits is preferred
     */
    default boolean prefersEightBit() {
        return false;
    }
}
