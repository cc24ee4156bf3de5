package org.postrider.smtp.internal.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postrider.sockets.SocketAsyncEventArgs;
import org.postrider.sockets.SocketAsyncOperation;
import org.postrider.sockets.SocketError;

/**
 * Args over a buffer of their own, which a wire on top of a socket can begin and complete itself.
 *
 * <p>The buffer is used alternately: its owner fills or drains it, an operation transfers the range from its start.
 */
public final class WireArgs extends SocketAsyncEventArgs {
    private final ByteBuffer buffer;
    private final ByteBuffer view;
    private @Nullable Runnable completed; // null while the args wait to be lent

    /**
     * Makes args with a heap buffer.
     *
     * @param capacity its size in octets
     * @param completed what to run after an operation that was pending
     */
    public WireArgs(int capacity, Runnable completed) {
        this(ByteBuffer.allocate(capacity));
        this.completed = completed;
    }

    /** Makes args that wait to be lent. */
    WireArgs(ByteBuffer buffer) {
        this.buffer = buffer;
        this.view = buffer.duplicate();
        setBuffer(buffer);
        addCompletedHandler((sender, args) -> tell());
    }

    private void tell() {
        Runnable borrower = completed;
        if (borrower != null) {
            borrower.run();
        }
    }

    /** Lends the args to whoever is to be told of completions. */
    WireArgs lendTo(Runnable borrower) {
        completed = borrower;
        return this;
    }

    /**
     * Ends the loan.
     *
     * @throws IllegalStateException if there is none, or an operation still uses the buffer
     */
    void endLoan() {
        if (completed == null) {
            throw new IllegalStateException("the buffer was given back before; its borrower has to forget it then");
        }
        range(0, buffer.capacity()); // Throws while an operation uses it.
        completed = null;
    }

    /**
     * Gives the buffer.
     *
     * @return always the same buffer; its position and limit belong to the owner
     */
    public ByteBuffer buffer() {
        return buffer;
    }

    /**
     * Chooses what the next operation transfers.
     *
     * @param count octets from the start of the buffer
     * @return these args
     */
    public WireArgs range(int count) {
        return range(0, count);
    }

    /**
     * Chooses what the next operation transfers.
     *
     * @param offset where it begins
     * @param count how many octets
     * @return these args
     */
    public WireArgs range(int offset, int count) {
        setBuffer(offset, count);
        return this;
    }

    /** Gives the octets of the chosen range, behind a position of their own. */
    ByteBuffer view() {
        return view.clear().position(getOffset()).limit(getOffset() + getCount());
    }

    /**
     * Tells whether the last operation succeeded.
     *
     * @return false when it failed
     */
    public boolean isSuccess() {
        return getSocketError() == SocketError.SUCCESS;
    }

    /** Overwrites what was in a part of the buffer, which is on the heap. */
    void wipe(int from, int to) {
        Arrays.fill(buffer.array(), buffer.arrayOffset() + from, buffer.arrayOffset() + to, (byte) 0);
    }

    void begin(Wire wire, SocketAsyncOperation operation) {
        beginOperation(wire, operation);
    }

    void end(SocketError error, int transferred) {
        endOperation(error, transferred);
    }

    void raise() {
        onCompleted(this);
    }
}
