package org.postrider.smtp;

import java.util.ArrayList;
import java.util.List;
import org.postrider.smtp.internal.url.HostText;

/**
 * One of several servers of a service, with the rank that SRV records give them (RFC 2782).
 *
 * @param host a name or an IP address, not empty
 * @param port from 1 to 65,535
 * @param priority the lowest is tried first, 0 to 65,535
 * @param weight among equals in priority, a server of twice the weight is tried first twice as often, 0 to 65,535
 */
public record ServerAddress(String host, int port, int priority, int weight) {
    /**
     * Makes an address.
     *
     * @param host a name or an IP address
     * @param port its port
     * @param priority the lowest is tried first
     * @param weight the share among equals in priority
     * @throws IllegalArgumentException if one is out of its range
     */
    public ServerAddress {
        host = HostText.checked(host);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port lies between 1 and 65535, this is " + port);
        }
        if (priority < 0 || priority > 65535 || weight < 0 || weight > 65535) {
            throw new IllegalArgumentException("priority and weight lie between 0 and 65535");
        }
    }

    /**
     * Gives servers that are tried in the order in which they stand here.
     *
     * @param port the port of all
     * @param hosts their names or addresses
     * @return the servers, each of the next priority
     */
    public static List<ServerAddress> inOrder(int port, String... hosts) {
        List<ServerAddress> servers = new ArrayList<>();
        for (String host : hosts) {
            servers.add(new ServerAddress(host, port, servers.size(), 0));
        }
        return List.copyOf(servers);
    }

    /**
     * Gives servers that share the load evenly.
     *
     * @param port the port of all
     * @param hosts their names or addresses
     * @return the servers, all of the same priority and weight
     */
    public static List<ServerAddress> sharing(int port, String... hosts) {
        List<ServerAddress> servers = new ArrayList<>();
        for (String host : hosts) {
            servers.add(new ServerAddress(host, port, 0, 1));
        }
        return List.copyOf(servers);
    }
}
