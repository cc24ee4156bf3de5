package org.postrider.smtp.internal.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Finds the addresses of a host; may wait for a name server for ever, so never on a loop. */
@FunctionalInterface
interface Addresses {
    /** The system's own way, hosts file and all. */
    Addresses SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /**
     * Finds addresses.
     *
     * @return at least one, in the order of preference
     * @throws UnknownHostException if there is none
     */
    List<InetAddress> of(String host) throws UnknownHostException;

    /**
     * Puts addresses into the order to try them in (RFC 8305, section 4): IPv6 and IPv4 by turns, so that one that leads nowhere costs
     * one attempt, and not as many as there are addresses. The first stays first: which family that is, is the system's choice, or the
     * user's by {@code java.net.preferIPv6Addresses}.
     */
    static List<InetSocketAddress> byTurns(List<InetAddress> found, int port) {
        Deque<InetAddress> same = new ArrayDeque<>();
        Deque<InetAddress> other = new ArrayDeque<>();
        for (InetAddress address : found) {
            (address.getClass() == found.get(0).getClass() ? same : other).add(address);
        }
        List<InetSocketAddress> order = new ArrayList<>(found.size());
        while (!same.isEmpty() || !other.isEmpty()) {
            Deque<InetAddress> turn = same.isEmpty() || (!other.isEmpty() && order.size() % 2 == 1) ? other : same;
            order.add(new InetSocketAddress(turn.remove(), port));
        }
        return order;
    }
}
