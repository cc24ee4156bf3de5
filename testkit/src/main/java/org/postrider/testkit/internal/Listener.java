package org.postrider.testkit.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
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
     * @throws IllegalArgumentException if the runtime doesn't know a TLS version that is asked for
     * @throws UncheckedIOException if there is no port to listen on
     */
    public Listener(Settings settings, Prompter prompter, Inbox inbox) {
        SSLSocketFactory sockets = sockets(settings.tls());
        this.context = new Context(settings, prompter, inbox, sockets, new CountDownLatch(1), new AtomicLong());
        this.serverSocket = listen(settings.storage().receiveBufferSize());
        this.acceptor = daemon(this::accept, "acceptor");
        acceptor.start();
    }

    private static SSLSocketFactory sockets(Settings.Tls tls) {
        SSLContext ssl = KeyMaterial.context(
                tls.certificate(), CertificateAuthority.shared().getCertificate());
        List<String> known = List.of(ssl.getSupportedSSLParameters().getProtocols());
        if (!known.containsAll(tls.protocols())) {
            throw new IllegalArgumentException("Among " + tls.protocols() + " is a protocol that isn't in " + known);
        }
        return ssl.getSocketFactory();
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
        for (int number = 1; !context.isClosed(); number++) {
            try {
                serve(serverSocket.accept(), number);
            } catch (IOException e) {
                if (!context.isClosed()) {
                    throw new UncheckedIOException("The test server can't accept connections any more", e);
                }
            }
        }
    }

    private void serve(Socket socket, int number) {
        SessionLog log = new SessionLog(number, (InetSocketAddress) socket.getRemoteSocketAddress());
        Wire wire = new Wire(socket, context.settings().dialect().delivery());
        Connection connection = new Connection(context, wire, log);
        Thread thread = daemon(
                () -> {
                    try {
                        connection.run();
                    } finally {
                        connections.remove(Thread.currentThread());
                    }
                },
                "connection-" + number);
        context.inbox().opened(log);
        connections.put(thread, connection);
        thread.start();
    }

    /** Ends all connections and threads. The acceptor goes first, so that none is added meanwhile. */
    @Override
    public void close() {
        context.closing().countDown();
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

    /** Threads end at once, unless a condition of the script blocks and ignores the interrupt. */
    private static void join(Thread thread) {
        if (thread == Thread.currentThread()) {
            return;
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(LONGEST_GOODBYE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive() && !Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException(thread.getName() + " doesn't end; let no condition of the script block");
        }
    }
}
