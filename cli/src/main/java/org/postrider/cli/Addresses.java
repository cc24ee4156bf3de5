package org.postrider.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Writes network addresses as they are typed: {@code 192.0.2.1:25}, {@code [2001:db8::1]:25}. */
final class Addresses {
    private Addresses() {}

    static String text(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        String host = ip == null ? address.getHostString() : ip.getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
