package org.postrider.mime.internal;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Encodes content from buffer to buffer and remembers, between two calls, what hangs over.
 *
 * <p>However the input is cut, the output is the same. It has no line break at its end: that one belongs to what follows. One
 * encoder serves one content, on one thread.
 */
interface TransferEncoder {
    /** The room below which an encoder may refuse to write: its longest single piece. */
    int ROOM = 16;

    /** Encodes until the input is empty or the output has less than {@link #ROOM} left. */
    void encode(ByteBuffer in, ByteBuffer out) throws IOException;

    /** Writes what hangs over at the end of the content; false when there is more to come and the output has no room. */
    boolean finish(ByteBuffer out) throws IOException;
}
