package org.postrider.sockets;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/**
 * What the selector of a loop looks for on one channel.
 *
 * <p>Touched by the loop's thread as the owner of a lane, or while both lanes are claimed; it may be ended at any moment, by whoever
 * closes the channel or takes it to blocking mode.
 */
final class Watch {
    private volatile @Nullable SelectionKey key;

    /** Looks for more than before. A channel is registered when it first has to wait, many never do. */
    void extend(int ops, SelectableChannel channel, SocketLoop loop, ChannelDriver socket) throws IOException {
        SelectionKey known = key;
        if (known == null) {
            key = loop.register(channel, ops, socket);
        } else {
            settle(known.interestOps() | ops);
        }
    }

    /** Looks for just that from now on. A change is a system call. */
    void settle(int ops) {
        SelectionKey known = key;
        if (known != null && known.interestOps() != ops) {
            known.interestOps(ops);
        }
    }

    boolean isForInput() {
        SelectionKey known = key;
        try {
            return known != null && (known.interestOps() & SelectionKey.OP_READ) != 0;
        } catch (CancelledKeyException expected) {
            return false; // Closed, perhaps just now and by another thread.
        }
    }

    /** Ends it, if it had begun. The channel is closed for real only after the selector has let go of it. */
    void end(SocketLoop loop) {
        SelectionKey known = key;
        if (known != null) {
            known.cancel();
            key = null;
            loop.wakeup();
        }
    }
}
