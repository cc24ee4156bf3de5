package org.postrider.sockets;

/**
 * What a {@link SocketAsyncEventArgs} was last used for, so that one handler can serve several kinds of operation.
 *
 * <p>Names and numbers are those of System.Net.Sockets.SocketAsyncOperation. The kinds that belong to datagrams and files
 * are listed for their numbers; no operation of {@link Socket} reports them.
 */
public enum SocketAsyncOperation {
    /** Not used yet. */
    NONE(0),

    /** {@link Socket#acceptAsync}. */
    ACCEPT(1),

    /** {@link Socket#connectAsync}. */
    CONNECT(2),

    /** {@link Socket#disconnectAsync}. */
    DISCONNECT(3),

    /** {@link Socket#receiveAsync}. */
    RECEIVE(4),

    /** Receiving a datagram; not offered. */
    RECEIVE_FROM(5),

    /** Receiving a datagram with its interface; not offered. */
    RECEIVE_MESSAGE_FROM(6),

    /** {@link Socket#sendAsync}. */
    SEND(7),

    /** Sending files and buffers; not offered. */
    SEND_PACKETS(8),

    /** Sending a datagram; not offered. */
    SEND_TO(9);

    private final int value;

    SocketAsyncOperation(int value) {
        this.value = value;
    }

    /**
     * The number that .NET gives this operation, 7 for {@link #SEND}.
     *
     * @return the number
     */
    public int value() {
        return value;
    }
}
