package org.postrider.smtp.internal.proxy;

import org.jspecify.annotations.Nullable;
import org.postrider.smtp.ProxyOptions;
import org.postrider.smtp.internal.tls.HostNames;

/**
 * The words with one proxy, without I/O: something is said, an exact number of octets is heard, until the way is open.
 *
 * <p>For one connection, used by one thread at a time. It never asks for an octet more than the proxy has to send, for what comes next
 * is the server's, which speaks first.
 */
public interface Negotiation {
    /** What to do next: octets to send, if there are any, and how many to receive then. */
    final class Step {
        private final byte[] say;
        private final int hear;

        Step(byte[] say, int hear) {
            this.say = say;
            this.hear = hear;
        }

        /**
         * Gives what to send.
         *
         * @return the octets, or none
         */
        public byte[] say() {
            return say;
        }

        /**
         * Tells how much to receive.
         *
         * @return how many octets, 1 or more
         */
        public int hear() {
            return hear;
        }
    }

    /**
     * Begins.
     *
     * @return the first step
     */
    Step first();

    /**
     * Goes on.
     *
     * @param heard as many octets as were asked for
     * @return the next step, or null when the way is open
     * @throws ProxyException if the proxy refuses, or says what it can't mean
     */
    @Nullable
    Step next(byte[] heard) throws ProxyException;

    /**
     * Makes the words for a proxy.
     *
     * @param proxy the proxy
     * @param host the server to be reached; the proxy looks its name up
     * @param port its port
     * @return a negotiation that hasn't begun
     * @throws IllegalArgumentException if the host is nothing that a proxy can be told
     */
    static Negotiation of(ProxyOptions proxy, String host, int port) {
        String name = HostNames.ascii(host);
        if (name.isEmpty() || name.length() > 255 || !name.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IllegalArgumentException("the host can't be told to a proxy: it is a name of 1 to 255 letters,"
                    + " digits, dots and hyphens, or an address");
        }
        return switch (proxy.kind()) {
            case SOCKS5 -> new Socks5(name, port, proxy.credential());
            case SOCKS4A -> new Socks4a(name, port, proxy.credential());
            case HTTP_CONNECT -> new HttpConnect(name, port, proxy.credential());
        };
    }
}
