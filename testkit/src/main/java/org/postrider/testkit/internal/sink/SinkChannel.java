package org.postrider.testkit.internal.sink;

import java.nio.channels.ByteChannel;

/** A non-blocking channel of a client, in clear or under TLS. For the loop's thread. */
interface SinkChannel extends ByteChannel {
    /** {@return whether it has read more than it gave, of which no selector tells} */
    boolean mayHaveMore();

    /** {@return whether it holds octets of its own that the network hasn't taken yet} */
    boolean wantsToWrite();
}
