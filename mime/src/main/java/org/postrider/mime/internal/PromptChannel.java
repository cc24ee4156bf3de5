package org.postrider.mime.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * An open content that knows something of what is still to be read: whether there is anything to wait for, and where it needs no look. A
 * content as such has to assume the worst: its owner's code opens it, and nobody knows with what.
 */
public interface PromptChannel extends ReadableByteChannel {
    /**
     * Tells whether anything that is still to be read, or closing, may wait for a disk, a network or somebody else's code.
     *
     * @return false when only memory is touched from now on
     */
    boolean mayBlock();

    /**
     * Reads on in what is base64 in lines, of our own encoder, if that comes next: it is in the form that messages are sent in.
     *
     * @param target what to put it into, of any kind; it never ends between CR and LF
     * @return the number of octets; 0 when something else comes next, which {@link #read} gives
     * @throws IOException as {@link #read} throws it
     */
    default int readBase64(ByteBuffer target) throws IOException {
        return 0;
    }

    /**
     * Reads on in the base64 of any channel.
     *
     * @param channel an open content
     * @param target as for {@link #readBase64(ByteBuffer)}
     * @return the number of octets; 0 unless the channel knows that they are such
     * @throws IOException if the content can't be read
     */
    static int readBase64(ReadableByteChannel channel, ByteBuffer target) throws IOException {
        return channel instanceof PromptChannel known ? known.readBase64(target) : 0;
    }

    /**
     * Tells {@link #mayBlock()} of any channel.
     *
     * @param channel an open content
     * @return true unless the channel knows better
     */
    static boolean mayBlock(ReadableByteChannel channel) {
        return !(channel instanceof PromptChannel known) || known.mayBlock();
    }
}
