package org.postrider.mime.internal;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;

/**
 * Bytes that can be opened: the one shape of a file, a stream, a text, an encoded part and a whole message.
 *
 * <p>Sources compose; nothing is opened before its first byte is wanted, and a channel closes what it opened. A source is immutable
 * and may be opened by several threads at once, except for one made of somebody's stream, which can be opened once.
 */
public interface ContentSource {
    /**
     * Opens the bytes.
     *
     * @return a channel at the first byte, which the caller closes
     * @throws IOException if the bytes can't be opened, or can't be opened again
     */
    ReadableByteChannel open() throws IOException;

    /**
     * Tells the number of bytes.
     *
     * @return the number, or -1 when only reading would tell
     */
    long size();

    /**
     * Tells whether opening or reading may wait for a disk, a network or somebody else's code.
     *
     * @return false when only memory is touched
     */
    boolean mayBlock();

    /**
     * Gives the source that one message keeps.
     *
     * @return a source that holds on to what it first sees of the outside, or this one if there is nothing to hold on to
     */
    default ContentSource frozen() {
        return this;
    }

    /**
     * Puts several one after the other; each is opened when the one before it has been read and closed.
     *
     * @param sources what to read
     * @return one that is all of them
     */
    static ContentSource inOrder(ContentSource... sources) {
        return new SequenceSource(List.of(sources));
    }
}
