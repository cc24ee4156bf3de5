package org.postrider.mime.internal;

import java.nio.channels.ReadableByteChannel;

/**
 * An open content that knows whether there is still something to wait for. A content as such has to assume the worst: its owner's code
 * opens it, and nobody knows with what.
 */
public interface PromptChannel extends ReadableByteChannel {
    /**
     * Tells whether anything that is still to be read, or closing, may wait for a disk, a network or somebody else's code.
     *
     * @return false when only memory is touched from now on
     */
    boolean mayBlock();

    /**
     * Tells the same of any channel.
     *
     * @param channel an open content
     * @return true unless the channel knows better
     */
    static boolean mayBlock(ReadableByteChannel channel) {
        return !(channel instanceof PromptChannel known) || known.mayBlock();
    }
}
