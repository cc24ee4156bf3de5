package org.postrider.sockets;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an asynchronous socket operation works with and where it leaves its result; made once, used for any number of
 * operations, one at a time, on any socket.
 *
 * <pre>{@code
 * SocketAsyncEventArgs e = new SocketAsyncEventArgs();
 * e.setBuffer(bytes, 0, bytes.length);
 * e.addCompletedHandler((sender, args) -> sent(args));
 * if (!socket.sendAsync(e)) {
 *     sent(e); // completed at once, so the handler does not run
 * }
 * }</pre>
 *
 * <p>Life cycle: free, busy while an operation goes on, free again; the results stand until the next operation begins.
 * {@link #close()} ends it, after the operation if there is one. While busy, what configures the buffers throws
 * {@link IllegalStateException}.
 *
 * <p>Threads: one at a time. The operation itself passes the args from the thread that starts it to the thread that
 * completes it, with all that was written to them.
 *
 * <p>A trap: the args remember ranges, not contents. Bytes that change while a send is pending are sent in either form.
 *
 * <p>Re-expresses System.Net.Sockets.SocketAsyncEventArgs.
 */
public class SocketAsyncEventArgs implements AutoCloseable {
    /** The operation behind this one; belongs to the {@link OperationQueue}. */
    @Nullable
    SocketAsyncEventArgs next;

    private final ArgsState state = new ArgsState();
    private final TransferBuffers buffers = new TransferBuffers();
    private final CompletedHandlers handlers = new CompletedHandlers();

    private @Nullable Object userToken;
    private @Nullable SocketAddress remoteEndPoint;
    private SocketFlags socketFlags = SocketFlags.NONE;
    private boolean disconnectReuseSocket;

    private Object sender = this;
    private SocketAsyncOperation lastOperation = SocketAsyncOperation.NONE;
    private SocketError socketError = SocketError.SUCCESS;
    private @Nullable Throwable cause;
    private int bytesTransferred;
    private @Nullable Socket acceptSocket;
    private @Nullable Socket connectSocket;

    /** Makes args without a buffer. */
    public SocketAsyncEventArgs() {}

    /**
     * Sends from, or receives into, a part of an array; .NET SetBuffer.
     *
     * @param buffer the array, or null to have none any more
     * @param offset where the part begins
     * @param count how many bytes it has
     * @throws IndexOutOfBoundsException if the part is not within the array
     * @throws IllegalArgumentException if a buffer list is set
     * @throws IllegalStateException while an operation uses these args
     */
    public void setBuffer(byte @Nullable [] buffer, int offset, int count) {
        requireFree();
        buffers.set(buffer, offset, count);
    }

    /**
     * Sends from, or receives into, a whole array.
     *
     * @param buffer the array, or null to have none any more
     * @throws IllegalArgumentException if a buffer list is set
     * @throws IllegalStateException while an operation uses these args
     */
    public void setBuffer(byte @Nullable [] buffer) {
        setBuffer(buffer, 0, buffer == null ? 0 : buffer.length);
    }

    /**
     * Sends from, or receives into, what lies between position and limit of a buffer now. Its own position never moves:
     * {@link #getBytesTransferred()} tells how far an operation came.
     *
     * @param buffer a heap or direct buffer; a read-only one can be sent
     * @throws IllegalArgumentException if a buffer list is set
     * @throws IllegalStateException while an operation uses these args
     */
    public void setBuffer(ByteBuffer buffer) {
        Objects.requireNonNull(buffer, "buffer");
        requireFree();
        buffers.set(buffer);
    }

    /**
     * Chooses another range of the array or buffer that is set, at no cost.
     *
     * @param offset where the range begins, counted from index 0 of the array or buffer
     * @param count how many bytes it has
     * @throws IndexOutOfBoundsException if the range goes beyond the length or the capacity
     * @throws IllegalArgumentException if no buffer is set
     * @throws IllegalStateException while an operation uses these args
     */
    public void setBuffer(int offset, int count) {
        requireFree();
        buffers.setRange(offset, count);
    }

    /** {@return the array to work with, or null unless the buffer was set as an array} */
    public byte @Nullable [] getBuffer() {
        return buffers.array();
    }

    /**
     * Gives the buffer to work with, in whichever form it was set.
     *
     * @return the {@code ByteBuffer} that was set, or one around the array that was set, or null; the operation works on
     *     {@link #getOffset()} and {@link #getCount()}, whatever its position and limit say
     */
    public @Nullable ByteBuffer getMemoryBuffer() {
        return buffers.memory();
    }

    /** {@return the index of the array or buffer where the range to work with begins, 0 if there is none} */
    public int getOffset() {
        return buffers.offset();
    }

    /** {@return how many bytes the range to work with has, 0 if there is none} */
    public int getCount() {
        return buffers.count();
    }

    /**
     * Sends several buffers, one after the other, as if they were one. The list is copied, and so are the positions and
     * limits that its buffers have now.
     *
     * @param bufferList the buffers, together at most 2147483647 bytes, or null to have no list any more
     * @throws IllegalArgumentException if a buffer is set
     * @throws IllegalStateException while an operation uses these args
     */
    public void setBufferList(@Nullable List<ByteBuffer> bufferList) {
        requireFree();
        buffers.setList(bufferList);
    }

    /** {@return an unmodifiable copy of the list that was set, or null} */
    public @Nullable List<ByteBuffer> getBufferList() {
        return buffers.list();
    }

    /** {@return the object that the user attached, which no operation touches, or null} */
    public @Nullable Object getUserToken() {
        return userToken;
    }

    /**
     * Attaches any object, to be found again in the handler.
     *
     * @param userToken the object, or null
     */
    public void setUserToken(@Nullable Object userToken) {
        this.userToken = userToken;
    }

    /** {@return the address that a connect goes to, or null if none was set} */
    public @Nullable SocketAddress getRemoteEndPoint() {
        return remoteEndPoint;
    }

    /**
     * Chooses where a connect goes to.
     *
     * @param remoteEndPoint an {@link java.net.InetSocketAddress}, resolved by the caller, or a
     *     {@link java.net.UnixDomainSocketAddress}
     */
    public void setRemoteEndPoint(@Nullable SocketAddress remoteEndPoint) {
        this.remoteEndPoint = remoteEndPoint;
    }

    /** {@return the connection that the last accept made, for the caller to close, or null} */
    public @Nullable Socket getAcceptSocket() {
        return acceptSocket;
    }

    /**
     * Replaces the accepted socket, most usefully by null once it was taken. An accept always makes a socket of its own.
     *
     * @param acceptSocket the socket, or null
     */
    public void setAcceptSocket(@Nullable Socket acceptSocket) {
        this.acceptSocket = acceptSocket;
    }

    /** {@return the socket if the last operation was a connect that succeeded, otherwise null} */
    public @Nullable Socket getConnectSocket() {
        return connectSocket;
    }

    /**
     * Tells how many bytes the last operation moved, also when it failed on the way.
     *
     * @return bytes taken by the kernel or received; 0 after a receive that succeeded is the end of the stream
     */
    public int getBytesTransferred() {
        return bytesTransferred;
    }

    /** {@return {@link SocketError#SUCCESS} or the reason why the last operation failed} */
    public SocketError getSocketError() {
        return socketError;
    }

    /**
     * Overwrites the result, for code that stands between a socket and its user.
     *
     * @param socketError the result to show
     */
    public void setSocketError(SocketError socketError) {
        this.socketError = Objects.requireNonNull(socketError, "socketError");
    }

    /**
     * Gives the failure of the last operation as an exception to throw or to pass on, with what the JDK said as its
     * cause. .NET offers this for connects by name alone, as ConnectByNameError.
     *
     * @return a new exception, or null after a success
     */
    public @Nullable SocketException getSocketException() {
        return socketError == SocketError.SUCCESS ? null : new SocketException(socketError, cause);
    }

    /** {@return how the operation is to be done, {@link SocketFlags#NONE} by default} */
    public SocketFlags getSocketFlags() {
        return socketFlags;
    }

    /**
     * Chooses how the operation is to be done.
     *
     * @param socketFlags the flags
     */
    public void setSocketFlags(SocketFlags socketFlags) {
        this.socketFlags = Objects.requireNonNull(socketFlags, "socketFlags");
    }

    /** {@return what these args were last used for, {@link SocketAsyncOperation#NONE} before the first operation} */
    public SocketAsyncOperation getLastOperation() {
        return lastOperation;
    }

    /** {@return whether a disconnect is to leave the socket ready for another connect, false by default} */
    public boolean isDisconnectReuseSocket() {
        return disconnectReuseSocket;
    }

    /**
     * Asks a disconnect to leave the socket ready for another connect, which Java cannot do: it makes
     * {@link Socket#disconnectAsync} throw {@link UnsupportedOperationException}.
     *
     * @param disconnectReuseSocket whether the socket is to be used again
     */
    public void setDisconnectReuseSocket(boolean disconnectReuseSocket) {
        this.disconnectReuseSocket = disconnectReuseSocket;
    }

    /**
     * Has a handler called whenever a pending operation has completed; .NET event Completed.
     *
     * @param handler called after those added before it
     */
    public void addCompletedHandler(SocketCompletedHandler handler) {
        handlers.add(Objects.requireNonNull(handler, "handler"));
    }

    /**
     * Has a handler no longer called. One that was added twice is called once more each time; one that was never added
     * is ignored.
     *
     * @param handler the handler
     */
    public void removeCompletedHandler(SocketCompletedHandler handler) {
        handlers.remove(Objects.requireNonNull(handler, "handler"));
    }

    /**
     * Runs the handlers, after a pending operation has completed and the args are free again. An override takes their
     * place, or calls this method to keep them; either way it runs on the thread of the loop and must not wait.
     *
     * @param e these args
     */
    protected void onCompleted(SocketAsyncEventArgs e) {
        handlers.raise(sender, e);
    }

    /**
     * Makes the args busy, for a transport on top of a socket that completes args itself.
     *
     * @param sender what the handlers are to be told as the sender
     * @param operation what begins
     * @throws IllegalStateException if an operation is in progress with these args
     * @throws ObjectDisposedException if these args are closed
     */
    protected final void beginOperation(Object sender, SocketAsyncOperation operation) {
        Objects.requireNonNull(sender, "sender");
        Objects.requireNonNull(operation, "operation");
        state.begin();
        this.sender = sender;
        lastOperation = operation;
        connectSocket = null;
        record(SocketError.SUCCESS, 0, null);
        buffers.rewind();
    }

    /**
     * Makes the args free again and leaves the result in them. It raises nothing: the transport now returns false to the
     * caller that is still waiting for an answer, or calls {@link #onCompleted} if it has answered true before.
     *
     * @param error how it ended
     * @param bytesTransferred how many bytes were moved
     */
    protected final void endOperation(SocketError error, int bytesTransferred) {
        endOperation(error, bytesTransferred, null);
    }

    /**
     * As {@link #endOperation(SocketError, int)}, with the cause of a failure.
     *
     * @param error how it ended
     * @param bytesTransferred how many bytes were moved
     * @param cause what {@link #getSocketException()} is to have as its cause, or null
     */
    protected final void endOperation(SocketError error, int bytesTransferred, @Nullable Throwable cause) {
        record(Objects.requireNonNull(error, "error"), bytesTransferred, cause);
        state.end();
    }

    /** Notes the result while the args stay busy: they still have a place in a queue. */
    void record(SocketError error, int bytes, @Nullable Throwable thrown) {
        socketError = error;
        bytesTransferred = bytes;
        cause = thrown;
    }

    /** Makes the args free with the result that was recorded. */
    void release() {
        state.end();
    }

    void requireFree() {
        state.requireFree();
    }

    TransferBuffers buffers() {
        return buffers;
    }

    /** The socket of a connect that succeeded is its sender. */
    void recordConnected() {
        connectSocket = sender instanceof Socket socket ? socket : null;
    }

    /**
     * Ends the life of the args: no operation can begin with them any more. If one is in progress, it goes on to its end
     * and its handlers still run.
     */
    @Override
    public void close() {
        state.close();
    }
}
