package org.postrider.mail;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * A client's connections to its server: how many there are, how many there may be, and how long they are kept.
 *
 * <p>A live view, had from {@link SmtpClient#getServicePoint()}: what is set here holds from now on, during a send as well, and for
 * whatever server the client is given later. Thread safe.
 *
 * <p>A trap: the address is that of the client when it was asked. After a change of host or port, ask the client again.
 */
public final class ServicePoint {
    private static final String SCHEME = "smtp";

    /** {@code Timeout.Infinite} of .NET. */
    private static final int INFINITE = -1;

    private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

    private final ClientState state;
    private final URI address;

    ServicePoint(ClientState state, URI address) {
        this.state = state;
        this.address = address;
    }

    /** {@return the server, such as {@code smtp://mail.example.com:25}; in .NET the scheme is {@code mailto}} */
    public URI getAddress() {
        return address;
    }

    /** {@return the protocol of the connections: {@code smtp}} */
    public String getConnectionName() {
        return SCHEME;
    }

    /** {@return how many connections there may be at once; 10 unless set, 2 in .NET} */
    public int getConnectionLimit() {
        return state.limits().maxConnections();
    }

    /**
     * Sets how many connections there may be at once. A client sends one message at a time and so has one, and another for a moment when
     * a send was cancelled.
     *
     * @param connectionLimit 1 or more
     * @throws IllegalArgumentException if it is 0 or negative
     */
    public void setConnectionLimit(int connectionLimit) {
        state.limit(limits -> limits.withMaxConnections(connectionLimit));
    }

    /** {@return how many connections there are to this address, in use or idle} */
    public int getCurrentConnections() {
        return state.connectionsTo(address);
    }

    /** {@return for how many milliseconds a connection is kept after its last message; 100,000 unless set, -1 for ever} */
    public int getMaxIdleTime() {
        Duration time = state.limits().idleTime();
        boolean countable = time.compareTo(Duration.ofMillis(Integer.MAX_VALUE)) <= 0;
        return countable ? (int) time.toMillis() : INFINITE;
    }

    /**
     * Sets for how long a connection is kept after its last message. It is noticed within a quarter of a second.
     *
     * @param maxIdleTime milliseconds; 0 says goodbye as soon as nothing is to be sent, -1 never
     * @throws IllegalArgumentException if it is less than -1
     */
    public void setMaxIdleTime(int maxIdleTime) {
        if (maxIdleTime < INFINITE) {
            throw new IllegalArgumentException(
                    "The idle time is 0 or more milliseconds, or -1 for ever; this is " + maxIdleTime);
        }
        Duration time = maxIdleTime == INFINITE ? FOREVER : Duration.ofMillis(maxIdleTime);
        state.limit(limits -> limits.withIdleTime(time));
    }

    /** Makes the address of a server; a name is taken as it is, an IPv6 address in brackets. */
    static URI addressOf(String host, int port) {
        boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
        try {
            return new URI(SCHEME, (bare ? "[" + host + "]" : host) + ":" + port, null, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(
                    "The host " + host + " has no place in an address; call setHost with the mail server's name", e);
        }
    }

    /** Shows address and connections. */
    @Override
    public String toString() {
        return address + " (" + getCurrentConnections() + " of " + getConnectionLimit() + " connections)";
    }
}
