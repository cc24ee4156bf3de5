package org.postrider.smtp;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postrider.smtp.internal.Printable;
import org.postrider.smtp.internal.tls.HostNames;

/**
 * Which way connections take to the server: from which address, through which proxy, to which of
 * several servers.
 *
 * <p>Immutable: each {@code with} method gives a new value. It says nothing of who the server is: that is checked in the same way at the
 * end of every route.
 */
public final class RouteOptions {
    /** From whichever address the system chooses, straight to the server. */
    public static final RouteOptions DIRECT = new RouteOptions(null, null, List.of(), false, List.of(), null);

    private final @Nullable InetSocketAddress localEndPoint;
    private final @Nullable ProxyOptions proxy;
    private final List<ServerAddress> servers;
    private final boolean serversFromDns;
    private final List<String> trustedServerDomains;
    private final @Nullable Path unixSocket;

    private RouteOptions(
            @Nullable InetSocketAddress localEndPoint,
            @Nullable ProxyOptions proxy,
            List<ServerAddress> servers,
            boolean serversFromDns,
            List<String> trustedServerDomains,
            @Nullable Path unixSocket) {
        this.localEndPoint = localEndPoint;
        this.proxy = proxy;
        this.servers = servers;
        this.serversFromDns = serversFromDns;
        this.trustedServerDomains = trustedServerDomains;
        this.unixSocket = unixSocket;
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
        return new RouteOptions(localEndPoint, proxy, servers, serversFromDns, trustedServerDomains, unixSocket);
    }

    /**
     * Goes through a proxy.
     *
     * @param proxy the proxy, or null for none
     * @return new options
     */
    public RouteOptions withProxy(@Nullable ProxyOptions proxy) {
        return new RouteOptions(localEndPoint, proxy, servers, serversFromDns, trustedServerDomains, unixSocket);
    }

    /**
     * Goes to one of several servers, in place of the host and port that the options name: the next is tried where one can't be reached,
     * doesn't answer in time, or turns the client away, as long as it was told of no login: credentials are shown to one server. So a
     * refused login, or one that the server breaks off, and a certificate that isn't right are no reason to try another. The certificate has
     * to be for the server that it comes from.
     *
     * @param servers such as {@link ServerAddress#inOrder} gives; none for host and port
     * @return new options
     */
    public RouteOptions withServers(List<ServerAddress> servers) {
        return new RouteOptions(localEndPoint, proxy, List.copyOf(servers), false, trustedServerDomains, null);
    }

    /**
     * Asks DNS for the servers (SRV records, RFC 6186 and RFC 8314): the host that the options name is a mail domain then, such as
     * {@code example.com}, and the port is of no account. With TLS from the first byte the record is {@code _submissions._tcp}, else
     * {@code _submission._tcp}. What is said of {@link #withServers} holds for what is found.
     *
     * <p>DNS can be forged. A server that isn't in the domain is therefore not used, unless its own domain is trusted by
     * {@link #withTrustedServerDomains}; and its certificate has to be for its name. The question goes to the system's name servers, by a
     * proxy's side too; the answer is used for 30 s. A run-time image of {@code jlink} needs the module {@code jdk.naming.dns} for it.
     *
     * @return new options
     */
    public RouteOptions withServersFromDns() {
        return new RouteOptions(localEndPoint, proxy, List.of(), true, trustedServerDomains, null);
    }

    /**
     * Trusts DNS where it says that a domain's mail is taken by somebody else: {@code withTrustedServerDomains("google.com")} for a
     * domain whose mail is at Google. Whoever can name a server in one of these domains gets the mail, and the password.
     *
     * @param domains in place of those that were trusted before
     * @return new options
     * @throws IllegalArgumentException if one isn't a domain name
     */
    public RouteOptions withTrustedServerDomains(String... domains) {
        List<String> names = Stream.of(domains).map(RouteOptions::domain).toList();
        return new RouteOptions(localEndPoint, proxy, servers, serversFromDns, names, unixSocket);
    }

    private static String domain(String text) {
        String name = HostNames.ascii(text).toLowerCase(Locale.ROOT);
        if (!HostNames.isName(name) || HostNames.isAddress(name)) {
            throw new IllegalArgumentException(
                    "\"" + Printable.escape(text) + "\" is no domain to trust: give a name such as example.com");
        }
        return name;
    }

    /**
     * Goes to a server on this machine by a Unix-domain socket, in place of host and port, of several servers, of a proxy. The host
     * stays the name that TLS asks for and checks; for a server without TLS it is of no account.
     *
     * @param path of the socket, such as {@code /run/dovecot/lmtp}, at most about 100 octets long; null for a network again
     * @return new options
     */
    public RouteOptions withUnixSocket(@Nullable Path path) {
        return new RouteOptions(localEndPoint, proxy, List.of(), false, trustedServerDomains, path);
    }

    /**
     * Gives the Unix-domain socket.
     *
     * @return its path, or null for a way over a network
     */
    public @Nullable Path unixSocket() {
        return unixSocket;
    }

    /**
     * Tells whether DNS is asked for the servers.
     *
     * @return false unless {@link #withServersFromDns} was called
     */
    public boolean isServersFromDns() {
        return serversFromDns;
    }

    /**
     * Gives the domains beside the mail domain that DNS may name servers in.
     *
     * @return names in lower case, none by default
     */
    public List<String> trustedServerDomains() {
        return trustedServerDomains;
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
                && servers.equals(o.servers)
                && serversFromDns == o.serversFromDns
                && trustedServerDomains.equals(o.trustedServerDomains)
                && Objects.equals(unixSocket, o.unixSocket);
    }

    @Override
    public int hashCode() {
        return Objects.hash(localEndPoint, proxy, servers, serversFromDns, trustedServerDomains, unixSocket);
    }

    /** Shows everything but passwords. */
    @Override
    public String toString() {
        if (unixSocket != null) {
            return "RouteOptions[to unix:" + unixSocket + "]";
        }
        return "RouteOptions[from " + (localEndPoint == null ? "any" : localEndPoint) + ", through "
                + (proxy == null ? "nothing" : proxy) + (servers.isEmpty() ? "" : ", to " + servers)
                + (serversFromDns ? ", to whom DNS names, in its domain or " + trustedServerDomains : "") + "]";
    }
}
