package org.postrider.smtp.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.postrider.sockets.SocketAsyncOperation;
import org.postrider.sockets.SocketError;

/**
 * A wire without a network: gives what the test delivers in pieces of a size, at once or when the test lets it settle.
 *
 * <p>Used by one thread. Like a socket it takes one send and one receive at a time, which it checks.
 */
final class MemoryWire implements Wire {
    private Consumer<byte[]> peer;
    private final IntSupplier chunk;
    private final boolean later;
    private final Queue<Runnable> postponed = new ArrayDeque<>();
    private byte[] arrived = {};
    private long untilEnd = Long.MAX_VALUE;
    private @Nullable SocketError failure;
    private boolean stuffed;
    private @Nullable WireArgs sending;
    private @Nullable WireArgs receiving;

    MemoryWire(Consumer<byte[]> peer, int chunk, boolean later) {
        this(peer, () -> chunk, later);
    }

    /** Gives pieces of sizes of their own. */
    MemoryWire(Consumer<byte[]> peer, IntSupplier chunk, boolean later) {
        this.peer = peer;
        this.chunk = chunk;
        this.later = later;
    }

    /** What the peer sends. */
    void deliver(byte[] bytes) {
        int from = arrived.length;
        arrived = Arrays.copyOf(arrived, from + bytes.length);
        System.arraycopy(bytes, 0, arrived, from, bytes.length);
        if (receiving != null) {
            postpone(this::receive);
        }
    }

    /** Lets nobody hear what is sent from now on. */
    void forgetPeer() {
        peer = bytes -> {};
    }

    /** Ends the stream after so many more octets. */
    void endAfter(long octets) {
        untilEnd = octets;
    }

    /** Takes no more of what is sent until the peer reads again. */
    void stuff() {
        stuffed = true;
    }

    void unstuff() {
        stuffed = false;
        postpone(this::carryPending);
    }

    void failWith(SocketError error) {
        failure = error;
    }

    /** Does what a socket does that somebody closes: what is pending fails, and may have touched its buffer before. */
    void close() {
        failure = SocketError.OPERATION_ABORTED;
        if (receiving != null) {
            Arrays.fill(
                    receiving.view().array(),
                    receiving.getOffset(),
                    receiving.getOffset() + receiving.getCount(),
                    (byte) 1);
            postpone(this::receive);
        }
    }

    void postpone(Runnable completion) {
        postponed.add(completion);
    }

    /** Lets everything happen that was put off, until nothing is left to happen. */
    void settle() {
        settle(Integer.MAX_VALUE);
    }

    /** Lets so many things happen at most. */
    void settle(int most) {
        int count = 0;
        for (Runnable next = postponed.poll(); next != null; next = ++count < most ? postponed.poll() : null) {
            next.run();
        }
    }

    boolean isQuiet() {
        return postponed.isEmpty();
    }

    @Override
    public boolean sendAsync(WireArgs args) {
        assertThat(sending).as("one send at a time").isNull();
        args.begin(this, SocketAsyncOperation.SEND);
        if (!later && !stuffed) {
            carry(args);
            return false;
        }
        sending = args;
        if (!stuffed) {
            postpone(this::carryPending);
        }
        return true;
    }

    private void carryPending() {
        WireArgs args = sending;
        if (args != null) {
            sending = null;
            carry(args);
            args.raise();
        }
    }

    /** Reads what is sent as late as a kernel may. */
    private void carry(WireArgs args) {
        byte[] bytes = new byte[args.getCount()];
        args.view().get(bytes);
        args.end(failure == null ? SocketError.SUCCESS : failure, failure == null ? bytes.length : 0);
        if (failure == null) {
            peer.accept(bytes);
        }
    }

    @Override
    public boolean receiveAsync(WireArgs args) {
        assertThat(receiving).as("one receive at a time").isNull();
        args.begin(this, SocketAsyncOperation.RECEIVE);
        if (!later && isReady()) {
            complete(args);
            return false;
        }
        receiving = args;
        postpone(this::receive);
        return true;
    }

    private boolean isReady() {
        return failure != null || untilEnd == 0 || arrived.length > 0;
    }

    private void receive() {
        WireArgs args = receiving;
        if (args != null && isReady()) {
            receiving = null;
            complete(args);
            args.raise();
        }
    }

    private void complete(WireArgs args) {
        if (failure != null) {
            args.end(failure, 0);
            return;
        }
        int count = (int) Math.min(Math.min(chunk.getAsInt(), args.getCount()), Math.min(arrived.length, untilEnd));
        args.view().put(arrived, 0, count);
        arrived = Arrays.copyOfRange(arrived, count, arrived.length);
        untilEnd -= count;
        args.end(SocketError.SUCCESS, count);
    }
}
