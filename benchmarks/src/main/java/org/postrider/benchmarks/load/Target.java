package org.postrider.benchmarks.load;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.postrider.benchmarks.Payload;

/**
 * Where the load goes, and what it is.
 *
 * @param port the sink's, on loopback
 * @param lanes how many connections
 * @param payload what is sent
 * @param authority who signed the sink's certificate, for STARTTLS; null for none of it
 */
record Target(
        int port, int lanes, Payload payload, @Nullable Path authority) {
    static final String HOST = "127.0.0.1";
    static final String CLIENT_DOMAIN = "bench.example.org";
}
