package org.postrider.smtp;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which way connections take to the server: from which address, through which proxy, to which of
 * several servers.
 *
 * <p>Immutable: each {@code with} method gives a new value. It says nothing of who the server is: that is checked in the same way at the
 * end of every route.
 */
public final class RouteOptions {
    /** From whichever address the system chooses, straight to the server. */
    public static final RouteOptions DIRECT = new RouteOptions(null, null, List.of());

    private final @Nullable InetSocketAddress localEndPoint;
    private final @Nullable ProxyOptions proxy;
    private final List<ServerAddress> servers;

    private RouteOptions(
            @Nullable InetSocketAddress localEndPoint, @Nullable ProxyOptions proxy, List<ServerAddress> servers) {
        this.localEndPoint = localEndPoint;
        this.proxy = proxy;
        this.servers = servers;
    }

    /**
     * Chooses the address of this machine to connect from, where it has several.
     *
     * @param localEndPoint an address that this machine has, with port 0 for any that is free; with another port there can be one
     *     connection at a time. Null for the system's choice
     * @return new options
     * @throws IllegalArgumentException if the address isn't resolved
     */
    public RouteOptions withLocalEndPoint(@Nullable InetSocketAddress localEndPoint) {
        if (localEndPoint != null && localEndPoint.isUnresolved()) {
            throw new IllegalArgumentException(
                    localEndPoint + " isn't resolved: give an address of this machine, not a name");
        }
        return new RouteOptions(localEndPoint, proxy, servers);
    }

    /**
     * Goes through a proxy.
     *
     * @param proxy the proxy, or null for none
     * @return new options
     */
    public RouteOptions withProxy(@Nullable ProxyOptions proxy) {
        return new RouteOptions(localEndPoint, proxy, servers);
    }

    /**
     * Goes to one of several servers, in place of the host and port that the options name: the next is tried where one can't be reached,
     * doesn't answer in time, or turns the client away before it may log in. A refused login, or a certificate that isn't right, is no
     * reason to try another. The certificate has to be for the server that it comes from.
     *
     * @param servers such as {@link ServerAddress#inOrder} gives; none for host and port
     * @return new options
     */
    public RouteOptions withServers(List<ServerAddress> servers) {
        return new RouteOptions(localEndPoint, proxy, List.copyOf(servers));
    }

    /**
     * Gives the servers.
     *
     * @return those that take the place of host and port, or none
     */
    public List<ServerAddress> servers() {
        return servers;
    }

    /**
     * Gives the address of this machine that connections are made from.
     *
     * @return the address, or null for the one that the system chooses
     */
    public @Nullable InetSocketAddress localEndPoint() {
        return localEndPoint;
    }

    /**
     * Gives the proxy.
     *
     * @return the proxy, or null for none
     */
    public @Nullable ProxyOptions proxy() {
        return proxy;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RouteOptions o
                && Objects.equals(localEndPoint, o.localEndPoint)
                && Objects.equals(proxy, o.proxy)
                && servers.equals(o.servers);
    }

    @Override
    public int hashCode() {
        return Objects.hash(localEndPoint, proxy, servers);
    }

    /** Shows everything but passwords. */
    @Override
    public String toString() {
        return "RouteOptions[from " + (localEndPoint == null ? "any" : localEndPoint) + ", through "
                + (proxy == null ? "nothing" : proxy) + (servers.isEmpty() ? "" : ", to " + servers) + "]";
    }
}
