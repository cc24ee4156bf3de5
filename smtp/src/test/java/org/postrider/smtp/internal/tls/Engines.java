package org.postrider.smtp.internal.tls;

import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/** Two engines that shake hands in memory, so that a client can ask for any host without there being one. */
final class Engines {
    /** More steps than any handshake takes. */
    private static final int PATIENCE = 200;

    private final SSLEngine client;
    private final SSLEngine server;
    private final ByteBuffer toServer = ByteBuffer.allocate(1 << 17);
    private final ByteBuffer toClient = ByteBuffer.allocate(1 << 17);

    private Engines(SSLEngine client, SSLEngine server) {
        this.client = client;
        this.server = server;
        client.setUseClientMode(true);
        server.setUseClientMode(false);
    }

    /** Shakes hands and gives the client's session, or fails as the client does. */
    static SSLSession shake(SSLContext client, String host, SSLContext server) throws SSLException {
        return new Engines(client.createSSLEngine(host, 465), server.createSSLEngine()).shake();
    }

    /** As a client does that checks the host by the JDK's rules, and nothing else by ours. */
    static SSLSession shakeByTheRulesOfTheJdk(SSLContext client, String host, SSLContext server) throws SSLException {
        Engines engines = new Engines(client.createSSLEngine(host, 465), server.createSSLEngine());
        SSLParameters parameters = engines.client.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engines.client.setSSLParameters(parameters);
        return engines.shake();
    }

    private SSLSession shake() throws SSLException {
        for (int i = 0; i < PATIENCE; i++) {
            step(client, toClient, toServer);
            if (client.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
                return client.getSession();
            }
            try {
                step(server, toServer, toClient);
            } catch (SSLException refusedByTheClient) {
                client.closeInbound();
            }
        }
        throw new AssertionError("the handshake doesn't come to an end");
    }

    private void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        for (Runnable task : tasks(engine)) {
            task.run();
        }
        engine.wrap(ByteBuffer.allocate(0), out);
        in.flip();
        engine.unwrap(in, ByteBuffer.allocate(1 << 15));
        in.compact();
    }

    private static List<Runnable> tasks(SSLEngine engine) {
        Runnable task = engine.getDelegatedTask();
        return task == null ? List.of() : List.of(task);
    }
}
