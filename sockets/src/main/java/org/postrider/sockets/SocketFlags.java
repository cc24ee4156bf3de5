package org.postrider.sockets;

/**
 * How a send or a receive is to be done; on a stream of Java there is one way, {@link #NONE}.
 *
 * <p>Re-expresses System.Net.Sockets.SocketFlags. Its other members (out of band, peek, partial, truncated, ...) concern
 * datagrams or have no counterpart in the JDK, so they are left out rather than ignored.
 */
public enum SocketFlags {
    /** Nothing special. */
    NONE(0);

    private final int value;

    SocketFlags(int value) {
        this.value = value;
    }

    /**
     * The number that .NET gives this flag.
     *
     * @return the number
     */
    public int value() {
        return value;
    }
}
