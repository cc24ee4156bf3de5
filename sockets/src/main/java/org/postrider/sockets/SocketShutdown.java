package org.postrider.sockets;

/** Which half of a connection {@link Socket#shutdown} ends; the numbers are those of System.Net.Sockets.SocketShutdown. */
public enum SocketShutdown {
    /** No more is received; what arrives is thrown away. */
    RECEIVE(0),

    /** No more is sent; the peer reads the end of the stream and can still answer. */
    SEND(1),

    /** Both. */
    BOTH(2);

    private final int value;

    SocketShutdown(int value) {
        this.value = value;
    }

    /**
     * The number that .NET gives this half.
     *
     * @return the number
     */
    public int value() {
        return value;
    }
}
