package org.postrider.testkit.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.postrider.testkit.CertificateAuthority;
import org.postrider.testkit.internal.x509.KeyMaterial;

/**
 * Accepts connections on loopback, and gives each a daemon thread.
 *
 * <p>Listens from construction until {@link #close()}, which ends all connections and returns when their threads are gone.
 * Thread safe.
 */
public final class Listener implements AutoCloseable {
    private static final int BACKLOG = 1024;
    private static final long LONGEST_GOODBYE_SECONDS = 10;

    private final ServerSocket serverSocket;
    private final Context context;
    private final Thread acceptor;
    private final Map<Thread, Connection> connections = new ConcurrentHashMap<>();

    /**
     * Begins to listen on a free port.
     *
     * @param settings how to behave
     * @param prompter how to misbehave
     * @param inbox where to put what comes
     * @throws UncheckedIOException if there is no port to listen on
     */
    public Listener(Settings settings, Prompter prompter, Inbox inbox) {
        var sockets = KeyMaterial.context(
                        settings.tls().certificate(),
                        CertificateAuthority.shared().getCertificate())
                .getSocketFactory();
        this.context = new Context(settings, prompter, inbox, sockets, new AtomicBoolean(), new AtomicLong());
        this.serverSocket = listen(settings.storage().receiveBufferSize());
        this.acceptor = daemon(this::accept, "acceptor");
        acceptor.start();
    }

    private static ServerSocket listen(int receiveBufferSize) {
        try {
            ServerSocket socket = new ServerSocket();
            if (receiveBufferSize > 0) {
                socket.setReceiveBufferSize(receiveBufferSize);
            }
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException("The test server can't listen on loopback", e);
        }
    }

    private Thread daemon(Runnable work, String role) {
        Thread thread = new Thread(work, "smtp-test-server-" + serverSocket.getLocalPort() + "-" + role);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Tells where the server listens.
     *
     * @return the loopback address and the port
     */
    public InetSocketAddress address() {
        return (InetSocketAddress) serverSocket.getLocalSocketAddress();
    }

    private void accept() {
        for (int number = 1; !context.isClosed().get(); number++) {
            try {
                serve(serverSocket.accept(), number);
            } catch (IOException e) {
                if (!context.isClosed().get()) {
                    throw new UncheckedIOException("The test server can't accept connections any more", e);
                }
            }
        }
    }

    private void serve(Socket socket, int number) throws IOException {
        SessionLog log = new SessionLog(number, (InetSocketAddress) socket.getRemoteSocketAddress());
        Wire wire = new Wire(socket, context.settings().dialect().delivery());
        Connection connection = new Connection(context, wire, log);
        Thread thread = daemon(
                () -> {
                    connection.run();
                    connections.remove(Thread.currentThread());
                },
                "connection-" + number);
        context.inbox().opened(log);
        connections.put(thread, connection);
        thread.start();
    }

    /** Ends all connections and threads. The acceptor goes first, so that none is added meanwhile. */
    @Override
    public void close() {
        if (!context.isClosed().compareAndSet(false, true)) {
            return;
        }
        try {
            serverSocket.close();
            join(acceptor);
            for (Map.Entry<Thread, Connection> entry : connections.entrySet()) {
                entry.getValue().abort();
                entry.getKey().interrupt();
            }
            for (Thread thread : connections.keySet()) {
                join(thread);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The test server can't be closed", e);
        }
    }

    private static void join(Thread thread) {
        try {
            if (thread != Thread.currentThread()) {
                thread.join(TimeUnit.SECONDS.toMillis(LONGEST_GOODBYE_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
