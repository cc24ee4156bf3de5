package org.postrider.smtp.internal.wire;

import java.nio.ByteBuffer;

/**
 * A two-way stream of bytes with the contract of {@link org.postrider.sockets.Socket}: {@code true} means pending and the handlers of
 * the args will run once; {@code false} means that the args hold the result now and no handler runs.
 *
 * <p>A send completes when all its bytes were taken, or failed; a receive of no bytes is the end of the stream. One send and one
 * receive may be under way at a time. Not thread safe: one thread at a time uses a wire.
 */
public interface Wire {
    /**
     * Starts to send the bytes of the args.
     *
     * @param args with a buffer set
     * @return true when pending, false when complete
     */
    boolean sendAsync(WireArgs args);

    /**
     * Starts to receive into the buffer of the args.
     *
     * @param args with a buffer set
     * @return true when pending, false when complete
     */
    boolean receiveAsync(WireArgs args);

    /**
     * Receives what has arrived, without waiting, between two receives.
     *
     * @param target where to put it
     * @return how many bytes came; 0 if none did, the stream is broken or at its end, or this wire can't tell
     */
    default int receiveAvailable(ByteBuffer target) {
        return 0;
    }
}
