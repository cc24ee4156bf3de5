package org.postrider.smtp.internal.wire;

import java.util.function.IntSupplier;

/** A client's wire and the server at its other end. */
final class TlsPair extends TlsClient {
    final TlsPeer server;

    TlsPair(Weather weather, String host) {
        this(weather, host, weather::chunk);
    }

    TlsPair(Weather weather, String host, IntSupplier chunk) {
        this(weather, host, chunk, new CheckedBuffers());
    }

    TlsPair(Weather weather, String host, IntSupplier chunk, CheckedBuffers buffers) {
        this(weather, host, chunk, buffers, new TlsPeer(SERVER, weather.protocol()));
    }

    private TlsPair(Weather weather, String host, IntSupplier chunk, CheckedBuffers buffers, TlsPeer server) {
        super(weather, host, chunk, buffers, server::take);
        this.server = server;
        server.out = below::deliver;
    }
}
