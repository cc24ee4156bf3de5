package org.postrider.testkit;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.postrider.testkit.internal.sink.SinkLoop;
import org.postrider.testkit.internal.sink.SinkSettings;

/**
 * An SMTP server on loopback that takes every message, counts it and forgets it, faster than any client sends: what a load test measures then is the
 * client.
 *
 * <pre>{@code
 * try (FastSink sink = FastSink.builder().replyDelay(Duration.ofMillis(20)).start()) {
 *     send(10_000, sink.getHost(), sink.getPort());
 *     assertEquals(10_000, sink.counts().messages());
 * }
 * }</pre>
 *
 * <p>It runs on one thread, which takes some hundred thousand small messages a second. Started when made; {@link #close()} ends it. Thread safe. The
 * trap: it shares the processors with the client, so it belongs in a process of its own when times are measured, and it tells nothing of what was
 * in the messages; {@link SmtpTestServer} does.
 */
public final class FastSink implements AutoCloseable {
    private final SinkLoop loop;

    private FastSink(SinkSettings settings) {
        this.loop = SinkLoop.start(settings);
    }

    /**
     * Starts a sink that offers PIPELINING, CHUNKING, SIZE and 8BITMIME, and answers at once.
     *
     * @return a running sink
     */
    public static FastSink start() {
        return builder().start();
    }

    /**
     * Begins a sink of your own making.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the host to connect to, {@code localhost}, which is also a name in the sink's certificate} */
    public String getHost() {
        return "localhost";
    }

    /** {@return the port to connect to} */
    public int getPort() {
        return loop.address().getPort();
    }

    /** {@return the address to connect to: loopback and the port} */
    public InetSocketAddress getAddress() {
        return loop.address();
    }

    /**
     * Tells what the sink has taken. A client that has seen the {@code 250} finds its message counted.
     *
     * @return the counts since the start
     */
    public SinkCounts counts() {
        return loop.counts();
    }

    /** Ends all connections and the thread, and returns when they are gone. Does nothing the second time. */
    @Override
    public void close() {
        loop.close();
    }

    /**
     * Sets up a {@link FastSink}.
     *
     * <p>Not thread safe. May start any number of sinks, each as the builder is at that moment.
     */
    public static final class Builder {
        private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

        private final Set<String> hidden = new HashSet<>();
        private Duration replyDelay = Duration.ZERO;
        private long maxSize = 64L << 20;
        private int port;
        private boolean isStartTls;

        private Builder() {}

        /**
         * Leaves extensions out of the {@code EHLO} reply, and doesn't know their parameters and commands.
         *
         * @param keywords of {@code PIPELINING}, {@code CHUNKING}, {@code SIZE} and {@code 8BITMIME}, in whatever case
         * @return this builder
         */
        public Builder without(String... keywords) {
            for (String keyword : keywords) {
                hidden.add(keyword.toUpperCase(Locale.ROOT));
            }
            return this;
        }

        /**
         * Sends each batch of replies later, as a link of that round-trip time would.
         *
         * @param delay from zero, the default, to one minute; it is kept to a millisecond
         * @return this builder
         * @throws IllegalArgumentException if it is negative, or longer
         */
        public Builder replyDelay(Duration delay) {
            if (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0) {
                throw new IllegalArgumentException("A delay is from zero to one minute, this is " + delay);
            }
            this.replyDelay = delay;
            return this;
        }

        /**
         * Sets the largest message (RFC 1870); a larger one is read to its end and gets {@code 552}.
         *
         * @param octets the limit, 64 MiB by default
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder maxSize(long octets) {
            if (octets <= 0) {
                throw new IllegalArgumentException("A message has at least one octet, this limit is " + octets);
            }
            this.maxSize = octets;
            return this;
        }

        /**
         * Sets the port.
         *
         * @param port from 1 to 65535, or 0, the default, for one that is free
         * @return this builder
         * @throws IllegalArgumentException if there is no such port
         */
        public Builder port(int port) {
            if (port < 0 || port > 65535) {
                throw new IllegalArgumentException("A port is from 0 to 65535, this is " + port);
            }
            this.port = port;
            return this;
        }

        /**
         * Offers {@code STARTTLS} (RFC 3207), with a certificate that the {@linkplain CertificateAuthority#shared() shared authority} signs.
         *
         * @return this builder
         */
        public Builder startTls() {
            this.isStartTls = true;
            return this;
        }

        /**
         * Starts the sink on loopback.
         *
         * @return a running sink
         * @throws java.io.UncheckedIOException if it can't listen on the port
         */
        public FastSink start() {
            return new FastSink(new SinkSettings(
                    port,
                    !hidden.contains("PIPELINING"),
                    !hidden.contains("CHUNKING"),
                    !hidden.contains("SIZE"),
                    !hidden.contains("8BITMIME"),
                    maxSize,
                    replyDelay.toNanos(),
                    isStartTls ? identity() : null));
        }

        private static SSLContext identity() {
            CertificateAuthority authority = CertificateAuthority.shared();
            return authority.sslContext(authority.issue("localhost", "127.0.0.1", "::1"));
        }
    }
}
